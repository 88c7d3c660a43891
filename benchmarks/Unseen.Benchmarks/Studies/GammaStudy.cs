using System.Globalization;
using System.Runtime.InteropServices;
using Unseen.Data;
using Unseen.Data.Loading;
using Unseen.Evaluation;
using Unseen.Inference;
using Unseen.Methods.Centre;
using Unseen.Methods.Ensemble;
using Unseen.Numerics;
using Unseen.Problems;
using Unseen.Runs.Demo;
using static TorchSharp.torch;

namespace Unseen.Benchmarks.Studies;

/// <summary>
/// Measures how far H is from the best H that any γ of calibrated stacking reaches on the test images, for three ways
/// to choose γ: the law of σ, which gives γ = log(4 N / (U n)); the law with the correction by validation; and
/// validation alone. The best γ is chosen on test images, and is used only for this comparison.
/// </summary>
internal static class GammaStudy
{
    /// <summary>Prints one row with means over all seeds or all pairs of digits.</summary>
    /// <param name="args">a dataset's folder and the number of seeds; or "digits", for all pairs of digits</param>
    /// <returns>the exit code</returns>
    public static int Run(string[] args)
    {
        var outcomes = args is ["digits"]
            ? UnseenDigits.Pairs().Select(pair => Measure(DigitsDataset.Create(pair), 0, FeatureScalingKind.None, 64))
            : Enumerable.Range(0, int.Parse(args[1], CultureInfo.InvariantCulture)).Select(seed =>
                Measure(DatasetLoader.Load(args[0]), seed, FeatureScalingKind.L2, 512));
        var all = outcomes.ToArray();
        Console.WriteLine("| best H | law | corrected | validation | loss of law | of corrected | of validation "
            + "| γ of law | corrected | of validation | best |");
        Console.WriteLine("| " + string.Join(" | ", Enumerable.Range(0, all[0].Length)
            .Select(column => StudySamples.Mean(all, column))) + " |");
        return 0;
    }

    private static double[] Measure(GzslDataset dataset, int seed, FeatureScalingKind scaling, int batch)
    {
        var correction = new StrengthCorrection();
        var validated = new List<double>();
        foreach (var split in ValidationSplit.CreateFolds(dataset, seed))
        {
            using var held = GzslProblem.ForValidation(dataset, split, scaling, CPU);
            var scores = Scores(held, seed, batch);
            validated.Add(SeenUnseenCurve.Trace(scores, held.ScoredLabels, held.IsSeen).Best.Gamma);
            correction.Add(SubtractFromSeen(scores, held.IsSeen, Law(held)), held.ScoredLabels, held.IsSeen);
        }

        using var problem = GzslProblem.ForTest(dataset, scaling, CPU);
        var test = Scores(problem, seed, batch);
        double H(double gamma) => GzslMetrics.Accuracy(test, problem.ScoredLabels, problem.IsSeen, gamma).H;
        double law = Law(problem), corrected = law + correction.LogFactor(), alone = validated.Average();
        var best = SeenUnseenCurve.Trace(test, problem.ScoredLabels, problem.IsSeen).Best;
        return [best.H, H(law), H(corrected), H(alone), best.H - H(law), best.H - H(corrected), best.H - H(alone), law,
            corrected, alone, best.Gamma];
    }

    private static double Law(GzslProblem problem) => Math.Log(StudySamples.GetLaw(problem));

    private static FeatureMatrix SubtractFromSeen(FeatureMatrix scores, bool[] isSeen, double gamma)
    {
        var values = scores.Values.ToArray();
        for (var i = 0; i < values.Length; i++)
            if (isSeen[i % isSeen.Length])
                values[i] -= (float)gamma;
        return new FeatureMatrix(values, scores.Rows, scores.Columns);
    }

    /// <summary>Computes the scores of the default ensemble, trained without an adjustment.</summary>
    private static FeatureMatrix Scores(GzslProblem problem, int seed, int batch)
    {
        using var scope = NewDisposeScope();
        using var samples = StudySamples.Create(problem, new CentreOptions(), seed);
        var members = new EnsembleOptions().WithSchedule(schedule => schedule with { BatchSize = batch })
            .TrainedMembers;
        Tensor[] logits = [.. members.Select(member =>
            samples.Train(member, Seeds.DeriveForMember(seed, 0), isAdjusted: false))];
        var mean = logits.Aggregate((left, right) => left.add(right)).div(logits.Length).contiguous();
        return new FeatureMatrix(MemoryMarshal.Cast<byte, float>(mean.bytes).ToArray(), problem.ScoredLabels.Length,
            problem.IsSeen.Length);
    }
}
