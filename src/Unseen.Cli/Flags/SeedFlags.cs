using Unseen.Options;
using Unseen.Runs;
using Unseen.Runs.Sweeps;

namespace Unseen.Cli.Flags;

/// <summary>The flags for seeds: a first seed and a count, or a list.</summary>
internal static class SeedFlags
{
    public static Flag Seed { get; } = new("--seed", OptionKind.Whole, "N", "First seed [default: 0].")
    {
        Group = "Run",
    };

    public static Flag Seeds { get; } = new(
        "--seeds", OptionKind.Whole, "N|LIST", "The number of seeds, or a list such as 0,7,42 [default: 1].")
    {
        Group = "Run",
        IsList = true,
    };

    /// <summary>Reads the seeds.</summary>
    /// <exception cref="UsageException">A value is not a number, there are no seeds or too many, or a list is combined
    /// with a first seed.</exception>
    public static int[] Read(FlagValues values)
    {
        var first = OptionText.ToWhole(values.Text(Seed) ?? "0", values.GetName(Seed));
        var text = values.Text(Seeds) ?? "1";
        if (values.Text(Seed) is not null && SeedList.IsList(text))
            throw new UsageException(
                $"{values.GetName(Seed)} and a list of seeds cannot be combined: {values.GetName(Seeds)} is "
                    + $"{text}. Leave one out.");
        return SeedList.Read(first, text, values.GetName(Seeds), values.GetName(Seed));
    }
}
