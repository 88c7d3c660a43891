using Unseen.Data;
using Unseen.Descriptions;
using Unseen.Images.Extraction;
using Unseen.Runs.Records;
using Unseen.Training;

namespace Unseen.Runs.Photographs;

/// <summary>Advice on how to improve a model.</summary>
internal static class Advice
{
    private const int FewPhotographs = 10;
    private const double Weak = 50; // per cent
    private const int MaxNamed = 8;

    /// <summary>Gets the advice, most useful first; at least one sentence.</summary>
    /// <param name="dataset">the data</param>
    /// <param name="result">the result of the run on the data</param>
    /// <param name="descriptions">the report on the descriptions</param>
    /// <param name="skipped">files that were skipped</param>
    /// <param name="images">"images" or "photographs"</param>
    public static IReadOnlyList<string> For(
        GzslDataset dataset, RunResult result, DescriptionReport descriptions, IReadOnlyList<SkippedImage> skipped,
        string images)
    {
        string[] all = [.. descriptions.Problems.Select(problem => problem.Message), .. descriptions.Advice,
            .. Few(dataset, images), .. WeakClasses(dataset, result, images),
            .. Untested(dataset, result, images), .. Unusable(skipped)];
        return all.Length > 0 ? all
            : [$"Nothing stands out: descriptions differ, every class has enough {images}, and none is recognised "
            + "badly."];
    }

    private static IEnumerable<string> Few(GzslDataset dataset, string images)
    {
        var counts = dataset.Split.TrainVal.CountBy(row => dataset.Labels[row])
            .Where(pair => pair.Value < FewPhotographs).ToArray();
        if (counts.Length > 0)
        {
            var classes = counts.OrderBy(pair => pair.Value)
                .Select(pair => $"{dataset.ClassNames[pair.Key]} ({pair.Value})");
            yield return $"Few {images} to learn from: {List(classes)}. Add some, {FewPhotographs} at least.";
        }
    }

    private static IEnumerable<string> WeakClasses(GzslDataset dataset, RunResult result, string images)
    {
        var weak = ClassRow.Create(result, dataset).Where(row => row.Accuracy < Weak).OrderBy(row => row.Accuracy)
            .ToArray();
        if (weak.Length > 0)
            yield return $"Recognised in less than half of the tests: "
                + $"{List(weak.Select(row => $"{row.Class} ({Words.Percent(row.Accuracy!.Value)})"))}. A better "
                + $"description helps if a class is unseen, more {images} if it is seen.";
    }

    private static IEnumerable<string> Untested(GzslDataset dataset, RunResult result, string images)
    {
        if (dataset.Split.TestUnseen.Length == 0)
            yield return $"No class without training {images} has {images} to test on, so U, H and T1 are "
                + $"unknown. To find out, keep {images} of some classes out of training (photographs: role unseen in "
                + "classes.csv).";
        if (result.ClassesWithoutTestImages.Select(c => dataset.ClassNames[c])
            .ToArray() is { Length: > 0 } untested && dataset.Split.TestUnseen.Length > 0)
            yield return $"Classes without test {images}: {List(untested)}.";
    }

    private static IEnumerable<string> Unusable(IReadOnlyList<SkippedImage> skipped)
    {
        SkippedImage[] unusable = [.. skipped.Where(one => one.IsImage)];
        if (unusable.Length > 0)
            yield return $"{Words.Photographs(unusable.Length)} could not be used: "
                + $"{List(unusable.Select(one => Path.GetFileName(one.Path)))}.";
    }

    private static string List(IEnumerable<string> items)
    {
        var all = items.ToArray();
        return string.Join(", ", all.Take(MaxNamed))
            + (all.Length > MaxNamed ? $" and {all.Length - MaxNamed} more" : "");
    }
}
