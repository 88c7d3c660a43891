namespace Unseen.Data;

/// <summary>
/// A rehearsal of the real task inside trainval: some seen classes play the unseen ones, and some images of the others the seen test images.
/// </summary>
/// <remarks>
/// Made from <see cref="GzslSplit.TrainVal"/> alone, so it never contains a test image, whatever the distribution's own
/// <c>train_loc</c> and <c>val_loc</c> do. The same dataset and seed give the same split: all choices come from one
/// <see cref="Random"/> with that seed, first the classes, then the images class by class in ascending order.
/// </remarks>
public sealed record ValidationSplit
{
    private const int Fraction = 5;
    private const int FewestTrainClasses = 2;

    /// <summary>0-based samples to train on, ascending.</summary>
    public required int[] Train { get; init; }

    /// <summary>0-based held-out samples of the classes trained on, ascending: the pseudo-seen test images.</summary>
    public required int[] ValSeen { get; init; }

    /// <summary>0-based samples of the pseudo-unseen classes, ascending.</summary>
    public required int[] ValUnseen { get; init; }

    /// <summary>Seen classes held out whole, ascending.</summary>
    public required int[] PseudoUnseenClasses { get; init; }

    /// <summary>Seen classes trained on, ascending.</summary>
    public required int[] TrainClasses { get; init; }

    /// <summary>Makes the split.</summary>
    /// <param name="dataset">a dataset without error-level findings</param>
    /// <param name="seed">any number; decides every random choice</param>
    /// <returns>
    /// The pseudo-unseen classes are those of <c>val_loc</c> that are not in <c>train_loc</c>, both within trainval; where that gives none
    /// or leaves fewer than 2 classes, a random fifth of the seen classes (at least 1, leaving at least 2). Of every other class a random
    /// fifth of its images (at least 1 where it has 2) is held out.
    /// </returns>
    /// <exception cref="DataException">There are fewer than 3 seen classes.</exception>
    public static ValidationSplit Create(GzslDataset dataset, int seed)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var random = new Random(seed);
        var seen = dataset.SeenClasses;
        var pseudoUnseen = OwnPseudoUnseen(dataset);
        if (pseudoUnseen.Length == 0 || seen.Length - pseudoUnseen.Length < FewestTrainClasses)
            pseudoUnseen = RandomPseudoUnseen(dataset.Name, seen, random);

        var byClass = dataset.Split.TrainVal.ToLookup(row => dataset.Labels[row]);
        int[] trainClasses = [.. seen.Except(pseudoUnseen)];
        var heldOut = trainClasses.SelectMany(label => Holdout.Choose([.. byClass[label]], Fraction, random)).ToHashSet();
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
        IEnumerable<int> ClassesOf(int[]? rows) => (rows ?? []).Where(trainVal.Contains).Select(row => dataset.Labels[row]);
        return dataset.Split.Train is null ? [] : [.. ClassesOf(dataset.Split.Val).Except(ClassesOf(dataset.Split.Train)).Order()];
    }

    private static int[] RandomPseudoUnseen(string name, int[] seen, Random random)
    {
        if (seen.Length <= FewestTrainClasses)
            throw new DataException(name, "seen classes", $"at least {FewestTrainClasses + 1} for a validation split", seen.Length);
        var shuffled = seen.ToArray();
        random.Shuffle(shuffled);
        var count = Math.Clamp(seen.Length / Fraction, 1, seen.Length - FewestTrainClasses);
        return [.. shuffled.Take(count).Order()];
    }
}
