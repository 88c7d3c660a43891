using System.Numerics.Tensors;
using Unseen.Data;

namespace Unseen.Descriptions;

/// <summary>
/// Finds out, before anything is trained, whether classes can be recognised from their descriptions. It holds out the
/// seen classes in turn, predicts their mean features from their descriptors in closed form, and classifies their
/// training images among the classes that were held out together.
/// </summary>
/// <remarks>
/// Mean features are predicted by ridge regression, as in <see cref="Methods.Centre.RidgeCentreGenerator"/>, but
/// without libtorch. Test images and images of unseen classes are not used. The same dataset and options give the same
/// report. Safe to call from several threads. Memory grows with the square of the number of seen classes, and time with
/// its cube.
/// </remarks>
public sealed class DescriptionDoctor
{
    private const int MinClasses = 6;
    private const int MaxClasses = 2000; // time grows with the cube of their number: this many take a minute or two
    private const int MinRounds = 3;
    private const int MinShuffles = 20;
    private const int ShuffleRounds = 5;
    private const int ShuffleImages = 20; // per class
    private const int ColumnRounds = 5;
    private const double MinGain = 3; // percentage points by which T1 must rise before another scale is advised
    private static readonly double[] _lambdas = [1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10];

    private readonly GzslDataset _dataset;
    private readonly DoctorOptions _options;
    private SeenImages? _seen;
    private Preparation? _preparation;

    /// <summary>Creates a doctor for any number of examinations; the first examination prepares the images.</summary>
    /// <param name="dataset">a dataset; each examination may have other descriptors</param>
    /// <param name="options">how thorough examinations are; null (default) for the defaults</param>
    /// <exception cref="ArgumentException">The options are not valid.</exception>
    public DescriptionDoctor(GzslDataset dataset, DoctorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        _dataset = dataset;
        _options = options ?? new DoctorOptions();
        if (_options.Validate() is { Count: > 0 } problems)
            throw new ArgumentException(string.Join(" ", problems), nameof(options));
    }

    private SeenImages AllImages =>
        _seen ??= new SeenImages(_dataset, _dataset.SeenClasses, _options.MaxImagesPerClass);

