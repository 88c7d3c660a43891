using System.Globalization;
using Unseen.Runs.Reports;
using Unseen.Runs.Reports.Figures;

namespace Unseen.Runs.Sweeps.Results;

/// <summary>The figures of one dataset's combinations: parallel coordinates of all, and the effect of each
/// option.</summary>
/// <param name="dataset">label of the dataset</param>
/// <param name="columns">keys of the options that define a combination</param>
/// <param name="combinations">the combinations, best first; at least one must have been validated</param>
/// <param name="varied">whether the range of each varied option is logarithmic, by key; null if its values were
/// listed</param>
internal sealed class SweepFigures(
    string dataset, IReadOnlyList<string> columns, IReadOnlyList<SweepCombination> combinations,
    IReadOnlyDictionary<string, bool?> varied)
{
    private const int MaxLines = 300; // more lines could not be distinguished
    private const int MaxPoints = 1000;
    private const int MaxValues = 8; // with more different numbers, means are over groups of neighbours
    private const int MaxGroups = 6;
    private const int MinGroupSize = 4;

    private readonly OptionScale[] _scales =
        [.. columns.Select((key, index) => new OptionScale(
        combinations.Select(one => one.Options[index]), varied.GetValueOrDefault(key)))];

    /// <summary>Adds the figures to a report.</summary>
    public void AddTo(HtmlReport report)
    {
        SweepCombination[] drawn =
            [.. combinations.Where(one => double.IsFinite(one.Validation)).Take(MaxLines)];
        report.Add(
            new ParallelFigure($"{dataset}: {(drawn.Length < combinations.Count ? "the best" : "all")} combinations",
                [.. columns.Select((key, index) => Axis(key, index, drawn)), Scores(drawn)]),
            $"{ParallelCaption(drawn.Length)} {ScaleCaption()}".TrimEnd());
        foreach (var (index, key) in columns.Index())
            AddEffect(report, key, index);
    }

    private string ParallelCaption(int drawn) =>
        "A line is a combination, from its options to H on validation classes; the stronger its colour, the better."
        + (drawn < combinations.Count
            ? string.Create(CultureInfo.InvariantCulture, $" The best {drawn} of {combinations.Count} are drawn.")
            : "");

    private string ScaleCaption()
    {
        string[] logarithms = [.. columns.Where((_, index) => _scales[index].IsLogarithmic)];
        var hasNumbers = _scales.Any(scale => scale.Numbers > 1);
        return hasNumbers
            ? $"Numbers are to "
            + $"scale{(logarithms.Length > 0 ? $", logarithmic for {string.Join(", ", logarithms)}" : "")}; words at "
            + "equal distances." : "";
    }

    private ParallelAxis Axis(string name, int index, SweepCombination[] drawn) =>
        new(name, [.. drawn.Select(one => _scales[index].GetPlace(one.Options[index]))], _scales[index].Ticks);

    private static ParallelAxis Scores(SweepCombination[] drawn)
    {
        var (high, low) = (drawn[0].Validation, drawn[^1].Validation);
        double Place(double value) => high > low ? (value - low) / (high - low) : 0.5;
        return new ParallelAxis("validation H", [.. drawn.Select(one => Place(one.Validation))],
            [.. new[] { low, (low + high) / 2, high }.Distinct()
            .Select(value => (Place(value), Words.Percent(value)))]);
    }

    private void AddEffect(HtmlReport report, string key, int index)
    {
        var scale = _scales[index];
        (string Value, double Place, double Score)[] points =
            [.. combinations.Where(one => double.IsFinite(one.Validation))
                .Select(one => (one.Options[index], scale.GetPlace(one.Options[index]), one.Validation))];
        var step = (points.Length + MaxPoints - 1) / MaxPoints;
        var words = points.Where(point => !scale.IsNumber(point.Value)).GroupBy(point => point.Place).Select(Mean);
        var (numbers, ofWhat) = NumberMeans([.. points.Where(point => scale.IsNumber(point.Value))]);
        report.Add(
            new EffectFigure($"{dataset}: {key}", scale.IsLogarithmic ? $"{key} (logarithmic)"
                : key, "H on validation classes, per cent",
                [.. points.Where((_, i) => i % step == 0).Select(point => (point.Place, point.Score))], scale.Ticks)
            {
                Separate = [.. words],
                Joined = numbers,
            },
            $"H on validation classes by {key}, whatever the other options: a circle is a combination"
                + (step > 1 ? string.Create(CultureInfo.InvariantCulture, $" (one in {step} is drawn)") : "")
                + $"{ofWhat}.");
    }

    /// <summary>Computes mean scores by number, and their description. If there are more than eight different numbers,
    /// for example because they were drawn from a range, the means are over groups of neighbouring numbers. If the
    /// combinations are too few for two groups, there are no means.</summary>
    private static (IReadOnlyList<(double Place, double Score)> Means, string OfWhat) NumberMeans(
        (string Value, double Place, double Score)[] points)
    {
        var byValue = points.GroupBy(point => point.Place).OrderBy(group => group.Key).ToArray();
        if (byValue.Length <= MaxValues)
            return ([.. byValue.Select(Mean)], ", a square the mean of all with the same value");
        var groups = Math.Min(MaxGroups, points.Length / MinGroupSize);
        if (groups < 2)
            return ([], "");
        var ordered = points.OrderBy(point => point.Place).ToArray();
        var means = Enumerable.Range(0, groups)
            .Select(i => Mean(ordered[(i * ordered.Length / groups)..((i + 1) * ordered.Length / groups)])).ToArray();
        return (means, string.Create(CultureInfo.InvariantCulture,
            $"; the line goes through means of {groups} groups of neighbours, each of about "
            + $"{points.Length / groups} combinations"));
    }

    private static (double Place, double Score) Mean(IEnumerable<(string Value, double Place, double Score)> points) =>
        (points.Average(point => point.Place), points.Average(point => point.Score));
}
