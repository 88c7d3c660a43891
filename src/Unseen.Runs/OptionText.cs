using System.Globalization;

namespace Unseen.Runs;

/// <summary>Parses the values of options. Error messages name the option as the user wrote it.</summary>
internal static class OptionText
{
    /// <summary>Parses a whole number.</summary>
    /// <exception cref="UsageException">The text is not a whole number.</exception>
    public static int ToWhole(string text, string name) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Wrong(name, "a whole number", text);

    /// <summary>Parses a whole number of at least 1.</summary>
    /// <exception cref="UsageException">The text is not such a number.</exception>
    public static int ToCount(string text, string name) => ToWhole(text, name) is >= 1 and var count ? count
        : throw new UsageException($"{name} must be at least 1, but was {text}.");

    /// <summary>Parses a whole number within a range.</summary>
    /// <exception cref="UsageException">The text is not such a number.</exception>
    public static int ToWhole(string text, string name, int minimum, int maximum) =>
        ToWhole(text, name) is var number && number >= minimum && number <= maximum ? number
            : throw new UsageException($"{name} must be from {minimum} to {maximum}, but was {number}.");

    /// <summary>Parses a number, which may be NaN or infinite.</summary>
    /// <exception cref="UsageException">The text is not a number.</exception>
    public static double ToNumber(string text, string name) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Wrong(name, "a number", text);

    /// <summary>Parses a share such as "5%" or "0.05".</summary>
    /// <returns>the share, greater than 0 and less than 1</returns>
    /// <exception cref="UsageException">The text is not such a share.</exception>
    public static double ToShare(string text, string name)
    {
        var isPercent = text.EndsWith('%');
        var share = ToNumber(isPercent ? text[..^1].Trim() : text, name) / (isPercent ? 100 : 1);
        return share is > 0 and < 1 ? share : throw new UsageException(
            $"{name} must be more than 0% and less than 100%, such as 5%, but was {text}.");
    }

    public static T ToChoice<T>(string text, string name)
        where T : struct, Enum
    {
        var choices = Names<T>();
        return choices.Contains(text)
            ? Unseen.Names.Find<T>(text)!.Value
            : throw new UsageException(
                $"{name} must be one of {string.Join(", ", choices)}, but was "
                    + $"'{text}'.{NearestName.Question(text, choices)}");
    }

    /// <summary>Gets the names of an enumeration's values, as users type them.</summary>
    public static IReadOnlyList<string> Names<T>()
        where T : struct, Enum => Unseen.Names.Get<T>();

    /// <summary>Parses whole numbers that are separated by commas. Empty items are ignored.</summary>
    /// <exception cref="UsageException">An item is not a whole number.</exception>
    public static int[] ToWholes(string text, string name) =>
        Array.ConvertAll(
            text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), part =>
                ToWhole(part, name));

    public static string Format(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static UsageException Wrong(string name, string rule, string text) =>
        new($"{name} must be {rule}, but was '{text}'.");
}
