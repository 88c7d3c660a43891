namespace Unseen.Cli.Flags;

/// <summary>The seeds: a first one and how many, or a list.</summary>
internal static class SeedFlags
{
    public static Flag Seed { get; } = new("--seed", FlagKind.Whole, "N", "First seed [default: 0].")
    {
        Group = "Run",
    };

    public static Flag Seeds { get; } = new(
        "--seeds", FlagKind.CountOrList, "N|LIST", "How many seeds, or which, such as 0,7,42 [default: 1].")
    {
        Group = "Run",
    };

    private const int Most = 1000;

    /// <summary>The seeds asked for.</summary>
    /// <exception cref="UsageException">A value is no number, there are none or too many, or a list comes with a first
    /// seed.</exception>
    public static int[] Read(FlagValues values)
    {
        var first = FlagText.ToWhole(values.Text(Seed) ?? "0", values.NameOf(Seed));
        var text = values.Text(Seeds) ?? "1";
        if (!text.Contains(','))
            return CountFrom(first, FlagText.ToWhole(text, values.NameOf(Seeds)), values);
        if (values.Text(Seed) is not null)
            throw new UsageException(
                $"{values.NameOf(Seed)} must go with a count of seeds, but {values.NameOf(Seeds)} was the list "
                    + $"{text}.");
        return FlagText.ToWholes(text, values.NameOf(Seeds)) is [_, ..] seeds
            ? seeds
            : throw new UsageException($"{values.NameOf(Seeds)} must name a seed, but was '{text}'.");
    }

    private static int[] CountFrom(int first, int count, FlagValues values)
    {
        if (count is < 1 or > Most)
            throw new UsageException($"{values.NameOf(Seeds)} must be from 1 to {Most} seeds, but was {count}.");
        if (first < 0 || first > int.MaxValue - count)
            throw new UsageException(
                $"{values.NameOf(Seed)} must be at least 0 and leave room for {count}, but was {first}.");
        return [.. Enumerable.Range(first, count)];
    }
}
