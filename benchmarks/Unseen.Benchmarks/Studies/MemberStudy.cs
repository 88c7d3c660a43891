using System.Globalization;
using Unseen.Data;
using Unseen.Data.Loading;
using Unseen.Methods;
using Unseen.Methods.Centre;
using Unseen.Methods.Ensemble;
using Unseen.Numerics;
using Unseen.Problems;
using static TorchSharp.torch;

namespace Unseen.Benchmarks.Studies;

/// <summary>
/// Measures H of ensembles of one to four members, on validation and on test, by the mean of logits and by the mean of
/// probabilities. Members differ in the head, the seed, whether they use square roots of the features, and how centres
/// are predicted. Only the validation results may be used to choose an ensemble; the test results are for comparison.
/// </summary>
internal static class MemberStudy
{
    private static readonly CentreOptions _network = new() { Fit = CentreFit.Network };

    private static readonly Member[] _members =
    [
        new("prototype", Head: 0), new("linear", Head: 1),
        new("prototype, second seed", Head: 0, Seed: 1), new("linear, second seed", Head: 1, Seed: 1),
        new("prototype, square root", Head: 0, SquareRoot: true),
        new("linear, square root", Head: 1, SquareRoot: true),
        new("prototype, centres by a network", Head: 0, Network: true),
        new("linear, centres by a network", Head: 1, Network: true),
    ];

    // Indices of _members. The default is [0, 1].
    private static readonly int[][] _ensembles =
        [[0], [1], [0, 1], [0, 2], [1, 3], [0, 1, 2, 3], [4], [5], [4, 5], [0, 1, 4, 5], [6, 7], [0, 1, 6, 7]];

    /// <summary>Prints one row for every ensemble.</summary>
    /// <param name="args">a dataset's folder and the number of seeds</param>
    /// <returns>the exit code</returns>
    public static int Run(string[] args)
    {
        var dataset = DatasetLoader.Load(args[0]);
        var rooted = dataset with { Features = SquareRoots(dataset.Features) };
        var seeds = int.Parse(args[1], CultureInfo.InvariantCulture);
        var (validation, test) = (new double[seeds][], new double[seeds][]);
        for (var seed = 0; seed < seeds; seed++)
            (validation[seed], test[seed]) = Measure(dataset, rooted, seed);
        Console.WriteLine("| members | validation, logits | validation, probabilities | test, logits "
            + "| test, probabilities |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var (place, ensemble) in _ensembles.Index())
        {
            int[] columns = [2 * place, (2 * place) + 1];
            Console.WriteLine($"| {string.Join(" + ", ensemble.Select(member => _members[member].Name))} | "
                + string.Join(" | ", new[] { validation, test }.SelectMany(results =>
                    columns.Select(column => StudySamples.Mean(results, column)))) + " |");
        }

        return 0;
    }

    private static FeatureMatrix SquareRoots(FeatureMatrix features)
    {
        var roots = new float[features.Rows * features.Columns];
        for (var row = 0; row < features.Rows; row++)
            for (var column = 0; column < features.Columns; column++)
                roots[(row * features.Columns) + column] = MathF.Sqrt(Math.Max(0, features.Row(row)[column]));
        return new FeatureMatrix(roots, features.Rows, features.Columns);
    }

    private static (double[] Validation, double[] Test) Measure(GzslDataset dataset, GzslDataset rooted, int seed)
    {
        // Both datasets have the same validation splits in the same order, because these do not depend on the features.
        var logits = new List<Tensor[]>();
        _ = StudySamples.OnValidationAndTest(rooted, seed, problem => Keep(problem, squareRoot: true));
        var place = 0;
        return StudySamples.OnValidationAndTest(dataset, seed, problem =>
        {
            using var scope = NewDisposeScope();
            Tensor[] all = [.. logits[place++].Zip(Logits(problem, seed, squareRoot: false), (one, other) =>
                one.numel() > 0 ? one : other)];
            using var samples = StudySamples.Create(problem, new CentreOptions(), seed);
            return [.. _ensembles.SelectMany(ensemble => new[]
            {
                samples.H(Sum(ensemble, member => all[member])),
                samples.H(Sum(ensemble, member => all[member].softmax(1))),
            })];
        });

        double[] Keep(GzslProblem problem, bool squareRoot)
        {
            logits.Add(Logits(problem, seed, squareRoot));
            return [0];
        }
    }

    private static Tensor Sum(int[] ensemble, Func<int, Tensor> of) =>
        ensemble.Select(of).Aggregate((left, right) => left.add(right));

    /// <summary>Computes the logits of the members that use these features. The tensors of the other members are
    /// empty.</summary>
    private static Tensor[] Logits(GzslProblem problem, int seed, bool squareRoot)
    {
        TrainedClassifierOptions[] heads = [.. new EnsembleOptions().TrainedMembers];
        return [.. _members.Select(member => member.SquareRoot == squareRoot
            ? Train(problem, heads[member.Head], member, seed) : empty(0))];
    }

    private static Tensor Train(GzslProblem problem, TrainedClassifierOptions head, Member member, int seed)
    {
        using var samples = StudySamples.Create(problem, member.Network ? _network : new CentreOptions(), seed);
        return samples.Train(head, Seeds.DeriveForMember(seed, member.Seed));
    }

    private sealed record Member(string Name, int Head, int Seed = 0, bool SquareRoot = false, bool Network = false);
}
