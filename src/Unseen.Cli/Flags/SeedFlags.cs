using Unseen.Options;
using Unseen.Runs;
using Unseen.Runs.Sweeps;

namespace Unseen.Cli.Flags;

/// <summary>The seeds: a first one and how many, or a list.</summary>
internal static class SeedFlags
{
    public static Flag Seed { get; } = new("--seed", OptionKind.Whole, "N", "First seed [default: 0].")
    {
        Group = "Run",
    };

    public static Flag Seeds { get; } = new(
        "--seeds", OptionKind.Whole, "N|LIST", "How many seeds, or which, such as 0,7,42 [default: 1].")
    {
        Group = "Run",
        IsList = true,
    };

    /// <summary>The seeds asked for.</summary>
    /// <exception cref="UsageException">A value is no number, there are none or too many, or a list comes with a first
    /// seed.</exception>
    public static int[] Read(FlagValues values)
    {
        var first = OptionText.ToWhole(values.Text(Seed) ?? "0", values.NameOf(Seed));
        var text = values.Text(Seeds) ?? "1";
        if (values.Text(Seed) is not null && SeedList.IsList(text))
            throw new UsageException(
                $"{values.NameOf(Seed)} must go with a count of seeds, but {values.NameOf(Seeds)} was the list "
                    + $"{text}.");
        return SeedList.Read(first, text, values.NameOf(Seeds), values.NameOf(Seed));
    }
}
