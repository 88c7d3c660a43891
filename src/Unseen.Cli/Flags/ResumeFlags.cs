using System.Globalization;
using Unseen.Options;
using Unseen.Runs;

namespace Unseen.Cli.Flags;

/// <summary>The flags for checkpoints and for resuming a run.</summary>
internal static class ResumeFlags
{
    private const string Off = "off";

    public static Flag Resume { get; } = new(
        "--resume", OptionKind.Text, "DIR",
            "Continue an interrupted run in its folder, with its own options.")
    {
        InConfig = false,
        Group = "Results",
    };

    public static Flag Every { get; } = new(
        "--checkpoint-every", OptionKind.Text, "TIME",
            "How often to save the run, such as 30s, 5m or 1h, or off [default: 60s].")
    {
        InConfig = false,
        Group = "Results",
        IsCommon = false,
    };

    public static Flag Wait { get; } = new(
        "--wait", OptionKind.Text, "TIME",
            "With --resume: wait this long if another process uses the run [default: 0s].")
    {
        InConfig = false,
        Group = "Results",
        IsCommon = false,
    };

    /// <summary>Reads the interval between checkpoints; null for none.</summary>
    /// <exception cref="UsageException">The value is not a valid time.</exception>
    public static TimeSpan? Read(FlagValues values)
    {
        var text = values.Text(Every) ?? "60s";
        return text == Off ? null : GetTime(text, values.GetName(Every), $", or {Off}");
    }

    /// <summary>Reads the maximum time to wait for another process.</summary>
    /// <exception cref="UsageException">The value is not a valid time.</exception>
    public static TimeSpan ReadWait(FlagValues values) => GetTime(values.Text(Wait) ?? "0s", values.GetName(Wait), "");

    private static TimeSpan GetTime(string text, string name, string orElse)
    {
        var (digits, unit) = text.Length == 0 ? ("", 1) : text[^1..] switch
        {
            "s" => (text[..^1], 1),
            "m" => (text[..^1], 60),
            "h" => (text[..^1], 3600),
            _ => (text, 1),
        };
        return double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number >= 0 && number * unit <= TimeSpan.MaxValue.TotalSeconds / 2 // "-Infinity" can be parsed
            ? TimeSpan.FromSeconds(number * unit)
            : throw new UsageException($"{name} must be a time such as 30s, 5m or 1h{orElse}, but was '{text}'.");
    }
}
