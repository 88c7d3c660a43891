using Unseen.Data;
using Unseen.Descriptions;
using Unseen.Evaluation;
using Unseen.Inference;
using Unseen.Runs.Folders;
using Unseen.Runs.Photographs;
using Unseen.Runs.Records;
using Unseen.Runs.Reports;
using Unseen.Runs.Reports.Figures;
using Unseen.Training;

namespace Unseen.Runs.Training;

/// <summary>The report about a run: its scores, the next steps, the accuracy of each class, the most confused classes,
/// the descriptions, and how it was computed.</summary>
/// <param name="dataset">the data</param>
/// <param name="result">the result</param>
/// <param name="descriptions">the report on the descriptions</param>
/// <param name="circumstances">folder, command and times</param>
/// <param name="photographs">the sections about photographs, or null if the run is on features</param>
internal sealed class TrainingReport(
    GzslDataset dataset, RunResult result, DescriptionReport descriptions, RunCircumstances circumstances,
    PhotoSections? photographs)
{
    /// <summary>The name of the file in a run's folder.</summary>
    public const string FileName = "report.html";

    private const int MaxPairs = 12;
    private const int MaxHeldOut = 40;
    private const int MaxColumns = 256;

    private readonly string _images = photographs is null ? "images" : "photographs";
    private readonly ClassRow[] _classes = [.. ClassRow.Create(result, dataset)];

    public string ToHtml()
    {
        var report = new HtmlReport(dataset.Name,
            $"{dataset.Labels.Length} {_images}; {dataset.SeenClasses.Length} classes with {_images} to learn from, "
            + $"{dataset.UnseenClasses.Length} by description alone");
        report.Lead(PlainScores.Opening(result, dataset.UnseenClasses.Length, dataset.SeenClasses.Length, _images));
        if (result.Interrupted)
            report.Note("Interrupted: these results are from the training up to that point.");
        if (descriptions.Verdict == DescriptionVerdict.Guessing)
            report.Note($"No better than guessing. {descriptions.Summary}");
        if (Steps().ToArray() is [_, ..] steps)
            report.Steps(steps);
        report.Section("What would make it better");
        foreach (var advice in Advice.For(dataset, result, descriptions, photographs?.Skipped ?? [], _images))
            report.Note(advice);
        report.Section("How good it is");
        AddScores(report);
        if (result.ModelOrNull is { } model)
        {
            report.Section("How reliable the percentages are");
            AddReliability(report, model);
        }

        report.Section("Accuracy by class");
        AddClasses(report);
        report.Section("Most confused");
        AddConfusions(report);
        report.Section("What the descriptions tell");
        AddDescriptions(report);
        photographs?.AddRehearsal(report);
        report.Section("How it was computed");
        report.Facts([.. Facts(), .. photographs?.Facts() ?? []]);
        report.Paragraph("The command:");
        report.Command(circumstances.Command);
        return report.ToString();
    }

    private IEnumerable<(string Text, string? Command)> Steps()
    {
        if (result.ModelOrNull is not null)
            foreach (var step in ModelSteps())
                yield return step;
        if (result.Seeds.Count == 1)
            yield return ("See how much of this is chance: train again with --seeds 3.", null);
    }

    /// <summary>Gets the next steps that need a model file.</summary>
    private IEnumerable<(string Text, string? Command)> ModelSteps()
    {
        var folder = Words.Quoted(circumstances.Folder);
        if (photographs is null)
        {
            yield return ("Recognise new images by their features:", $"unseen predict {folder} --features FILE");
            yield return ("Score the model again, for instance on other data:", $"unseen evaluate {folder}");
        }
        else
        {
            yield return ("Recognise new photographs:", $"unseen predict {folder} photo.jpg");
            yield return ("Add a class by its description, without training:",
                $"unseen add-class {folder} --name NAME --descriptor NUMBERS");
        }

        yield return ("Try it on a page, and serve it to programs:", $"unseen serve {folder}");
    }

    private void AddScores(HtmlReport report)
    {
        var seeds = result.Seeds.Count;
        report.Table(["score", "value", "95 % interval", "meaning"], PlainScores.Rows(result, _classes));
        report.Paragraph("All are averages over classes. The interval says how far off the value may be because the "
            + $"test {_images} are a sample." + (seeds > 1 ? $" Mean ± standard deviation of {seeds} seeds." : ""));
        var (unseen, all) = (dataset.UnseenClasses.Length, dataset.ClassNames.Length);
        report.Paragraph($"Guessing would give U and S {Words.Percent(100.0 / all)}, T1 "
            + $"{Words.Percent(100.0 / Math.Max(1, unseen))}.");
    }

    private void AddReliability(HtmlReport report, UnseenModel model)
    {
        var reliability = ModelEvaluator.MeasureReliability(model, result.Seeds[0].ScoredOn(dataset));
        report.Paragraph($"{Words.Describe(reliability, model.Calibration is not null)}. This is the expected "
            + $"calibration error in {ReliabilityCurve.BinCount} intervals, per cent, on {reliability.All.Images} test "
            + $"{_images}.");
        FigureSeries Group(string name, ReliabilityCurve curve) => new(name, [.. curve.Bins
            .Where(bin => bin.Images > 0)
            .Select(bin => new FigurePoint(100 * bin.Probability, 100 * bin.Accuracy))]);
        report.Add(
            new LineFigure("Reliability", "probability, per cent", "right, per cent",
                [Group("a seen class is named", reliability.Seen),
                    Group("an unseen class is named", reliability.Unseen),
                    new FigureSeries("true percentages", [new(0, 0), new(100, 100)])]),
            "How often the named class is right, by its probability. On the diagonal, percentages are true. A point "
                + $"based on few {_images} can be far from it by chance.");
    }

    private void AddClasses(HtmlReport report)
    {
        var training = dataset.Split.TrainVal.CountBy(row => dataset.ClassNames[dataset.Labels[row]]).ToDictionary();
        report.Paragraph("The worst first. The line over a bar is the 95 % confidence interval of the accuracy, which "
            + $"is wide if there are few test {_images}.");
        report.BarKey("unseen: recognised from the description alone", "seen");
        report.Bars("class", ["accuracy", "recognised", "interval", "trained on"],
            _classes.OrderBy(row => row.Accuracy ?? double.PositiveInfinity).Select(row => new BarRow(
                row.Class, row.Accuracy ?? double.NaN,
                [Words.Percent(row.Accuracy ?? double.NaN), row.Recognised, PlainScores.Text(row.Interval),
                    row.IsUnseen ? "–" : $"{training.GetValueOrDefault(row.Class)}"])
            {
                Interval = row.Interval,
                IsSecond = !row.IsUnseen,
            }));
    }

    private void AddConfusions(HtmlReport report)
    {
        var table = ConfusionTable.Create(result, dataset);
        var pairs = (from truth in Enumerable.Range(0, table.Classes.Count)
                     from predicted in Enumerable.Range(0, table.Classes.Count)
                     let count = table.Counts[truth][predicted]
                     where truth != predicted && count > 0
                     orderby count descending
                     select (Truth: truth, Predicted: predicted, Count: count)).Take(MaxPairs).ToArray();
        if (pairs.Length == 0)
        {
            report.Paragraph($"Nothing: every test image was recognised.");
            return;
        }

        if (photographs is not null && result.ModelOrNull is { } model && photographs.AddConfusions(report, model))
            return;

        report.Table(["class", "taken for", "how often"], pairs.Select(pair => (IReadOnlyList<string>)[
            table.Classes[pair.Truth], table.Classes[pair.Predicted],
            $"{pair.Count} of {table.Counts[pair.Truth].Sum()}"]));
    }

    private void AddDescriptions(HtmlReport report)
    {
        report.Paragraph(descriptions.Summary);
        if (descriptions.Verdict == DescriptionVerdict.Unknown)
            return;
        report.Paragraph($"Measured before training: the classes with {_images} were held out in turn, "
            + $"{descriptions.HeldOut} at a time. Each of their {_images} was assigned to one of these classes, from "
            + "the descriptions alone."
            + (descriptions.Classes.Count > MaxHeldOut ? $" These are the {MaxHeldOut} recognised least." : ""));
        report.Bars("class held out", [_images, "recognised", "taken for"],
            descriptions.Classes.Take(MaxHeldOut).Select(one => new BarRow(
                one.Name, one.Accuracy, [$"{one.Images}", $"{Words.Percent(one.Accuracy)}",
                    string.Join(", ", one.TakenFor)])
            { Interval = one.Images > 0 ? AccuracyInterval.Wilson(one.Accuracy, one.Images) : null }));
        if (!descriptions.HasNamedColumns || descriptions.Attributes.Count > MaxColumns)
            return;
        report.Paragraph($"How well each column can be predicted from {_images} of held-out classes: the correlation "
            + "of its values with the predicted ones, 1 at best.");
        report.Table(
            ["column", "visibility", "verdict"],
            descriptions.Attributes.Select(column => (IReadOnlyList<string>)[
                column.Name, column.Visibility is { } visibility ? Words.Short(visibility) : "–",
                column.CanBeSeen ? "can be seen" : "cannot be seen"]));
    }

    private IEnumerable<(string, string)> Facts() =>
    [
        ("Method", RunTitle.Create(result.Options)),
        ("Protocol", Words.Describe(result.Options.Protocol)),
        ("Chosen", string.Join("; ", result.Seeds.Take(5).Select(seed => Words.Describe(seed.Chosen)))),
        ("Seeds", string.Join(", ", result.Seeds.Select(seed => seed.Seed))),
        .. circumstances.Facts(
            result.Seconds, photographs is null ? "read the data" : "read or extract features"),
    ];
}
