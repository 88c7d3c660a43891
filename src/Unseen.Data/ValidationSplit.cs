namespace Unseen.Data;

/// <summary>
/// A split of trainval that imitates the real task: some seen classes serve as unseen classes, and some images of the
/// other classes serve as seen test images.
/// </summary>
/// <remarks>
/// The split uses only <see cref="GzslSplit.TrainVal"/>, so it never contains a test image, even if the dataset's own
/// <c>train_loc</c> and <c>val_loc</c> do. The same dataset and seed give the same split: all choices come from one
/// <see cref="Random"/> with that seed, first the classes, then the images class by class in ascending order.
/// </remarks>
public sealed record ValidationSplit
{
    private const int Fraction = 5;
    private const int MinTrainClasses = 2;
    private const int MinPseudoUnseen = 2;
    private const int EnoughPseudoUnseen = 8;

    /// <summary>0-based samples for training, ascending.</summary>
    public required int[] Train { get; init; }

    /// <summary>0-based held-out samples of the training classes, ascending: the pseudo-seen test images.</summary>
    public required int[] ValSeen { get; init; }

    /// <summary>0-based samples of the pseudo-unseen classes, ascending.</summary>
    public required int[] ValUnseen { get; init; }

    /// <summary>Seen classes that are held out as a whole, ascending.</summary>
    public required int[] PseudoUnseenClasses { get; init; }

    /// <summary>Seen classes that are trained on, ascending.</summary>
    public required int[] TrainClasses { get; init; }

    /// <summary>Creates the first of the splits that <see cref="CreateFolds"/> returns.</summary>
    /// <param name="dataset">a dataset without error-level findings</param>
    /// <param name="seed">any number; decides every random choice</param>
    /// <exception cref="UnseenDataException">There are fewer than 3 seen classes.</exception>
    public static ValidationSplit Create(GzslDataset dataset, int seed) =>
        CreateFolds(dataset, seed) is [var first, ..] ? first : throw CreateTooFewClassesException(dataset);

    /// <summary>Creates the exception for a dataset that has too few classes for a split.</summary>
    /// <param name="dataset">a dataset with fewer than 3 seen classes</param>
    public static UnseenDataException CreateTooFewClassesException(GzslDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return new UnseenDataException(dataset.Name,
            "seen classes", $"at least {MinTrainClasses + 1} for a validation split",
            dataset.SeenClasses.Length);
    }

    /// <summary>Creates one split, or several if a single split would hold out few classes. The mean result over
    /// several splits is more reliable.</summary>
    /// <param name="dataset">a dataset without error-level findings</param>
    /// <param name="seed">any number; decides every random choice</param>
    /// <returns>
    /// One split if the dataset defines validation classes: the classes of <c>val_loc</c> that are not in
    /// <c>train_loc</c>, where only samples of trainval count. They are the pseudo-unseen classes. If there are none,
    /// or fewer than 2 classes would be left for training, each split holds out another random fifth of the seen
    /// classes, but at least 2 classes (1 if there are only 3). Together, the splits hold out at least 8 classes if
    /// there are enough. No class is held out twice. The list is empty if there are fewer than 3 seen classes. In each
    /// split, a random fifth of the images of every other class (at least 1 if it has 2 or more) is held out as seen
    /// test images.
    /// </returns>
    public static IReadOnlyList<ValidationSplit> CreateFolds(GzslDataset dataset, int seed)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var random = new Random(seed);
        var seen = dataset.SeenClasses;
        var own = OwnPseudoUnseen(dataset);
        var groups = own.Length == 0 || seen.Length - own.Length < MinTrainClasses
            ? RandomGroups(seen, random) : [own];
        return [.. groups.Select(group => HoldOut(dataset, seen, group, random))];
    }

    private static ValidationSplit HoldOut(GzslDataset dataset, int[] seen, int[] pseudoUnseen, Random random)
    {
        var byClass = dataset.Split.TrainVal.ToLookup(row => dataset.Labels[row]);
        int[] trainClasses = [.. seen.Except(pseudoUnseen)];
        var heldOut = trainClasses.SelectMany(label => Holdout.Choose([.. byClass[label]], Fraction, random))
            .ToHashSet();
        return new ValidationSplit
        {
            Train = [.. trainClasses.SelectMany(label => byClass[label]).Where(row => !heldOut.Contains(row)).Order()],
            ValSeen = [.. heldOut.Order()],
            ValUnseen = [.. pseudoUnseen.SelectMany(label => byClass[label]).Order()],
            PseudoUnseenClasses = pseudoUnseen,
            TrainClasses = trainClasses,
        };
    }

    private static int[] OwnPseudoUnseen(GzslDataset dataset)
    {
        var trainVal = dataset.Split.TrainVal.ToHashSet();
        IEnumerable<int> GetClasses(int[]? rows) =>
            (rows ?? []).Where(trainVal.Contains).Select(row => dataset.Labels[row]);
        return dataset.Split.Train is null ? []
            : [.. GetClasses(dataset.Split.Val).Except(GetClasses(dataset.Split.Train)).Order()];
    }

    private static IEnumerable<int[]> RandomGroups(int[] seen, Random random)
    {
        if (seen.Length <= MinTrainClasses)
            return [];
        var shuffled = seen.ToArray();
        random.Shuffle(shuffled);
        var size = Math.Min(Math.Max(MinPseudoUnseen, seen.Length / Fraction), seen.Length - MinTrainClasses);
        var folds = Math.Min((EnoughPseudoUnseen + size - 1) / size, seen.Length / size);
        return [.. shuffled.Take(folds * size).Chunk(size).Select(group => group.Order().ToArray())];
    }
}