    /// <summary>Examines a dataset's own descriptions.</summary>
    /// <param name="dataset">a dataset, whose descriptors may have errors</param>
    /// <param name="options">how thorough examinations are; null (default) for the defaults</param>
    /// <param name="cancellation">stops the examination while images are classified</param>
    /// <exception cref="ArgumentException">The options are not valid.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static DescriptionReport Examine(
        GzslDataset dataset, DoctorOptions? options = null, CancellationToken cancellation = default) =>
        new DescriptionDoctor(dataset, options).Examine(dataset.Descriptors, dataset.AttributeNames, cancellation);

    /// <summary>Examines descriptions.</summary>
    /// <param name="descriptors">[C, A] descriptors of all classes of the dataset; a row with a NaN, or of only zeros,
    /// is a class without a description</param>
    /// <param name="columnNames">[A] names of their columns, or null (default)</param>
    /// <param name="cancellation">stops the examination while images are classified</param>
    /// <exception cref="ArgumentException">There are not as many rows as classes, or not as many names as
    /// columns.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public DescriptionReport Examine(
        FeatureMatrix descriptors, string[]? columnNames = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(descriptors);
        var names = _dataset.ClassNames;
        Require.That(descriptors.Rows == names.Length, nameof(descriptors), $"of {names.Length} rows, one per class",
            descriptors.Rows);
        Require.That(columnNames is null || columnNames.Length == descriptors.Columns, nameof(columnNames),
            $"of {descriptors.Columns} names, one per column", columnNames?.Length);
        var hasNames = columnNames is not null;
        columnNames ??= [.. Enumerable.Range(1, descriptors.Columns).Select(column => $"column {column}")];
        var all = Enumerable.Range(0, descriptors.Rows).Select(c => SeenImages.Doubles(descriptors.Row(c))).ToArray();
        DescriptionProblem[] problems =
            [.. DescriptorProblems.Find(names, all, columnNames, _dataset.SeenClasses)];
        // Only classes with a description take part.
        var seen = _dataset.SeenClasses;
        int[] usable = [.. Enumerable.Range(0, seen.Length).Where(s =>
            all[seen[s]].All(double.IsFinite) && all[seen[s]].Any(value => value != 0))];
        if (usable.Length is < MinClasses or > MaxClasses)
            return DescriptionAdvice.Unknown(usable.Length, usable.Length < MinClasses
                ? $"are too few, {MinClasses} are needed" : $"are too many, at most {MaxClasses} can be examined",
                problems);
        var preparation = Prepare(usable);
        double[][] own = [.. preparation.Images.Labels.Select(label => all[label])];
        return DescriptionAdvice.Complete(
            Examine(preparation, own, columnNames, problems, cancellation) with { HasNamedColumns = hasNames });
    }

    /// <summary>Prepares everything that depends only on which classes have a description, and caches it for the next
    /// examination.</summary>
    private Preparation Prepare(int[] usable)
    {
        var cached = _preparation;
        if (cached is not null && cached.Usable.AsSpan().SequenceEqual(usable))
            return cached;
        var images = usable.Length == AllImages.Count ? AllImages : AllImages.Select(usable);
        var heldOut = HeldOutTogether(images.Count, _dataset.UnseenClasses.Length);
        var rounds = Rounds(images, heldOut);
        return _preparation = new Preparation(usable, images, heldOut, rounds, PhotographsInstead.Try(
            images, rounds.SelectMany(round => round), new Random(_options.Seed)));
    }

    private DescriptionReport Examine(Preparation preparation, double[][] descriptors, string[] columns,
        DescriptionProblem[] problems, CancellationToken cancellation)
    {
        var (_, images, heldOut, rounds, photographs) = preparation;
        var kernel = Kernel(descriptors);
        var lambda = HeldOutFold.ChooseLambda(kernel, images.Gram, _lambdas);
        var inverse = SymmetricSolver.Invert(kernel, lambda);
        var folds = rounds.Select(round => round.Select(group => new HeldOutFold(inverse, group)).ToArray()).ToArray();
        int[] ownOrder = [.. Enumerable.Range(0, images.Count)];
        var tally = Recognise(images, folds.SelectMany(round => round), ownOrder, _options.MaxImagesPerClass,
            cancellation);
        var (shuffledT1, shuffledPairs) = Shuffled(images, folds, heldOut, cancellation);
        var visibility = ColumnVisibility.Measure(
            descriptors, images.Gram, [.. rounds.Take(ColumnRounds).SelectMany(round => round)]);
        string[] names = [.. images.Labels.Select(label => _dataset.ClassNames[label])];
        var perClass = tally.PerClass;
        var margin = 1.96 * Deviation(perClass) / Math.Sqrt(perClass.Length);
        return new DescriptionReport
        {
            Verdict = DescriptionVerdict.Unknown,
            Summary = "",
            Advice = [],
            SeenClasses = images.Count,
            HeldOut = heldOut,
            T1 = tally.T1,
            T1Lower = Math.Max(0, tally.T1 - margin),
            T1Upper = Math.Min(100, tally.T1 + margin),
            Chance = tally.MeanChance,
            ShuffledUpper = UpperEnd(shuffledT1),
            PairAccuracy = tally.PairAccuracy,
            PairShuffledUpper = UpperEnd(shuffledPairs),
            Photographs = photographs,
            PhotographsInstead = photographs.FirstOrDefault(shot => shot.T1 >= tally.T1)?.Photographs,
            T1OfOneScale = OneScale(images, descriptors, rounds, problems, tally.T1, cancellation),
            Classes = Classes(images, names, tally),
            Pairs = ConfusedPairs.Find(tally, names, visibility, columns),
            HasNamedColumns = true,
            Attributes = [.. columns.Select((name, column) => new DescriptorColumn(
                column, name, visibility.Correlations[column], visibility.CanBeSeen(column)))
                .OrderByDescending(column => column.Visibility ?? double.NegativeInfinity)],
            Problems = problems,
        };
    }

    /// <summary>The number of classes to hold out together: as many as there are unseen classes, but at least 2 and at
    /// most a third of the seen classes.</summary>
    internal static int HeldOutTogether(int seen, int unseen) => Math.Clamp(unseen, 2, seen / 3);

    /// <summary>Divides the classes into groups, differently in every round.</summary>
    private int[][][] Rounds(SeenImages images, int heldOut)
    {
        var groups = Math.Max(2, images.Count / heldOut); // no group is smaller than heldOut
        var cost = Cost(images, heldOut, images.Features.Rows);
        var rounds = Math.Clamp((int)(_options.Budget / cost), Math.Min(MinRounds, _options.Rounds), _options.Rounds);
        var random = new Random(_options.Seed);
        return [.. Enumerable.Range(0, rounds).Select(_ => HeldOutFold.Divide(images.Count, groups, random))];
    }

    /// <summary>The number of multiplications in a round: for the scores of the images, and for the lengths of all
    /// predicted centres.</summary>
    private static double Cost(SeenImages images, int heldOut, double scored) =>
        images.Count * ((scored * heldOut) + ((double)images.Count * images.Count));

    private (double[] T1, double[] Pairs) Shuffled(
        SeenImages images, HeldOutFold[][] rounds, int heldOut, CancellationToken cancellation)
    {
        double scored = Enumerable.Range(0, images.Count).Sum(s => Math.Min(ShuffleImages, images.GetCount(s)));
        var cost = Cost(images, heldOut, scored);
        rounds = [.. rounds.Take(Math.Clamp((int)(_options.Budget / MinShuffles / cost), 1, ShuffleRounds))];
        var count = Math.Clamp((int)(_options.Budget / rounds.Length / cost),
            Math.Min(MinShuffles, _options.Shuffles), _options.Shuffles);
        var orders = Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, images.Count).ToArray()).ToArray();
        var random = new Random(_options.Seed);
        foreach (var order in orders)
            random.Shuffle(order);
        var accuracies = orders.Select(order =>
        {
            var tally = Recognise(images, rounds.SelectMany(round => round), order, ShuffleImages, cancellation);
            return (tally.T1, tally.PairAccuracy);
        }).ToArray();
        return ([.. accuracies.Select(one => one.T1)], [.. accuracies.Select(one => one.PairAccuracy)]);
    }

    private static HeldOutTally Recognise(
        SeenImages images, IEnumerable<HeldOutFold> folds, int[] classOf, int max, CancellationToken cancellation)
    {
        var parts = folds.AsParallel().AsOrdered().WithCancellation(cancellation).Select(
            fold => (Fold: fold, Shares: HeldOutTally.Classify(images, fold, classOf, max))).ToArray();
        var total = new HeldOutTally(images.Count);
        foreach (var (fold, shares) in parts)
            total.Add(fold, shares);
        return total;
    }

    private static double? OneScale(SeenImages images, double[][] descriptors, int[][][] rounds,
        DescriptionProblem[] problems, double t1, CancellationToken cancellation)
    {
        if (problems.All(problem => problem.Code != DescriptorProblems.ScaleCode))
            return null;
        var kernel = Kernel(ColumnVisibility.Standardised(descriptors));
        var lambda = HeldOutFold.ChooseLambda(kernel, images.Gram, _lambdas);
        var inverse = SymmetricSolver.Invert(kernel, lambda);
        var folds = rounds.Take(ShuffleRounds)
            .SelectMany(round => round.Select(group => new HeldOutFold(inverse, group)));
        int[] order = [.. Enumerable.Range(0, images.Count)];
        var scaled = Recognise(images, folds, order, ShuffleImages, cancellation).T1;
        return scaled > t1 + MinGain ? scaled : null;
    }

    private static IReadOnlyList<DescribedClass> Classes(SeenImages images, string[] names, HeldOutTally tally)
    {
        const int named = 3;
        var accuracy = tally.PerClass;
        return
        [
            .. Enumerable.Range(0, names.Length).OrderBy(s => accuracy[s]).Select(s => new DescribedClass(
                images.Labels[s], names[s], images.GetCount(s), accuracy[s], 100 * tally.Chance[s] / tally.Times[s],
                [.. Enumerable.Range(0, names.Length).Where(other => tally.TakenFor[s][other] > 0)
                    .OrderByDescending(other => tally.TakenFor[s][other] / tally.Together[s][other])
                    .Take(named).Select(other => names[other])])),
        ];
    }

    /// <summary>Dot products of the descriptors after scaling each descriptor to unit length; [S, S].</summary>
    internal static double[][] Kernel(double[][] descriptors)
    {
        double[][] units = [.. descriptors.Select(row =>
        {
            var unit = row.ToArray();
            var length = TensorPrimitives.Norm<double>(unit);
            TensorPrimitives.Divide(unit, length > 0 ? length : 1, unit);
            return unit;
        })];
        var kernel = new double[units.Length][];
        Parallel.For(0, units.Length, i =>
            kernel[i] = [.. units.Select(other => TensorPrimitives.Dot<double>(units[i], other))]);
        return kernel;
    }

    /// <summary>The 95 % quantile of a normal distribution with the mean and deviation of these values.</summary>
    private static double UpperEnd(double[] values) => values.Average() + (1.645 * Deviation(values));

    private static double Deviation(double[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / Math.Max(1, values.Length - 1));
    }

    /// <summary>What examinations of different descriptions have in common.</summary>
    private sealed record Preparation(int[] Usable, SeenImages Images, int HeldOut, int[][][] Rounds,
        IReadOnlyList<ShotAccuracy> Photographs);
}
