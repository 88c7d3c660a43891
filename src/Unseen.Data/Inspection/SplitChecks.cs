namespace Unseen.Data.Inspection;

/// <summary>Checks of labels and split.</summary>
internal static class SplitChecks
{
    private const int VeryUnbalanced = 20;

    public static IEnumerable<InspectionFinding> Check(InspectionSubject subject) =>
    [
        .. Counts(subject), .. Ranges(subject), .. Duplicates(subject), .. Overlaps(subject),
        // if all numbers are off by one, the other checks would only report consequences of this error
        .. CountedFromZero(subject).Length > 0 ? [] : (IEnumerable<InspectionFinding>)
            [.. Groups(subject), .. ValidationOverlaps(subject), .. Coverage(subject)],
    ];

    private static IEnumerable<InspectionFinding> Counts(InspectionSubject subject)
    {
        var dataset = subject.Dataset;
        if (dataset.Labels.Length != dataset.Features.Rows)
            yield return InspectionFinding.Error(
                "label-count", $"{dataset.Labels.Length} labels for {dataset.Features.Rows} images.");
        if (dataset.ClassNames.Length != subject.ClassCount)
            yield return InspectionFinding.Error(
                "descriptor-count", $"{subject.ClassCount} descriptors for {dataset.ClassNames.Length} class names.");
        if (dataset.Split.TrainVal.Length == 0)
            yield return InspectionFinding.Error("trainval-empty", "There is no training sample.");
    }

    private static IEnumerable<InspectionFinding> Ranges(InspectionSubject subject)
    {
        var labels = subject.Dataset.Labels;
        var strays = labels.Where(label => !subject.IsLabel(label)).ToArray();
        if (strays.Length > 0)
            yield return InspectionFinding.Error(
                "label-range",
                $"{Counted(strays.Length, "label has", "labels have")} no descriptor: there are "
                + $"{subject.ClassCount}, but one label is {OneBased.ToFile(strays)[0]} (counted from 1)."
                + CountedFromZero(subject));
        foreach (var (name, rows) in subject.Parts)
        {
            var outside = rows.Where(row => row < 0 || row >= labels.Length).ToArray();
            if (outside.Length > 0)
                yield return InspectionFinding.Error(
                    "sample-range",
                    $"{Counted(outside.Length, "index", "indices")} of {name} "
                    + $"{(outside.Length == 1 ? "is" : "are")} not among the {labels.Length} images: one is "
                    + $"{OneBased.ToFile(outside)[0]} (counted from 1).{CountedFromZero(subject)}");
        }
    }

    /// <summary>Returns a hint if all labels and indices would be in range when counted from 0; otherwise an empty
    /// string.</summary>
    private static string CountedFromZero(InspectionSubject subject)
    {
        var labels = subject.Dataset.Labels;
        int[] rows = [.. subject.Parts.SelectMany(part => part.Rows)];
        return labels.All(label => label >= -1 && label < subject.ClassCount - 1)
            && rows.All(row => row >= -1 && row < labels.Length - 1) && (labels.Contains(-1) || rows.Contains(-1))
            ? " Are labels and splits counted from 0? Then read them with --counted-from 0." : "";
    }

    private static string Counted(int count, string one, string several) => $"{count} {(count == 1 ? one : several)}";

    private static IEnumerable<InspectionFinding> Duplicates(InspectionSubject subject)
        => from part in subject.Parts
           let repeats = part.Rows.Length - part.Rows.Distinct().Count()
           where repeats > 0
           select InspectionFinding.Error("duplicate-index", $"{part.Name} names "
               + $"{Counted(repeats, "sample", "samples")} more than once.");

    private static IEnumerable<InspectionFinding> Overlaps(InspectionSubject subject)
        => from part in subject.Parts.Skip(1)
           let shared = subject.Dataset.Split.TrainVal.Intersect(part.Rows).Count()
           where shared > 0
           select InspectionFinding.Error(
               "train-test-overlap", $"{Counted(shared, "sample is", "samples are")} in both {XlsaNames.TrainVal} and "
               + $"{part.Name}.");

    private static IEnumerable<InspectionFinding> Groups(InspectionSubject subject)
    {
        var labels = subject.Dataset.Labels;
        int[] trained = [.. subject.TestUnseen.Select(row => labels[row]).Distinct()
            .Where(label => subject.IsSeen[label])];
        int[] untrained = [.. subject.TestSeen.Select(row => labels[row]).Distinct()
            .Where(label => !subject.IsSeen[label])];
        if (trained.Length > 0)
            yield return InspectionFinding.Error(
                "unseen-class-trained",
                $"{XlsaNames.TestUnseen} has images of classes with training samples: {subject.GetNames(trained)}.");
        if (untrained.Length > 0)
            yield return InspectionFinding.Error(
                "seen-class-untrained",
                $"{XlsaNames.TestSeen} has images of classes without a training sample: "
                    + $"{subject.GetNames(untrained)}.");
    }

    private static IEnumerable<InspectionFinding> ValidationOverlaps(InspectionSubject subject)
    {
        var split = subject.Dataset.Split;
        var leaked = (split.Train ?? []).Union(split.Val ?? []).Intersect(split.TestSeen).Count();
        if (leaked > 0)
            yield return InspectionFinding.Warning(
                "validation-overlaps-test",
                $"{XlsaNames.Train} and {XlsaNames.Val} contain {leaked} of the {split.TestSeen.Length} seen test "
                + $"images: validation here is made from {XlsaNames.TrainVal} alone.");
    }

    private static IEnumerable<InspectionFinding> Coverage(InspectionSubject subject)
    {
        var labels = subject.Dataset.Labels;
        var tested = subject.TestSeen.Concat(subject.TestUnseen).Select(row => labels[row]).ToHashSet();
        int[] untested = [.. Enumerable.Range(0, subject.ClassCount).Where(label => !tested.Contains(label))];
        if (untested.Length > 0)
            yield return InspectionFinding.Warning(
                "class-without-test",
                $"{untested.Length} of {subject.ClassCount} classes {(untested.Length == 1 ? "has" : "have")} no test "
                + $"image: {subject.GetNames(untested)}.");
        if (subject.TestUnseen.Length == 0 && subject.IsSeen.Contains(false))
            yield return InspectionFinding.Warning("no-unseen-test",
                "No test image shows an unseen class, so U, H, T1 and AUSUC cannot be measured.");
        if (subject.TestSeen.Length == 0 && subject.TrainVal.Length > 0)
            yield return InspectionFinding.Warning("no-seen-test",
                "No test image shows a seen class, so S, H and AUSUC cannot be measured.");
        int[] sizes = [.. subject.TrainVal.CountBy(row => labels[row]).Select(pair => pair.Value).Order()];
        if (sizes.Length > 0 && sizes[^1] > VeryUnbalanced * sizes[0])
            yield return InspectionFinding.Warning(
                "unbalanced", $"Classes have {sizes[0]} to {sizes[^1]} training samples.");
    }
}
