using System.Text.Json.Nodes;
using Unseen.Experiments;
using Unseen.Methods;
using Unseen.Runs.Reports;
using Unseen.Runs.Reports.Figures;
using Unseen.Training;

namespace Unseen.Runs.Reproduction;

/// <summary>Creates the report of an experiment as an HTML page: its question, plots, tables, and everything that the
/// results depend on.</summary>
/// <param name="kind">the experiment</param>
/// <param name="results">the results of the experiment's configurations</param>
/// <param name="scale">the extent of the experiment</param>
/// <param name="json">the experiment's JSON, from which machine, versions and data are read</param>
/// <param name="command">the command line that repeats the experiment</param>
/// <param name="elapsed">the time that the command has taken so far</param>
internal sealed class ExperimentReport(ExperimentKind kind, ExperimentResults results, ExperimentScale scale,
    JsonObject json, string command, TimeSpan elapsed)
{
    private readonly IReadOnlyList<ExperimentCell> _cells = ExperimentPlan.Cells(kind, scale);

    /// <summary>Creates the plots with their captions.</summary>
    /// <param name="pictures">the data for <see cref="ExperimentKind.Pictures"/>, otherwise null</param>
    public IReadOnlyList<(Figure Figure, string Caption)> Figures(ClassPictures? pictures) =>
        [.. pictures is null ? ExperimentFigures.Create(kind, _cells, results) : PictureFigures.Create(pictures)];

    /// <summary>Creates the HTML page.</summary>
    /// <param name="figures">the plots of <see cref="Figures"/></param>
    public string ToHtml(IReadOnlyList<(Figure Figure, string Caption)> figures)
    {
        var report = new HtmlReport($"{Names.Get(kind)} on {results.Dataset.Name}", ExperimentTexts.Question(kind));
        if (scale.IsQuick)
            report.Note("Quick: few and narrow generators with few epochs, and few pseudo-features. The numbers are "
                + "worse and noisier than at full scale.");
        if (scale.Generators is { } generators)
            report.Note($"Limited to these generators: {string.Join(", ", generators)}.");
        if (results.WasCancelled)
            report.Note("Not complete: stopped before every configuration had a result for every seed.");
        foreach (var cell in _cells.Distinct())
            foreach (var reason in results.GetDivergences(cell))
                report.Note($"{cell.Name} has no result: {reason}");
        if (Opening() is { } opening)
            report.Lead(opening);
        report.Steps(Steps());
        report.Section("Plots");
        foreach (var (figure, caption) in figures)
            report.Add(figure, caption);
        report.Section("Numbers");
        AddTable(report);
        if (kind == ExperimentKind.Protocols)
            AddGaps(report);
        report.Section("How it was computed");
        AddFacts(report);
        report.Paragraph("The command:");
        report.Command(command);
        return report.ToString();
    }

    /// <summary>Says which configuration has the highest H, and which the lowest; null without results.</summary>
    private string? Opening()
    {
        double H(ExperimentCell cell) => results.Summary(cell, result => result.H)?.Mean ?? double.NaN;
        var known = _cells.Distinct().Where(cell => double.IsFinite(H(cell))).OrderByDescending(H).ToArray();
        if (known.Length == 0)
            return null;
        var (best, worst) = (known[0], known[^1]);
        string Share(Func<CellResult, double> value) => PlainScores.Share(results.Summary(best, value)!.Value.Mean);
        var sentence = $"Of {known.Length} configurations, {best.Name} has the highest H, "
            + $"{Words.Percent(H(best))}: of images of unseen classes, it names {Share(one => one.U)} correctly, and "
            + $"of images of seen classes, {Share(one => one.S)}.";
        return known.Length == 1 ? sentence : $"{sentence} The lowest is {Words.Percent(H(worst))}, {worst.Name}.";
    }

    private IEnumerable<(string Text, string? Command)> Steps()
    {
        if (results.WasCancelled)
            yield return ("Compute what is missing:", command);
        if (scale.IsQuick)
            yield return ("Compute it at full scale: the same command without --quick.", null);
        if (scale.Seeds.Count == 1)
            yield return ("See how much of this is chance: the same command with --seeds 3.", null);
        yield return ("See the other experiments; results that this one computed are reused:",
            command.Replace($"reproduce {Names.Get(kind)}", "reproduce all", StringComparison.Ordinal));
    }

    private void AddTable(HtmlReport report)
    {
        var published = PublishedResults.Covers(results.Dataset);
        var best = _cells.Select(cell => results.Summary(cell, result => result.H)?.Mean ?? 0).DefaultIfEmpty().Max();
        report.Table(
            [
                "method", "variant", "U", "S", "H", "T1", "AUSUC", "chosen", .. published ? ["published U / S / H"]
                    : Array.Empty<string>(),
            ],
            _cells.Distinct().Select(cell => (IReadOnlyList<string>)[.. Row(cell, best), .. published
                ? [Published(cell)] : Array.Empty<string>()]));
        report.Paragraph(PlainScores.Legend(PlainScores.Meanings.Count)
            + (scale.Seeds.Count == 1 ? "" : " Mean ± standard deviation over the seeds.") + " The best H is bold."
            + (published ? " Published results are by the paper protocol, which chooses on test images." : ""));
    }

    /// <summary>Adds a table of the gain in H from choosing settings on test images, by method.</summary>
    private void AddGaps(HtmlReport report)
    {
        double? H(IEnumerable<ExperimentCell> method, Protocol protocol) =>
            results.Summary(method.First(cell => cell.Options.Protocol == protocol), result => result.H)?.Mean;
        var gaps = _cells.GroupBy(cell => cell.Series)
            .Select(method => (method.Key, Fair: H(method, Protocol.Fair), Paper: H(method, Protocol.Paper))).ToArray();
        string Text(double? value) => Words.Percent(value ?? double.NaN);
        report.Paragraph("The gap: how much higher H is when epochs are chosen on test images.");
        report.Table(
            ["method", "fair H", "paper H", "gap"],
            [
                .. gaps.Select(gap => new[] { gap.Key, Text(gap.Fair), Text(gap.Paper), Text(gap.Paper - gap.Fair) }),
                ["mean", "", "", Text(gaps.Average(gap => gap.Paper - gap.Fair))],
            ]);
    }

    private IEnumerable<string> Row(ExperimentCell cell, double best)
    {
        var seeds = results.GetResults(cell).Count;
        string Number(Func<CellResult, double> value) =>
            results.Summary(cell, value) is { } summary ? Words.Percent(summary, seeds) : "–";
        var h = Number(result => result.H);
        var isBest = results.Summary(cell, result => result.H) is { } own && own.Mean >= best && best > 0;
        yield return cell.Series;
        yield return cell.Variant;
        yield return Number(result => result.U);
        yield return Number(result => result.S);
        yield return isBest ? $"**{h}**" : h;
        yield return Number(result => result.T1);
        yield return results.Summary(cell, result => result.Ausuc) is { } area ? Words.Area(area, seeds) : "–";
        yield return string.Join(", ", results.GetResults(cell).Select(result => Chosen(result)).Distinct().Take(5));
    }

    private static string Chosen(CellResult result) =>
        result.Chosen.Options.Where(option => option.Key != "lambda").ToArray() is [_, ..] options
            ? string.Join(' ', options.Select(option => $"{Words.Symbol(option.Key)} {Words.Short(option.Value)}"))
        : result.Chosen.Gamma != 0 ? $"γ {Words.Short(result.Chosen.Gamma)}" : "";

    private string Published(ExperimentCell cell) =>
        PublishedResults.Find(results.Dataset, cell) is { } known
            ? $"{Words.Percent(known.U)} / {Words.Percent(known.S)} / {Words.Percent(known.H)}" : "";

    /// <summary>Describes the training of the generators, such as "cvae 100 epochs, wgan 30 epochs, hidden width 4096,
    /// batch 512".</summary>
    private string Trainings()
    {
        GeneratorOptions[] generators = [.. _cells.Select(cell => cell.Options.Generator)
            .Where(generator => generator.MakesPseudoFeatures).DistinctBy(generator => generator.Name)];
        GeneratorOptions[] trained = [.. generators.Where(generator => generator.TrainingEpochs > 0)];
        string[] parts = [
            .. trained.Select(generator => $"{generator.Name} {generator.TrainingEpochs} epochs"),
            .. trained.Length > 0 ? [$"hidden width {scale.Hidden}, batch {scale.BatchSize}"] : Array.Empty<string>(),
            .. generators.Except(trained).Select(generator => $"{generator.Name} in closed form")];
        return parts.Length > 0 ? string.Join(", ", parts) : "none";
    }

    private void AddFacts(HtmlReport report)
    {
        var (machine, packages, data) = (json["machine"]!, json["packages"]!, json["data"]!);
        report.Facts(
            ("Protocol", kind == ExperimentKind.Protocols ? "both, as named" : Words.Describe(scale.Base.Protocol)),
            ("Seeds", string.Join(", ", scale.Seeds)),
            ("Generators", Trainings()),
            ("Classifiers",
                $"{scale.ClassifierEpochs} epochs; {ExperimentPlan.AdjustedPseudo} pseudo-features per class with ZLA, "
                + $"{scale.OwnPseudo} for methods with their own number"),
            ("Data", $"{results.Dataset.Name}: {results.Dataset.Split.TrainVal.Length} training images, "
                + $"{results.Dataset.SeenClasses.Length} seen and {results.Dataset.UnseenClasses.Length} unseen "
                + $"classes, features {results.Dataset.Features.Columns}, descriptors "
                + $"{results.Dataset.Descriptors.Columns}"),
            ("SHA-256", string.Join(", ", data["sha256"]!.AsObject()
                .Select(pair => $"{pair.Key} {pair.Value!.GetValue<string>()[..16]}…"))),
            ("Machine", $"{machine["cpu"]}, {machine["threads"]} threads, {machine["device"]}, products in "
                + $"{machine["precision"]}"),
            ("Versions",
                $"unseen {packages["unseen"]}, TorchSharp {packages["torchSharp"]}, libtorch {packages["libtorch"]}, "
                + $".NET {packages["dotnet"]}"),
            ("Total time",
                $"{Words.Duration(elapsed)} of the last command, which reused the results of earlier ones"),
            ("Time to train", $"{Words.Duration(TimeSpan.FromSeconds(results.TrainingSeconds(_cells)))}, the sum over "
                + "all configurations and seeds, without validation"),
            ("Written", json["time"]!.GetValue<string>()));
    }
}
