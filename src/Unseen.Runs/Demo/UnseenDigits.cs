namespace Unseen.Runs.Demo;

/// <summary>The choice of digits without training images in the demonstration.</summary>
public static class UnseenDigits
{
    private const int MinUnseen = 2;
    private const int MinSeen = 4;

    /// <summary>The digits 3 and 6.</summary>
    public static IReadOnlyList<int> Default { get; } = [3, 6];

    /// <summary>Gets all pairs of digits, in order.</summary>
    public static IEnumerable<int[]> Pairs() =>
        from first in Enumerable.Range(0, DigitsDataset.Digits)
        from second in Enumerable.Range(first + 1, DigitsDataset.Digits - first - 1)
        select (int[])[first, second];

    /// <summary>Parses a choice such as "3,9".</summary>
    /// <param name="text">the choice</param>
    /// <param name="name">name of the option in messages</param>
    /// <returns>the digits in ascending order</returns>
    /// <exception cref="UsageException">The text is not a list of 2 to 6 different digits.</exception>
    public static IReadOnlyList<int> Read(string text, string name)
    {
        var digits = OptionText.ToWholes(text, name);
        if (digits.Any(digit => digit is < 0 or >= DigitsDataset.Digits))
            throw new UsageException(
                $"{name} must be digits from 0 to {DigitsDataset.Digits - 1} such as 3,9, but was '{text}'.");
        if (digits.Distinct().Count() != digits.Length)
            throw new UsageException($"{name} must be different digits, but was '{text}'.");
        if (digits.Length is < MinUnseen or > DigitsDataset.Digits - MinSeen)
            throw new UsageException(
                $"{name} must name from {MinUnseen} to {DigitsDataset.Digits - MinSeen} digits, but names "
                    + $"{digits.Length}.");
        return [.. digits.Order()];
    }

    /// <summary>Formats digits, such as "3 and 6" or "1, 3 and 6".</summary>
    /// <param name="digits">the digits, at least two</param>
    public static string Name(IReadOnlyList<int> digits) => $"{string.Join(", ", digits.SkipLast(1))} and {digits[^1]}";
}
