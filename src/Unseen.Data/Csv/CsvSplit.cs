namespace Unseen.Data.Csv;

/// <summary>Creates the split of a dataset in tables from the roles of its classes and, if there is one, the column
/// "split" of its images.</summary>
internal static class CsvSplit
{
    private const int HeldOutFraction = 5;
    private const int HeldOutSeed = 0;
    private static readonly string[] _train = ["train", "trainval"];
    private static readonly string[] _test = ["test", "test_seen", "test_unseen"];

    /// <summary>
    /// Creates the split. Images of unseen classes are for testing. Images of seen classes are for training or testing
    /// as the column "split" says; without that column, a random fifth of each class (by a fixed seed) is for testing.
    /// Without roles, the seen classes are those with a training image.
    /// </summary>
    /// <param name="labels">0-based class of every image; [N]</param>
    /// <param name="split">the column "split", or null; [N]</param>
    /// <param name="roles">the column "role" of the classes, or null; [C]</param>
    /// <param name="rolesPath">file of the roles, for messages</param>
    /// <param name="splitPath">file of the column "split", for messages</param>
    /// <exception cref="UnseenDataException">A role or split is not valid, an unseen class has a training image,
    /// or there are neither roles nor splits.</exception>
    public static GzslSplit Make(
        int[] labels, List<string>? split, List<string>? roles, string rolesPath, string splitPath)
    {
        if (roles is null && split is null)
            throw new UnseenDataException(rolesPath,
                "there is neither a column 'role' (seen or unseen) nor, beside the labels, a column 'split' "
                    + "(train or test), so it is not known which images to train on. Add one of them.");
        if (roles?.FindIndex(role => role is not ("seen" or "unseen")) is >= 0 and var badRole)
            throw new UnseenDataException(rolesPath,
                $"role of class {badRole + 1}", "seen or unseen", $"'{roles[badRole]}'");
        if (split?.FindIndex(part => !_train.Contains(part) && !_test.Contains(part)) is >= 0 and var badPart)
            throw new UnseenDataException(splitPath,
                $"split of image {badPart + 1}", "train or test", $"'{split[badPart]}'");

        bool[] trains = split is null ? HoldOut(labels) : [.. split.Select(part => _train.Contains(part))];
        var trained = labels.Where((_, row) => trains[row]).ToHashSet();
        bool IsSeen(int row) => roles is null ? trained.Contains(labels[row]) : roles[labels[row]] == "seen";
        var rows = Enumerable.Range(0, labels.Length).ToArray();
        if (split is not null && Array.FindIndex(rows, row => trains[row] && !IsSeen(row)) is >= 0
            and var contradiction)
            throw new UnseenDataException(splitPath, $"split of image {contradiction + 1}",
                "test, as its class is unseen", $"'{split[contradiction]}'");
        return new GzslSplit
        {
            TrainVal = [.. rows.Where(row => IsSeen(row) && trains[row])],
            TestSeen = [.. rows.Where(row => IsSeen(row) && !trains[row])],
            TestUnseen = [.. rows.Where(row => !IsSeen(row))],
        };
    }

    /// <summary>Says how many images are held out for testing if there is no column "split".</summary>
    public static string DescribeHeldOut(GzslSplit split) =>
        $"there is no column 'split', so {split.TestSeen.Length} of the "
        + $"{split.TestSeen.Length + split.TrainVal.Length} images of seen classes (a fifth of each "
        + "class, by a fixed seed) are held out for testing";

    private static bool[] HoldOut(int[] labels)
    {
        var trains = Enumerable.Repeat(true, labels.Length).ToArray();
        var random = new Random(HeldOutSeed);
        foreach (var samples in labels.Index().GroupBy(pair => pair.Item, pair => pair.Index)
            .OrderBy(group => group.Key))
            foreach (var row in Holdout.Choose([.. samples], HeldOutFraction, random))
                trains[row] = false;
        return trains;
    }
}
