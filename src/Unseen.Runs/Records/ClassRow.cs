using CsvHelper.Configuration.Attributes;
using Unseen.Data;
using Unseen.Training;

namespace Unseen.Runs.Records;

/// <summary>A row of per-class.csv: how well one class is recognised.</summary>
public sealed record ClassRow
{
    /// <summary>The name of the file in a run's folder.</summary>
    public const string FileName = "per-class.csv";

    private const string Seen = "seen", Unseen = "unseen";

    /// <summary>The name of the class.</summary>
    [Name("class"), Index(0)]
    public string Class { get; init; } = "";

    /// <summary>"seen" or "unseen".</summary>
    [Name("group"), Index(1)]
    public string Group { get; init; } = "";

    /// <summary>The number of test images of the class. Under the transductive protocol, seeds can have different test
    /// images; the number is then the rounded mean over the seeds that have any.</summary>
    [Name("test_images"), Index(2)]
    public int TestImages { get; init; }

    /// <summary>The mean accuracy over the seeds that have test images of the class, per cent; null without test
    /// images.</summary>
    [Name("accuracy"), Index(3), Format("0.######")]
    public double? Accuracy { get; init; }

    /// <summary>The 95 % confidence interval of the accuracy; null without test images. Not in the file.</summary>
    [Ignore]
    public AccuracyInterval? Interval =>
        Accuracy is { } accuracy && TestImages > 0 ? AccuracyInterval.Wilson(accuracy, TestImages) : null;

    /// <summary>The number of recognised test images as a mean over the seeds, such as "18 of 20", or "no test image".
    /// Not in the file.</summary>
    [Ignore]
    public string Recognised => Accuracy is { } accuracy
        ? $"{Math.Round(accuracy / 100 * TestImages)} of {TestImages}" : "no test image";

    /// <summary>Whether the class is unseen. Not in the file.</summary>
    [Ignore]
    internal bool IsUnseen => Group == Unseen;

    /// <summary>Creates the rows of a run, one per class.</summary>
    public static IEnumerable<ClassRow> Create(RunResult result, GzslDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(dataset);
        var seenClasses = dataset.SeenClasses.ToHashSet();
        return dataset.ClassNames.Select((name, label) =>
        {
            var tests = result.Seeds.Select(seed => seed.Test).Where(test => test.TestCounts[label] > 0).ToArray();
            return new ClassRow
            {
                Class = name,
                Group = seenClasses.Contains(label) ? Seen : Unseen,
                TestImages = tests.Length == 0 ? 0 : (int)Math.Round(tests.Average(test => test.TestCounts[label])),
                Accuracy = tests.Length == 0 ? null : tests.Average(test => test.PerClassAccuracy[label]),
            };
        });
    }

    /// <summary>Reads per-class.csv in a run's folder.</summary>
    /// <exception cref="CsvHelper.CsvHelperException">The file is damaged.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static IReadOnlyList<ClassRow> Read(string folder) =>
        CsvTable.Read<ClassRow>(Path.Combine(folder, FileName));
}
