using Unseen.Experiments;
using Unseen.Runs.Reports.Figures;

namespace Unseen.Runs.Reproduction;

/// <summary>Creates the plots of an experiment's numbers.</summary>
internal static class ExperimentFigures
{
    private const string HLabel = "H, %";

    /// <summary>Creates the figures with their captions.</summary>
    public static IEnumerable<(Figure Figure, string Caption)> Create(
        ExperimentKind kind, IReadOnlyList<ExperimentCell> cells, ExperimentResults results) => kind switch
        {
            ExperimentKind.Main => [Bars("H of every method", cells, results)],
            ExperimentKind.PlugIn => [Bars("H with each generator's own number of pseudo-features", cells, results)],
            ExperimentKind.Relu => [Bars("Prototype learner with and without a ReLU at its output", cells, results)],
            ExperimentKind.Encoder => [Bars("H of the encoder alone and of training on its vectors", cells, results)],
            ExperimentKind.Protocols => [Bars("H by the fair and by the paper protocol", cells, results)],
            ExperimentKind.Resampling => [SeenAgainstUnseen(cells, results),
            OverX("H over the number of pseudo-features", "pseudo-features per class, n", cells, results)],
            ExperimentKind.Heads => [OverX("Linear head and prototype learner on the WGAN",
                "pseudo-features per class, n",
            cells, results)],
            ExperimentKind.PseudoCount =>
            [
                OverX("H over the number of pseudo-features", "pseudo-features per class, n", cells, results),
            .. cells.Select(cell => cell.Series).Distinct()
                .Where(series => series.EndsWith("ZLA", StringComparison.Ordinal))
                .Select(series => Measures($"U, S and H: {series}", "pseudo-features per class, n",
                    [.. cells.Where(cell => cell.Series == series)], results)),
        ],
            ExperimentKind.Prior => cells.GroupBy(cell => cell.Series)
                .Select(group => Measures($"U, S and H over σ: {group.Key}", "σ", [.. group], results)),
            ExperimentKind.Cost =>
            [
                Cost("seconds of training, generator and classifier", cells, results, result =>
                Math.Max(0.01, result.GeneratorSeconds + result.ClassifierSeconds)),
            Cost("pseudo-features made, for methods that make any",
                [.. cells.Where(cell => cell.Options.HasGenerator)], results, result => result.PseudoFeatures),
        ],
            _ => [],
        };

    private static (Figure Figure, string Caption) Bars(
        string title, IReadOnlyList<ExperimentCell> cells, ExperimentResults results)
    {
        string[] categories = [.. cells.Select(cell => cell.Series).Distinct()];
        var series = cells.GroupBy(cell => cell.Variant).Select(variant => new FigureSeries(
            variant.Key, [.. variant.DistinctBy(cell => cell.Series)
                .Select(cell => H(cell, results, Array.IndexOf(categories, cell.Series)))])).ToArray();
        var bars = cells.Count;
        return (new BarFigure(title, HLabel, categories, series) { Height = Math.Max(320, 110 + (bars * 15)) },
            $"{title}. {ErrorNote(results, cells)}");
    }

    private static (Figure Figure, string Caption) OverX(
        string title, string xLabel, IReadOnlyList<ExperimentCell> cells, ExperimentResults results) => (
        new LineFigure(title, xLabel, HLabel, [.. cells.GroupBy(cell => cell.Series).Select(group => new FigureSeries(
            group.Key, [.. group.Select(cell => H(cell, results, cell.X ?? double.NaN))]))])
        { IsLogarithmic = true },
        $"{title}. {ErrorNote(results, cells)}");

    private static (Figure Figure, string Caption) Measures(
        string title, string xLabel, IReadOnlyList<ExperimentCell> cells, ExperimentResults results)
    {
        var measures = new (string Name, Func<CellResult, double> Value)[] { ("U", result => result.U),
            ("S", result => result.S), ("H", result => result.H) };
        var series = measures.Select(measure => new FigureSeries(
            measure.Name, [.. cells.Where(cell => cell.X is not null)
                .Select(cell => Point(cell, results, cell.X!.Value, measure.Value))]));
        var chosen = cells.Where(cell => cell.X is null).SelectMany(cell => results.GetResults(cell))
            .Select(result => result.Chosen.Options.Find("sigma")).OfType<double>().ToArray();
        return (
            new LineFigure(title, xLabel, "accuracy, %", [.. series])
            {
                IsLogarithmic = true,
                Marks = [.. chosen.Distinct().Select((sigma, i) => (sigma, i == 0 ? "chosen on validation" : ""))],
            },
            $"{title}. {(chosen.Length > 0 ? "Dashed lines: the values that validation chose, one per seed. " : "")}"
                + ErrorNote(results, cells));
    }

    private static (Figure Figure, string Caption) SeenAgainstUnseen(
        IReadOnlyList<ExperimentCell> cells, ExperimentResults results)
    {
        const string title = "S against U as pseudo-features are added";
        var series = cells.GroupBy(cell => cell.Series)
            .Select(group => new FigureSeries(group.Key, [.. group.Select(cell => new FigurePoint(
            results.Summary(cell, result => result.U)?.Mean ?? double.NaN,
                results.Summary(cell, result => result.S)?.Mean ?? double.NaN, 0, $"{cell.X}"))]));
        return (new LineFigure(title, "U, %", "S, %", [.. series]),
            $"{title}; the numbers are n, pseudo-features per class. Plain softmax, linear head.");
    }

    private static (Figure Figure, string Caption) Cost(
        string xLabel, IReadOnlyList<ExperimentCell> cells, ExperimentResults results, Func<CellResult, double> cost)
    {
        var title = $"H against {xLabel}";
        var series = cells.GroupBy(cell => cell.Variant)
            .Select(group => new FigureSeries(group.Key, [.. group.Select(cell =>
            H(cell, results, results.Summary(cell, cost)?.Mean ?? double.NaN)
                with { Error = 0, Label = cell.Series })]));
        return (new LineFigure(title, xLabel, HLabel, [.. series])
        {
            IsLogarithmic = true,
            PointsOnly = true,
            Height = 620
        }, $"{title}. Validation is not counted.");
    }

    private static FigurePoint H(ExperimentCell cell, ExperimentResults results, double x) =>
        Point(cell, results, x, result => result.H);

    private static FigurePoint Point(
        ExperimentCell cell, ExperimentResults results, double x, Func<CellResult, double> value) =>
        results.Summary(cell, value) is { } summary ? new FigurePoint(x, summary.Mean, summary.Deviation)
            : new FigurePoint(x, double.NaN);

    private static string ErrorNote(ExperimentResults results, IReadOnlyList<ExperimentCell> cells) =>
        cells.Max(cell => results.GetResults(cell).Count) is > 1 and var seeds
            ? $"Means over {seeds} seeds; error bars are standard deviations." : "One seed.";
}
