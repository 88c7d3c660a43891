namespace Unseen.Data.Csv;

/// <summary>Creates the split of a dataset that is stored in tables. The split follows from the roles of the classes
/// and, if there is one, the column "split" of the images.</summary>
internal static class CsvSplit
{
    private const int HeldOutFraction = 5;
    private const int HeldOutSeed = 0;
    private const string TestSeen = "test_seen", TestUnseen = "test_unseen";
    private static readonly string[] _train = ["train", "trainval"];
    private static readonly string[] _test = ["test", TestSeen, TestUnseen];

    /// <summary>
    /// Creates the split. Images of unseen classes are for testing. The column "split" assigns the images of seen
    /// classes to training or testing; without that column, a random fifth of each class (chosen with a fixed seed) is
    /// for testing. Without roles, a class is seen if it has a training image.
    /// </summary>
    /// <param name="labels">0-based class of every image; [N]</param>
    /// <param name="split">the column "split", or null; [N]. Case and blanks at the ends are ignored</param>
    /// <param name="roles">the column "role" of the classes, or null; [C]. Case and blanks at the ends are
    /// ignored</param>
    /// <param name="rolesPath">file of the roles, for messages</param>
    /// <param name="splitPath">file of the column "split", for messages</param>
    /// <exception cref="UnseenDataException">There are neither roles nor splits; a role or split is not valid; or the
    /// split of an image contradicts the role of its class. Without roles, the split of an image must agree with the
    /// splits of the other images of its class.</exception>
    public static GzslSplit Make(
        int[] labels, List<string>? split, List<string>? roles, string rolesPath, string splitPath)
    {
        (roles, split) = (Normalize(roles), Normalize(split));
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

        bool[] isTraining = split is null ? HoldOut(labels) : [.. split.Select(part => _train.Contains(part))];
        var trainedClasses = labels.Where((_, row) => isTraining[row]).ToHashSet();
        bool IsSeen(int row) => roles is null ? trainedClasses.Contains(labels[row]) : roles[labels[row]] == "seen";
        var rows = Enumerable.Range(0, labels.Length).ToArray();
        if (split is not null && Array.FindIndex(rows, row => Contradicts(split[row], IsSeen(row))) is >= 0
            and var contradiction)
            throw new UnseenDataException(splitPath, $"split of image {contradiction + 1}",
                (IsSeen(contradiction), HasRoles: roles is not null) switch
                {
                    (true, true) => "train or test, as its class is seen",
                    (false, true) => "test, as its class is unseen",
                    (true, false) => "train or test, as there are images of its class for training",
                    (false, false) => "test, as no image of its class is for training",
                }, $"'{split[contradiction]}'");
        return new GzslSplit
        {
            TrainVal = [.. rows.Where(row => IsSeen(row) && isTraining[row])],
            TestSeen = [.. rows.Where(row => IsSeen(row) && !isTraining[row])],
            TestUnseen = [.. rows.Where(row => !IsSeen(row))],
        };
    }

    /// <summary>Whether two columns "split" have the same content; case and blanks at the ends are ignored.</summary>
    public static bool AreEqual(List<string> one, List<string> other) =>
        Normalize(one)!.SequenceEqual(Normalize(other)!);

    private static List<string>? Normalize(List<string>? texts) =>
        texts?.ConvertAll(text => text.Trim().ToLowerInvariant());

    private static bool Contradicts(string part, bool isSeen) =>
        isSeen ? part == TestUnseen : part == TestSeen || _train.Contains(part);

    /// <summary>Says how many images are held out for testing if there is no column "split".</summary>
    public static string DescribeHeldOut(GzslSplit split) =>
        $"there is no column 'split', so {split.TestSeen.Length} of the "
        + $"{split.TestSeen.Length + split.TrainVal.Length} images of seen classes (a fifth of each "
        + "class, by a fixed seed) are held out for testing";

    private static bool[] HoldOut(int[] labels)
    {
        var isTraining = Enumerable.Repeat(true, labels.Length).ToArray();
        var random = new Random(HeldOutSeed);
        foreach (var samples in labels.Index().GroupBy(pair => pair.Item, pair => pair.Index)
            .OrderBy(group => group.Key))
            foreach (var row in Holdout.Choose([.. samples], HeldOutFraction, random))
                isTraining[row] = false;
        return isTraining;
    }
}
