using Unseen.Data;
using Unseen.Descriptions;
using Unseen.Images.Extraction;
using Unseen.Training;

namespace Unseen.Runs.Photographs;

/// <summary>Advice on how to improve a model.</summary>
internal static class Advice
{
    private const int FewPhotographs = 10;
    private const double Weak = 50; // per cent
    private const int Named = 8;

    public static IReadOnlyList<string> For(PhotoData photos, RunResult result, DescriptionReport descriptions)
    {
        string[] all = [.. descriptions.Problems.Select(problem => problem.Message), .. descriptions.Advice,
            .. Few(photos.Dataset), .. WeakClasses(photos.Dataset, result),
            .. Untested(photos.Dataset, result), .. Skipped(photos)];
        return all.Length > 0 ? all
            : ["Nothing stands out: descriptions differ, every class has photographs enough, and none is recognised "
            + "badly."];
    }

    private static IEnumerable<string> Few(GzslDataset dataset)
    {
        var counts = dataset.Split.TrainVal.CountBy(row => dataset.Labels[row])
            .Where(pair => pair.Value < FewPhotographs).ToArray();
        if (counts.Length > 0)
        {
            var classes = counts.OrderBy(pair => pair.Value)
                .Select(pair => $"{dataset.ClassNames[pair.Key]} ({pair.Value})");
            yield return $"Few photographs to learn from: {List(classes)}. Add some, {FewPhotographs} at least.";
        }
    }

    private static IEnumerable<string> WeakClasses(GzslDataset dataset, RunResult result)
    {
        var weak = Enumerable.Range(0, dataset.ClassNames.Length)
            .Select(c => (Name: dataset.ClassNames[c],
                Accuracy: result.Seeds.Average(seed => seed.Test.PerClassAccuracy[c])))
            .Where(one => one.Accuracy < Weak).OrderBy(one => one.Accuracy).ToArray();
        if (weak.Length > 0)
            yield return $"Recognised in less than half of the tests: "
                + $"{List(weak.Select(one => $"{one.Name} ({Words.Percent(one.Accuracy)})"))}. A better description "
                + "helps where a class is unseen, more photographs where it is seen.";
    }

    private static IEnumerable<string> Untested(GzslDataset dataset, RunResult result)
    {
        if (dataset.Split.TestUnseen.Length == 0)
            yield return "No class without training photographs has photographs to test on, so U, H and T1 are "
                + "unknown. A few photographs of some of them, kept out of training by role unseen in classes.csv, "
                + "would tell.";
        if (result.Seeds[0].Test.ClassesWithoutTestImages.Select(c => dataset.ClassNames[c])
            .ToArray() is { Length: > 0 } untested && dataset.Split.TestUnseen.Length > 0)
            yield return $"No test photograph: {List(untested)}.";
    }

    private static IEnumerable<string> Skipped(PhotoData photos)
    {
        SkippedImage[] unusable = [.. photos.Skipped.Where(skipped => skipped.IsImage)];
        if (unusable.Length > 0)
            yield return $"{unusable.Length} photographs could not be used: "
                + $"{List(unusable.Select(one => Path.GetFileName(one.Path)))}.";
    }

    private static string List(IEnumerable<string> items)
    {
        var all = items.ToArray();
        return string.Join(", ", all.Take(Named)) + (all.Length > Named ? $" and {all.Length - Named} more" : "");
    }
}
