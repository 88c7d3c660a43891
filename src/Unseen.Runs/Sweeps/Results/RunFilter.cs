using System.Globalization;

namespace Unseen.Runs.Sweeps.Results;

/// <summary>A condition on runs, such as <c>adjust=zla</c>, <c>pseudo>=10</c> or <c>H&gt;40</c>.</summary>
/// <param name="Key">name of an option, <c>seed</c> or name of a result</param>
/// <param name="Operator">=, !=, &lt;, &lt;=, &gt; or &gt;=</param>
/// <param name="Value">value to compare with</param>
public sealed record RunFilter(string Key, string Operator, string Value)
{
    /// <summary>The key of a run's seeds.</summary>
    public const string Seed = "seed";

    private static readonly string[] _operators = ["!=", "<=", ">=", "=", "<", ">"];

    /// <summary>Parses conditions that are separated by commas.</summary>
    /// <param name="text">the conditions</param>
    /// <param name="name">name of the option in error messages</param>
    /// <exception cref="UsageException">A part is not a valid condition.</exception>
    public static IReadOnlyList<RunFilter> Read(string text, string name) =>
        [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(part => One(part, name))];

    /// <summary>Gets the value of a run's key as text; null if it has none.</summary>
    public static string? GetValue(RunRow row, string key) =>
        key == Seed ? row.Seeds
        : row.Options.TryGetValue(key, out var option) ? option
        : row.Numbers.TryGetValue(key, out var number) ? number.ToString("R", CultureInfo.InvariantCulture) : null;

    /// <summary>Parses a number; null if the text is not a single number, for example if it is the seeds
    /// "1,2".</summary>
    internal static double? GetNumber(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Determines whether a run meets the condition. Values are compared as numbers if both are numbers, and
    /// otherwise as text. Text can only meet = and !=. A run without the key meets only !=.</summary>
    public bool Holds(RunRow row)
    {
        if (GetValue(row, Key) is not { } value)
            return Operator == "!=";
        var (left, right) = (GetNumber(value), GetNumber(Value));
        var areNumbers = left is not null && right is not null;
        var order = areNumbers ? left!.Value.CompareTo(right!.Value) : string.CompareOrdinal(value, Value);
        return Operator switch
        {
            "=" => order == 0,
            "!=" => order != 0,
            "<" => areNumbers && order < 0,
            "<=" => areNumbers && order <= 0,
            ">" => areNumbers && order > 0,
            _ => areNumbers && order >= 0,
        };
    }

    private static RunFilter One(string text, string name)
    {
        var found = _operators.Select(symbol => (Symbol: symbol, At: text.IndexOf(symbol, StringComparison.Ordinal)))
            .Where(pair => pair.At > 0)
            .OrderBy(pair => pair.At).ThenByDescending(pair => pair.Symbol.Length).FirstOrDefault();
        return found.Symbol is { } symbol && text[(found.At + symbol.Length)..].Trim() is var value
            && value.AsSpan().IndexOfAny("=<>!") != 0
            ? new RunFilter(text[..found.At].Trim(), symbol, value)
            : throw new UsageException(
                $"{name} must be conditions such as adjust=zla or H>40, separated by commas, but was '{text}'.");
    }
}
