namespace Unseen.Data.Inspection;

/// <summary>Finds feature columns that are probably the label: they have one value for each class, and a different one
/// for every class.</summary>
internal static class LabelColumns
{
    // With fewer classes, a good feature can have one value for each class; with fewer images, this can be chance.
    private const int MinClasses = 3;
    private const int MinImagesPerClass = 2;
    private const int Shown = 5;

    /// <summary>Adds the finding to a dataset's notes, since results look much better than they are if the label is
    /// among the features.</summary>
    public static GzslDataset WithNote(GzslDataset dataset) => dataset with
    {
        Notes = [.. dataset.Notes, .. Check(new(dataset)).Select(finding => finding.Message.TrimEnd('.'))],
    };

    public static IEnumerable<InspectionFinding> Check(InspectionSubject subject)
    {
        int[] columns = [.. Find(subject)];
        if (columns.Length == 0)
            yield break;
        var (noun, verb, pronoun) = columns.Length == 1 ? ("column", "has", "it is") : ("columns", "have", "they are");
        yield return InspectionFinding.Warning(
            "label-column",
            $"Feature {noun} {string.Join(", ", columns.Take(Shown).Select(column => column + 1))}"
            + $"{(columns.Length > Shown ? $" and {columns.Length - Shown} more" : "")} (counted from 1) {verb} a "
            + $"single value for each class, and a different one for every class: {pronoun} probably the label. "
            + $"Remove {(columns.Length == 1 ? "it" : "them")} from the features.");
    }

    private static IEnumerable<int> Find(InspectionSubject subject)
    {
        var (features, labels) = (subject.Dataset.Features, subject.Dataset.Labels);
        var firsts = new Dictionary<int, int>(); // the first image of each class
        var columns = Enumerable.Range(0, features.Columns).ToArray();
        var images = 0;
        // Usual features leave no column after a few images, so this reads only the start of the data.
        for (var i = 0; i < Math.Min(features.Rows, labels.Length) && columns.Length > 0; i++)
        {
            if (!subject.IsLabel(labels[i]))
                continue;
            images++;
            if (!firsts.TryAdd(labels[i], i))
                columns = Array.FindAll(columns, column =>
                    features.Row(i)[column] == features.Row(firsts[labels[i]])[column]);
        }

        if (firsts.Count < MinClasses || images < MinImagesPerClass * firsts.Count)
            return [];
        return columns.Where(column =>
            firsts.Values.Select(row => features.Row(row)[column]).Distinct().Count() == firsts.Count);
    }
}
