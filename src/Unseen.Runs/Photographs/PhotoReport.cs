using Unseen.Descriptions;
using Unseen.Evaluation;
using Unseen.Images;
using Unseen.Images.Decoding;
using Unseen.Runs.Folders;
using Unseen.Runs.Records;
using Unseen.Runs.Reports;
using Unseen.Runs.Reports.Figures;
using Unseen.Training;

namespace Unseen.Runs.Photographs;

/// <summary>The page about a run on photographs: how good it is, class by class, what it confuses, and what would make
/// it better.</summary>
internal sealed class PhotoReport(
    PhotoData photos, RunResult result, ClassRehearsal? rehearsal, DescriptionReport descriptions)
{
    private const int ShownPairs = 6;
    private const int PhotographsAPair = 4;
    private const int LongSide = 140;
    private const int ShownColumns = 256;

    private readonly string[] _names = photos.Dataset.ClassNames;
    private readonly HashSet<int> _seen = [.. photos.Dataset.SeenClasses];

    public string ToHtml()
    {
        var dataset = photos.Dataset;
        var report = new HtmlReport(
            dataset.Name,
                $"{dataset.Labels.Length} photographs; {_seen.Count} classes with photographs to learn from, "
                + $"{_names.Length - _seen.Count} by description alone");
        if (descriptions.Verdict == DescriptionVerdict.Guessing)
        {
            report.Section("No better than guessing");
            report.Note(descriptions.Summary);
        }

        report.Section("How good it is");
        AddScores(report);
        report.Section("What would make it better");
        foreach (var advice in Advice.For(photos, result, descriptions))
            report.Note(advice);
        report.Section("What the descriptions tell");
        AddDescriptions(report);
        report.Section("Accuracy by class");
        AddClasses(report);
        report.Section("Most confused");
        AddConfusions(report);
        if (rehearsal is not null)
        {
            report.Section("Adding a class");
            AddRehearsal(report, rehearsal);
        }

        report.Section("How it was computed");
        AddFacts(report);
        report.Command(PhotoCommand.Of(photos.Project, result.Options));
        return report.ToString();
    }

    private void AddScores(HtmlReport report)
    {
        var seeds = result.Seeds.Count;
        report.Table(
            ["U", "S", "H", "T1", "AUSUC"],
            [[Words.Percent(result.U, seeds), Words.Percent(result.S, seeds), $"**{Words.Percent(result.H, seeds)}**",
                Words.Percent(result.T1, seeds), Words.Area(result.Ausuc, seeds)]]);
        report.Paragraph(
            "Per cent, averages over classes. U: photographs of classes it never saw one of; S: held-out photographs "
                + "of the others; all classes "
            + "being candidates. H: their harmonic mean. T1: unseen classes alone."
                + (seeds > 1 ? $" Mean ± standard deviation of {seeds} seeds." : ""));
        var (unseenChance, allChance) = (100.0 / Math.Max(1, _names.Length - _seen.Count), 100.0 / _names.Length);
        report.Paragraph($"Guessing would give U and S {Words.Percent(allChance)}, T1 {Words.Percent(unseenChance)}.");
    }

    private void AddDescriptions(HtmlReport report)
    {
        report.Paragraph(descriptions.Summary);
        if (descriptions.Verdict == DescriptionVerdict.Unknown)
            return;
        report.Paragraph("Found out before training: the classes with photographs were held out in turn, "
            + $"{descriptions.HeldOut} at a time, and recognised from their descriptions among themselves.");
        report.Table(
            ["class held out", "photographs", "recognised", "taken for"],
            descriptions.Classes.Select(one => (IReadOnlyList<string>)[
                one.Name, $"{one.Images}", Words.Percent(one.Accuracy), string.Join(", ", one.TakenFor)]));
        if (!descriptions.HasNamedColumns || descriptions.Attributes.Count > ShownColumns)
            return;
        report.Paragraph("How well each column can be told from photographs of classes held out: the correlation of "
            + "its values with those predicted, 1 at best.");
        report.Table(
            ["column", "visibility", ""],
            descriptions.Attributes.Select(column => (IReadOnlyList<string>)[
                column.Name, column.Visibility is { } visibility ? Words.Short(visibility) : "–",
                column.CanBeSeen ? "" : "cannot be seen"]));
    }

    private void AddClasses(HtmlReport report)
    {
        var accuracy = Enumerable.Range(0, _names.Length)
            .Select(c => result.Seeds.Average(seed => seed.Test.PerClassAccuracy[c])).ToArray();
        int[] tested = [.. Enumerable.Range(0, _names.Length).Where(c => double.IsFinite(accuracy[c]))
            .OrderBy(c => accuracy[c])];
        FigureSeries Group(string name, bool seen) => new(
            name, [.. tested.Index().Where(pair => _seen.Contains(pair.Item) == seen)
                .Select(pair => new FigurePoint(pair.Index, accuracy[pair.Item]))]);
        if (tested.Length is > 0 and <= 120)
            report.Add(
                new BarFigure("Accuracy by class", "per cent", [.. tested.Select(c => _names[c])],
                    [Group("unseen", seen: false), Group("seen", seen: true)])
                { Height = 140 + (26 * tested.Length) },
                "The worst first. Unseen: recognised from the description alone.");
        var training = photos.Dataset.Split.TrainVal.CountBy(row => photos.Dataset.Labels[row]).ToDictionary();
        report.Table(
            ["class", "group", "photographs to learn from", "tested", "accuracy"],
            tested.Select(c => (IReadOnlyList<string>)[
                _names[c], _seen.Contains(c) ? "seen"
                    : "unseen", $"{training.GetValueOrDefault(c)}", $"{result.Seeds[0].Test.TestCounts[c]}",
                    Words.Percent(accuracy[c])]));
    }

    private void AddConfusions(HtmlReport report)
    {
        var model = result.ModelOrNull;
        var dataset = photos.Dataset;
        var wrong = dataset.Split.TestSeen.Concat(dataset.Split.TestUnseen)
            .Select(row => (Row: row, Truth: dataset.Labels[row],
                Predicted: model!.Predict(dataset.Features.Row(row)).ClassIndex))
            .Where(one => one.Truth != one.Predicted)
            .GroupBy(one => (one.Truth, one.Predicted)).OrderByDescending(pair => pair.Count()).ThenBy(pair => pair.Key)
                .ToArray();
        if (wrong.Length == 0)
        {
            report.Paragraph("Nothing: every test photograph was recognised.");
            return;
        }

        foreach (var pair in wrong.Take(ShownPairs))
        {
            var (truth, predicted) = (_names[pair.Key.Truth], _names[pair.Key.Predicted]);
            report.Paragraph(
                $"{truth} taken for {predicted}: {pair.Count()} of {result.Seeds[0].Test.TestCounts[pair.Key.Truth]} "
                + "photographs");
            var looksLike = dataset.Split.TrainVal.Concat(dataset.Split.TestUnseen)
                .Where(row => dataset.Labels[row] == pair.Key.Predicted).Take(1);
            report.Pictures(
            [
                .. pair.Take(PhotographsAPair).Select(one => (Thumbnail(one.Row), $"{truth}, taken for {predicted}")),
                .. looksLike.Select(row => (Thumbnail(row), $"a {predicted}")),
            ]);
        }
    }

    private byte[]? Thumbnail(int row)
    {
        var path = photos.Dataset.ImageFiles![row];
        try
        {
            return ImageDecoder.Thumbnail(File.ReadAllBytes(path), path, new ImageLimits(), LongSide);
        }
        catch (Exception exception) when (exception is ImageDataException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private void AddRehearsal(HtmlReport report, ClassRehearsal found)
    {
        report.Paragraph(
            $"A class added later by its description alone (unseen add-class) may be expected to be recognised in "
                + $"{Words.Percent(found.Accuracy)} per cent of its photographs, "
            + $"while the share of other photographs that are recognised falls from "
                + $"{Words.Percent(found.OthersBefore)} to {Words.Percent(found.OthersAfter)} per cent: "
                + $"{found.Classes.Count} seen classes were left out of "
            + $"training one at a time, added by description, and looked for among all classes. "
                + $"{Words.Short(found.Bias)} is added to the score of such a class, which training did not favour; "
                + "it was chosen there.");
        report.Table(
            ["class left out", "photographs", "recognised"],
            found.Classes.OrderBy(one => one.Accuracy)
                .Select(one => (IReadOnlyList<string>)[_names[one.Label], $"{one.Images}",
                Words.Percent(one.Accuracy)]));
    }

    private void AddFacts(HtmlReport report)
    {
        var machine = MachineDescription.Current(result.Options);
        report.Facts(
            ("Method", RunTitle.Of(result.Options)),
            ("Protocol", Words.Of(result.Options.Protocol)),
            ("Chosen", string.Join("; ", result.Seeds.Take(5).Select(seed => Words.Of(seed.Chosen)))),
            ("Seeds", string.Join(", ", result.Seeds.Select(seed => seed.Seed))),
            ("Held out",
                "a fifth of every seen class's photographs, by a fixed seed; all photographs of unseen classes"),
            ("Image models", string.Join("; ", photos.Features.Backbones.Select(
                backbone => $"{Path.GetFileName(backbone.Path)} ({backbone.Width} features from '{backbone.Output}', "
                + $"SHA-256 {backbone.Sha256[..12]}…)"))),
            ("Skipped", photos.Skipped.Count == 0 ? "no photograph"
                : string.Join("; ", photos.Skipped.Take(20)
                .Select(one => $"{Path.GetFileName(one.Path)}: {one.Reason}"))),
            ("Machine", $"{machine.Cpu}, {machine.Threads} threads"));
    }
}
