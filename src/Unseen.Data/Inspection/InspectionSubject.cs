namespace Unseen.Data.Inspection;

/// <summary>A dataset under inspection, with values that the checks share. The dataset's labels and indices may be out
/// of range.</summary>
internal sealed class InspectionSubject
{
    public InspectionSubject(GzslDataset dataset)
    {
        Dataset = dataset;
        TrainVal = Usable(dataset.Split.TrainVal);
        TestSeen = Usable(dataset.Split.TestSeen);
        TestUnseen = Usable(dataset.Split.TestUnseen);
        IsSeen = new bool[ClassCount];
        foreach (var row in TrainVal)
            IsSeen[dataset.Labels[row]] = true;
    }

    public GzslDataset Dataset { get; }

    /// <summary>Number of classes with a descriptor.</summary>
    public int ClassCount => Dataset.Descriptors.Rows;

    /// <summary>The samples of trainval whose index and label are in range.</summary>
    public int[] TrainVal { get; }

    /// <summary>The seen test samples whose index and label are in range.</summary>
    public int[] TestSeen { get; }

    /// <summary>The unseen test samples whose index and label are in range.</summary>
    public int[] TestUnseen { get; }

    /// <summary>Whether a class has training samples; [C].</summary>
    public bool[] IsSeen { get; }

    /// <summary>The split's parts under the names of the xlsa17 files.</summary>
    public IEnumerable<(string Name, int[] Rows)> Parts =>
    [
        (XlsaNames.TrainVal, Dataset.Split.TrainVal),
        (XlsaNames.TestSeen, Dataset.Split.TestSeen),
        (XlsaNames.TestUnseen, Dataset.Split.TestUnseen),
    ];

    public bool IsLabel(int label) => label >= 0 && label < ClassCount;

    /// <summary>Lists class names for a message: the first three, and the number of the others.</summary>
    public string GetNames(IReadOnlyCollection<int> classes)
    {
        var names = classes.Take(3).Select(label =>
            label < Dataset.ClassNames.Length ? $"'{Dataset.ClassNames[label]}'" : $"class {label + 1}");
        return string.Join(", ", names) + (classes.Count > 3 ? $" and {classes.Count - 3} more" : "");
    }

    private int[] Usable(int[] rows)
    {
        var samples = Math.Min(Dataset.Features.Rows, Dataset.Labels.Length);
        return [.. rows.Where(row => row >= 0 && row < samples && IsLabel(Dataset.Labels[row]))];
    }
}
