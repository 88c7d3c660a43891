using System.Globalization;

namespace Unseen.Cli.Flags;

/// <summary>Flags about saving a run as it goes, and going on with it.</summary>
internal static class ResumeFlags
{
    private const string Off = "off";

    public static Flag Resume { get; } = new(
        "--resume", FlagKind.Text, "DIR", "Go on with the run in a folder where it ended before its time, with its own options.")
    {
        InConfig = false,
    };

    public static Flag Every { get; } = new(
        "--checkpoint-every", FlagKind.Text, "TIME", "Save the run as often as this, such as 30s, 5m, 1h, or off [default: 60s].")
    {
        InConfig = false,
    };

    /// <summary>How often a run is saved, or null for never.</summary>
    /// <exception cref="UsageException">The flag is no such time.</exception>
    public static TimeSpan? Read(FlagValues values)
    {
        var text = values.Text(Every) ?? "60s";
        if (text == Off)
            return null;
        var (digits, unit) = text[^1..] switch
        {
            "s" => (text[..^1], 1),
            "m" => (text[..^1], 60),
            "h" => (text[..^1], 3600),
            _ => (text, 1),
        };
        return double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number * unit <= TimeSpan.MaxValue.TotalSeconds / 2
            ? TimeSpan.FromSeconds(number * unit)
            : throw new UsageException($"{values.NameOf(Every)} must be a time such as 30s, 5m or 1h, or {Off}, but was '{text}'.");
    }
}
