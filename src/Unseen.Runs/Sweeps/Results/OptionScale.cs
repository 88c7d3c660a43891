using System.Globalization;

namespace Unseen.Runs.Sweeps.Results;

/// <summary>Maps the values of an option to positions on an axis from 0 to 1: numbers to scale, words at equal
/// distances. If there are both, the words come first.</summary>
internal sealed class OptionScale
{
    private const int MaxTicks = 8;
    private const int MaxWords = 12;
    private const double MinGap = 0.07; // minimum distance between labels of the axis, so that they do not overlap
    private const double WordStep = 0.12, MaxWordShare = 0.5;
    // If the largest number is more than this many times the smallest, all but the largest numbers would overlap on a
    // linear axis.
    private const double LogarithmicSpan = 30;

    private static readonly int[] _steps = [1, 2, 5, 10];

    private readonly Dictionary<string, double> _places = [];
    private readonly HashSet<string> _numbers = [];

    /// <summary>Creates an axis for values.</summary>
    /// <param name="values">all values of the option</param>
    /// <param name="isLogarithmic">whether the values were drawn from a logarithmic range; null if they were listed.
    /// For listed values, the axis is logarithmic if the largest number is more than 30 times the smallest</param>
    public OptionScale(IEnumerable<string> values, bool? isLogarithmic)
    {
        string[] distinct = [.. values.Distinct()];
        (string Text, double Value)[] numbers =
            [.. distinct.Select(text => (text, GetNumber(text))).Where(pair => double.IsFinite(pair.Item2))
            .OrderBy(pair => pair.Item2)];
        string[] words = [.. distinct.Except(numbers.Select(pair => pair.Text)).Order(StringComparer.Ordinal)];
        var start = numbers.Length == 0 ? 1 : Math.Min(MaxWordShare, words.Length * WordStep);
        var last = numbers.Length == 0 ? Math.Max(1, words.Length - 1) : words.Length;
        foreach (var (index, word) in words.Index())
            _places[word] = words.Length == 1 && numbers.Length == 0 ? 0.5 : start * index / last;
        var wordTicks = words.Where((_, i) => i % ((words.Length + MaxWords - 1) / MaxWords) == 0)
            .Select(word => (_places[word], word));
        if (numbers.Length == 0)
        {
            Ticks = [.. wordTicks];
            return;
        }

        var (low, high) = (numbers[0].Value, numbers[^1].Value);
        IsLogarithmic = low > 0 && high > low && (isLogarithmic ?? high / low > LogarithmicSpan);
        double Share(double value) =>
            high == low ? 0.5 : IsLogarithmic ? Math.Log(value / low) / Math.Log(high / low)
            : (value - low) / (high - low);
        double Place(double value) => start + ((1 - start) * Share(value));
        foreach (var (text, value) in numbers)
        {
            _numbers.Add(text);
            _places[text] = Place(value);
        }

        var numberTicks = numbers.Length <= MaxTicks
            ? numbers.Select(pair => (Place(pair.Value), pair.Text))
            : Round(low, high, IsLogarithmic).Select(value => (Place(value), OptionText.Format(value)));
        Ticks = [.. wordTicks, .. WithoutOverlaps(numberTicks)];
    }

    /// <summary>Whether the axis is logarithmic, which requires positive numbers.</summary>
    public bool IsLogarithmic { get; }

    /// <summary>The number of different numbers among the values.</summary>
    public int Numbers => _numbers.Count;

    /// <summary>The positions and labels of the ticks.</summary>
    public IReadOnlyList<(double Place, string Text)> Ticks { get; }

    /// <summary>Gets the position of a value.</summary>
    public double GetPlace(string value) => _places[value];

    /// <summary>Determines whether a value is a number, so that a line can connect it to others.</summary>
    public bool IsNumber(string value) => _numbers.Contains(value);

    private static double GetNumber(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;

    private static IEnumerable<(double, string)> WithoutOverlaps(IEnumerable<(double Place, string Text)> ticks)
    {
        var last = double.NegativeInfinity;
        foreach (var tick in ticks)
            if (tick.Place - last >= MinGap)
            {
                last = tick.Place;
                yield return tick;
            }
    }

    /// <summary>Chooses round numbers from a range.</summary>
    private static double[] Round(double low, double high, bool isLogarithmic)
    {
        if (!isLogarithmic)
            return Steps(low, high);
        List<double> all = [];
        for (var decade = (int)Math.Floor(Math.Log10(low)); decade <= Math.Log10(high); decade++)
            foreach (var factor in high / low > 1000 ? [1] : new[] { 1, 2, 5 })
                // parsed, since a multiplication could give 0.30000000000000004
                all.Add(double.Parse($"{factor}e{decade}", CultureInfo.InvariantCulture));
        return all.Where(value => value >= low && value <= high).ToArray() is { Length: > 1 } found ? found
            : Steps(low, high);
    }

    private static double[] Steps(double low, double high)
    {
        const int targetCount = 5;
        var rough = (high - low) / targetCount;
        var decade = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = _steps.Select(factor => factor * decade).First(step => step >= rough * 0.99);
        var digits = Math.Clamp(1 - (int)Math.Floor(Math.Log10(step)), 0, 15);
        return [.. Enumerable.Range(0, 2 * targetCount)
            .Select(i => Math.Round((Math.Ceiling(low / step) + i) * step, digits))
            .Where(value => value >= low && value <= high)];
    }
}
