using System.Globalization;
using Unseen.Classifiers;
using Unseen.Data.Loading;
using Unseen.Methods;
using Unseen.Methods.Centre;
using Unseen.Methods.Ensemble;
using Unseen.Numerics;
using Unseen.Problems;
using static TorchSharp.torch;

namespace Unseen.Benchmarks.Studies;

/// <summary>
/// Measures H of the default ensemble and of its members for several kinds of average over epochs, on validation and on
/// test. Each member is trained once, and all averages are taken from this training. Only the validation results may be
/// used to choose a kind; the test results are for comparison.
/// </summary>
internal static class AverageStudy
{
    private const int Epochs = 60;

    private static readonly Kind[] _kinds =
    [
        new("last epoch", KindOfMean.Weights, First: Epochs),
        new("weights from epoch 1", KindOfMean.Weights, First: 1),
        new("weights from epoch 16", KindOfMean.Weights, First: 16),
        new("weights from epoch 31", KindOfMean.Weights, First: 31),
        new("weights from epoch 46", KindOfMean.Weights, First: 46),
        new("class matrices from epoch 16", KindOfMean.Matrices, First: 16),
        new("class matrices from epoch 31", KindOfMean.Matrices, First: 31),
        new("class matrices from epoch 46", KindOfMean.Matrices, First: 46),
        new("weights, exponential, half-life 5 epochs", KindOfMean.Exponential, HalfLife: 5),
        new("weights, exponential, half-life 10 epochs", KindOfMean.Exponential, HalfLife: 10),
    ];

    private enum KindOfMean
    {
        /// <summary>The mean over epochs of the member's weights.</summary>
        Weights,

        /// <summary>The mean over epochs of the matrix [C, D] by which features are multiplied: the normalised
        /// prototypes, or the weights of the linear head. Logits are linear in this matrix, so the mean of the logits
        /// is computed instead.</summary>
        Matrices,

        /// <summary>An exponential moving average of the weights with a given half-life.</summary>
        Exponential,
    }

    /// <summary>Prints one row for every kind of average.</summary>
    /// <param name="args">a dataset's folder and the number of seeds</param>
    /// <returns>the exit code</returns>
    public static int Run(string[] args)
    {
        var dataset = DatasetLoader.Load(args[0]);
        var seeds = int.Parse(args[1], CultureInfo.InvariantCulture);
        TrainedClassifierOptions[] members = [.. new EnsembleOptions().TrainedMembers];
        var (validation, test) = (new double[seeds][], new double[seeds][]);
        for (var seed = 0; seed < seeds; seed++)
        {
            var current = seed;
            (validation[seed], test[seed]) = StudySamples.OnValidationAndTest(
                dataset, seed, problem => Measure(problem, members, current));
        }

        string[] names = [.. members.Select(member => member.Name), "ensemble"];
        Console.WriteLine($"| average | {string.Join(" | ", names.Select(name => $"{name}, validation"))} "
            + $"| {string.Join(" | ", names.Select(name => $"{name}, test"))} |");
        Console.WriteLine($"|---|{string.Concat(Enumerable.Repeat("---|", 2 * names.Length))}");
        foreach (var (place, kind) in _kinds.Index())
            Console.WriteLine($"| {kind.Name} | " + string.Join(" | ", new[] { validation, test }.SelectMany(results =>
                names.Select((_, column) => StudySamples.Mean(results, (place * names.Length) + column)))) + " |");
        return 0;
    }

    /// <summary>Computes H in per cent. For every kind of average, the result contains H of every member, then H of the
    /// ensemble.</summary>
    private static double[] Measure(GzslProblem problem, TrainedClassifierOptions[] members, int seed)
    {
        using var scope = NewDisposeScope();
        using var samples = StudySamples.Create(problem, new CentreOptions(), seed);
        Tensor[][] logits = [.. members.Select(member => Train(samples, member, seed))];
        return [.. _kinds.SelectMany((_, kind) => logits.Select(own => own[kind])
            .Append(logits.Select(own => own[kind]).Aggregate((left, right) => left.add(right)).div(members.Length))
            .Select(samples.H))];
    }

    /// <summary>Trains one member. Returns, for every kind of average, its logits on the images to score.</summary>
    private static Tensor[] Train(StudySamples samples, TrainedClassifierOptions member, int seed)
    {
        var problem = samples.Problem;
        var own = Seeds.DeriveForMember(seed, 0);
        using var classifier = member.Create(problem, problem.FeatureWidth, own);
        using var trainer = samples.Trainer(classifier, member, own);
        GzslClassifier[] means = [.. _kinds.Select(_ => member.Create(problem, problem.FeatureWidth, own))];
        var sums = new Tensor?[_kinds.Length];
        using var inference = no_grad();
        for (var epoch = 1; epoch <= Epochs; epoch++)
        {
            using (enable_grad())
                _ = trainer.TrainEpoch(CancellationToken.None);
            using var step = NewDisposeScope();
            Tensor? scores = null;
            foreach (var (place, kind) in _kinds.Index())
            {
                if (epoch < kind.First)
                    continue;
                var share = kind.Mean == KindOfMean.Exponential
                    ? epoch == 1 ? 1 : 1 - Math.Pow(0.5, 1 / kind.HalfLife) : 1.0 / (epoch - kind.First + 1);
                if (kind.Mean == KindOfMean.Matrices)
                {
                    scores ??= classifier.forward(problem.ScoredFeatures);
                    if (sums[place] is { } sum)
                        sum.lerp_(scores, share);
                    else
                        sums[place] = scores.clone().DetachFromDisposeScope();
                    continue;
                }

                foreach (var (mean, value) in means[place].parameters().Zip(classifier.parameters()))
                    mean.lerp_(value, share);
            }
        }

        Tensor[] logits = [.. _kinds.Select((_, place) => sums[place]?.alias()
            ?? means[place].forward(problem.ScoredFeatures))];
        foreach (var sum in sums)
            sum?.Dispose();
        foreach (var mean in means)
            mean.Dispose();
        return logits;
    }

    private sealed record Kind(string Name, KindOfMean Mean, int First = 1, double HalfLife = 0);
}
