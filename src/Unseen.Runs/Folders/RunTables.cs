using Unseen.Data;
using Unseen.Training;

namespace Unseen.Runs.Folders;

/// <summary>A run's tables as CSV lines.</summary>
internal static class RunTables
{
    /// <summary>One line a class: its accuracy, averaged over the seeds.</summary>
    public static IEnumerable<string> PerClass(RunResult result, GzslDataset dataset)
    {
        yield return CsvText.Line("class", "group", "test_images", "accuracy");
        var seen = dataset.SeenClasses.ToHashSet();
        for (var label = 0; label < dataset.ClassNames.Length; label++)
        {
            var accuracy = result.Seeds.Average(seed => seed.Test.PerClassAccuracy[label]);
            yield return CsvText.Line(
                dataset.ClassNames[label], seen.Contains(label) ? "seen"
                    : "unseen", result.Seeds[0].Test.TestCounts[label], accuracy);
        }
    }

    /// <summary>One line a true class, one column a predicted class: counts over all seeds.</summary>
    public static IEnumerable<string> Confusion(RunResult result, GzslDataset dataset)
    {
        yield return CsvText.Line(["class", .. dataset.ClassNames]);
        for (var truth = 0; truth < dataset.ClassNames.Length; truth++)
        {
            var counts = new int[dataset.ClassNames.Length];
            foreach (var seed in result.Seeds)
                for (var predicted = 0; predicted < counts.Length; predicted++)
                    counts[predicted] += seed.Test.Confusion[truth][predicted];
            yield return CsvText.Line([dataset.ClassNames[truth], .. counts.Cast<object>()]);
        }
    }

    /// <summary>One line an epoch.</summary>
    public static IEnumerable<string> History(RunResult result)
    {
        yield return CsvText.Line("seed", "stage", "phase", "fold", "epoch", "epochs", "generator_epoch", "sigma",
            "loss", "U", "S", "H", "seconds");
        foreach (var record in result.Seeds.SelectMany(seed => seed.History))
            yield return CsvText.Line(
                record.Seed, RunConfig.FlagTextOf(record.Stage), RunConfig.FlagTextOf(record.Phase),
                record.Fold, record.Epoch, record.Epochs, record.GeneratorEpoch,
                record.Strength.Find("sigma"), record.Loss, record.U, record.S, record.H, record.Seconds);
    }
}
