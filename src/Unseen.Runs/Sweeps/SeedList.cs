using System.Text.Json;
using Unseen.Options;

namespace Unseen.Runs.Sweeps;

/// <summary>Parses seeds, which are given as a count or as a list.</summary>
internal static class SeedList
{
    private const int MaxSeeds = 1000;

    /// <summary>Determines whether a text is a list of seeds, such as "0,7,42", rather than a count.</summary>
    public static bool IsList(string text) => text.Contains(',');

    /// <summary>Gets the text of a count or list of seeds in JSON: a number, a string, or an array of
    /// numbers.</summary>
    /// <exception cref="UsageException">The value has another type, or is an empty array.</exception>
    public static string GetText(JsonElement value, string name) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.Array when value.GetArrayLength() == 0 =>
            throw new UsageException($"{name} must name at least one seed, but the list is empty."),
        JsonValueKind.Array => Records.JsonConfig.GetText(OptionKind.Whole, mayBeList: true, value, name),
        _ => throw new UsageException(
            $"{name} must be a number or a list of numbers, but was {Records.JsonConfig.Describe(value)}."),
    };

    /// <summary>Parses a count or a list of seeds.</summary>
    /// <param name="first">the first seed if the text is a count; not used for a list</param>
    /// <param name="text">a count, or a list</param>
    /// <param name="name">name of the option in error messages</param>
    /// <param name="firstName">name of the first seed's option in error messages</param>
    /// <returns>for a count, consecutive seeds from <paramref name="first"/>; for a list, its numbers as they are,
    /// which may be negative or occur twice</returns>
    /// <exception cref="UsageException">The text is neither a count from 1 to 1000 nor a list of at least one seed, or
    /// the first seed of a count is negative or too large.</exception>
    public static int[] Read(int first, string text, string name, string firstName = "the first seed")
    {
        if (IsList(text))
            return OptionText.ToWholes(text, name) is [_, ..] seeds ? seeds
                : throw new UsageException($"{name} must name at least one seed, but was '{text}'.");
        var count = OptionText.ToWhole(text, name);
        if (count is < 1 or > MaxSeeds)
            throw new UsageException(
                $"{name} must be a count from 1 to {MaxSeeds}, or a list such as 0,7,42, but was {count}.");
        var last = int.MaxValue - (count - 1);
        if (first < 0 || first > last)
            throw new UsageException($"{firstName} must be from 0 to {last}, but was {first}.");
        return [.. Enumerable.Range(first, count)];
    }
}
