using System.Globalization;
using Unseen.Adjustment;
using Unseen.Data;
using Unseen.Data.Loading;
using Unseen.Evaluation;
using Unseen.Inference;
using Unseen.Methods;
using Unseen.Methods.Zla;
using Unseen.Options;
using Unseen.Problems;
using Unseen.Runs.Demo;
using Unseen.Training;

namespace Unseen.Benchmarks.Studies;

/// <summary>
/// Measures how far H is from the best H that any tried σ reaches on the test images, for three ways to choose σ: the
/// law σ = 4 N / (U n), the law with the correction by validation, and a search on validation alone. The best σ is
/// chosen on test images, and is used only for this comparison.
/// </summary>
internal static class SigmaStudy
{
    private const int Pseudo = 10;

    private static readonly double[] _factors = [1.5, 2.2, 3, 4, 5.5, 8, 12, 18]; // c = σ U n / N

    /// <summary>Prints one row for every number of seen classes, or one row for all pairs of digits.</summary>
    /// <param name="args">a dataset's folder and, for each row, the number of seen classes and the number of draws, for
    /// example 10x5; or only "digits"</param>
    /// <returns>the exit code</returns>
    public static int Run(string[] args)
    {
        Console.WriteLine(
            "| data | draws | best H | law | auto | search | loss of law | of auto | of search | mean best c |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        if (args is ["digits"])
        {
            Print("digits, all pairs", UnseenDigits.Pairs().Select(pair =>
                Measure(DigitsDataset.Create(pair), seed: 0, new RunOptions
                {
                    Scaling = FeatureScalingKind.None,
                    Threads = 1,
                    Classifier = new RunOptions().Classifier.WithSchedule(
                        schedule => schedule with { BatchSize = 64 }),
                })));
            return 0;
        }

        var dataset = DatasetLoader.Load(args[0]);
        foreach (var size in args.Skip(1))
        {
            var (seen, draws) = (Number(size.Split('x')[0]), Number(size.Split('x')[1]));
            Print($"{dataset.Name}, {seen} seen classes",
                Enumerable.Range(0, draws).Select(draw =>
                    Measure(Subset(dataset, seen, draw), draw, new RunOptions { Threads = 1 })));
        }

        return 0;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>Creates a dataset with only some of the seen classes.</summary>
    private static GzslDataset Subset(GzslDataset dataset, int count, int draw)
    {
        var seen = dataset.SeenClasses.ToArray();
        new Random(draw).Shuffle(seen);
        int[] classes = [.. seen.Take(count).Concat(dataset.UnseenClasses).Order()];
        int[] Kept(int[] rows) => [.. rows.Where(row => Array.IndexOf(classes, dataset.Labels[row]) >= 0)];
        return dataset with
        {
            // Images of other classes are in no part of the split; their label does not matter.
            Labels = Array.ConvertAll(dataset.Labels, label => Math.Max(0, Array.IndexOf(classes, label))),
            ClassNames = Array.ConvertAll(classes, label => dataset.ClassNames[label]),
            Descriptors = dataset.Descriptors.Select(classes),
            Split = new GzslSplit
            {
                TrainVal = Kept(dataset.Split.TrainVal),
                TestSeen = Kept(dataset.Split.TestSeen),
                TestUnseen = dataset.Split.TestUnseen,
                Train = count < seen.Length ? null : dataset.Split.Train,
                Val = count < seen.Length ? null : dataset.Split.Val,
            },
        };
    }

    private static Outcome Measure(GzslDataset dataset, int seed, RunOptions options)
    {
        RunOptions With(AdjustmentOptions adjustment) => options with { Adjustment = adjustment, Seeds = [seed] };
        RunOptions[] runs =
        [
            .. _factors.Select(factor => With(new FactorOptions { Factor = factor })),
            With(new ZlaOptions { Sigma = ZlaOptions.Law }), With(new ZlaOptions()), With(new FactorOptions()),
        ];
        var h = GzslTrainer.Compare(dataset, runs).Select(run => run.H.Mean).ToArray();
        var best = h[.._factors.Length].Index().MaxBy(one => one.Item);
        return new Outcome(Math.Max(best.Item, h[^3]), h[^3], h[^2], h[^1], _factors[best.Index]);
    }

    private static void Print(string name, IEnumerable<Outcome> outcomes)
    {
        var all = outcomes.ToArray();
        string Mean(Func<Outcome, double> value)
        {
            var mean = MeanAndDeviation.Compute(all.Select(value));
            return string.Create(CultureInfo.InvariantCulture, $"{mean.Mean:0.0} ± {mean.Deviation:0.0}");
        }

        Console.WriteLine(
            $"| {name} | {all.Length} | {Mean(one => one.Best)} | {Mean(one => one.Law)} | {Mean(one => one.Auto)} "
            + $"| {Mean(one => one.Search)} | {Mean(one => one.Best - one.Law)} | {Mean(one => one.Best - one.Auto)} "
            + $"| {Mean(one => one.Best - one.Search)} | {Mean(one => one.Factor)} |");
    }

    private sealed record Outcome(double Best, double Law, double Auto, double Search, double Factor);

    /// <summary>ZLA with σ given by the factor c = σ U n / N. If c is null, it is searched on validation, without a
    /// law.</summary>
    private sealed record FactorOptions : AdjustmentOptions
    {
        private const double OddsOfFactor1 = 25; // the search starts at odds of 100, thus at the law's c = 4

        public override MethodDescription Description { get; } = new("factor", "ZLA by its factor c");

        [Option("Factor c", MoreThan = 0)]
        public double? Factor { get; init; }

        public override OptionDescription StrengthOption => FindOption("factor")!;

        public override double? Odds => Factor * OddsOfFactor1;

        public override AdjustmentOptions WithOdds(double odds) => this with { Factor = odds / OddsOfFactor1 };

        public override ILogitAdjustment Create(GzslProblem problem, int pseudoPerClass) =>
            new ZeroShotLogitAdjustment(problem.ClassCounts, problem.SeenClasses, problem.UnseenClasses,
                Factor!.Value * problem.TrainLabels.Length / (problem.UnseenClasses.Length * (double)Pseudo));
    }
}
