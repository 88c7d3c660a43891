using Unseen.Evaluation;
using Unseen.Images.Extraction;
using Unseen.Inference;
using Unseen.Runs.Records;
using Unseen.Runs.Reports;
using Unseen.Training;

namespace Unseen.Runs.Photographs;

/// <summary>The sections of a report that only runs on photographs have.</summary>
internal sealed class PhotoSections(PhotoData photos, RunResult result, ClassRehearsal? rehearsal)
{
    private const int ShownPairs = 6;
    private const int PhotographsPerPair = 4;
    private const int LongSide = 140;
    private const int NamedFiles = 20;

    private readonly string[] _names = photos.Dataset.ClassNames;

    /// <summary>The files that were skipped.</summary>
    public IReadOnlyList<SkippedImage> Skipped => photos.Skipped;

    /// <summary>Adds the pairs of classes that the model of the first seed confuses most, with photographs of both.
    /// </summary>
    /// <returns>false if the model confuses no classes; then nothing is added</returns>
    public bool AddConfusions(HtmlReport report, UnseenModel model)
    {
        var dataset = result.Seeds[0].ScoredOn(photos.Dataset);
        var wrong = dataset.Split.TestSeen.Concat(dataset.Split.TestUnseen)
            .Select(row => (Row: row, Truth: dataset.Labels[row],
                Predicted: model.Predict(dataset.Features.Row(row)).ClassIndex))
            .Where(one => one.Truth != one.Predicted)
            .GroupBy(one => (one.Truth, one.Predicted)).OrderByDescending(pair => pair.Count()).ThenBy(pair => pair.Key)
                .ToArray();

        foreach (var pair in wrong.Take(ShownPairs))
        {
            var (truth, predicted) = (_names[pair.Key.Truth], _names[pair.Key.Predicted]);
            report.Paragraph(
                $"{truth} taken for {predicted}: {pair.Count()} of {result.Seeds[0].Test.TestCounts[pair.Key.Truth]} "
                + "photographs");
            var example = dataset.Split.TrainVal.Concat(dataset.Split.TestUnseen)
                .Where(row => dataset.Labels[row] == pair.Key.Predicted).Take(1);
            report.Pictures(
            [
                .. pair.Take(PhotographsPerPair).Select(one => (Picture(one.Row), $"{truth}, taken for {predicted}")),
                .. example.Select(row => (Picture(row), $"a {predicted}")),
            ]);
        }

        return wrong.Length > 0;
    }

    private byte[]? Picture(int row) => Thumbnail.Read(photos.Dataset.ImageFiles![row], LongSide);

    /// <summary>Adds the expected accuracy of a class that is added later, if it was estimated.</summary>
    public void AddRehearsal(HtmlReport report)
    {
        if (rehearsal is not { } found)
            return;
        report.Section("Adding a class");
        report.Paragraph("A class added later by its description alone (unseen add-class) can be expected to be "
            + $"recognised in {Words.Percent(found.Accuracy)} % of its photographs. The share of other photographs "
            + $"that are recognised then falls from {Words.Percent(found.OthersBefore)} to "
            + $"{Words.Percent(found.OthersAfter)} %.");
        report.Paragraph($"To find this out, {found.Classes.Count} seen classes were left out of training one at a "
            + "time, added by description, and looked for among all classes. Training did not favour such a class, so "
            + $"{Words.Short(found.Bias)} is added to its score; this number was chosen in the same way.");
        report.Bars("class left out", ["recognised", "photographs"],
            found.Classes.OrderBy(one => one.Accuracy).Select(one => new BarRow(
                _names[one.Label], one.Accuracy, [Words.Percent(one.Accuracy), $"{one.Images}"])
            { Interval = one.Images > 0 ? AccuracyInterval.Wilson(one.Accuracy, one.Images) : null }));
    }

    /// <summary>Gets facts about the photographs and the image models.</summary>
    public IEnumerable<(string Name, string Value)> Facts() =>
    [
        ("Held out", "a fifth of every seen class's photographs, by a fixed seed; all photographs of unseen classes"),
        ("Image models", string.Join("; ", photos.Features.Backbones.Select(
            backbone => $"{Path.GetFileName(backbone.Path)} ({backbone.Width} features from '{backbone.Output}', "
            + $"SHA-256 {backbone.Sha256[..12]}…)"))),
        ("Skipped", photos.Skipped.Count == 0 ? "no photograph"
            : string.Join("; ", photos.Skipped.Take(NamedFiles)
                .Select(one => $"{Path.GetFileName(one.Path)}: {one.Reason}"))),
    ];
}
