using Unseen.Data;
using Unseen.Options;
using Unseen.Runs;
using Unseen.Runs.Records;

namespace Unseen.Cli.Flags;

/// <summary>Flags that overrule what is recognised in files of data.</summary>
internal static class ReadingFlags
{
    private const string Group = "Reading";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Flag> All { get; } =
    [
        Create(ReadingConfig.CountedFrom, "0|1",
            "The number of the first class and of the first image in labels and splits [default: 1]."),
        Create(ReadingConfig.Delimiter, "CHAR",
            "The character between the fields of tables, or tab [default: recognised]."),
        Create(ReadingConfig.Decimal, ".|,", "What stands before decimals in tables [default: recognised]."),
        Flag.Choice(TrainingFlags.NameOf(ReadingConfig.Encoding), "The encoding of tables [default: recognised].",
            ReadingConfig.Choices[ReadingConfig.Encoding]) with { Group = Group },
        Create(ReadingConfig.Header, $"{ReadingConfig.Yes}|{ReadingConfig.No}",
            "Whether the first line of a features table names its columns [default: recognised]."),
        Create(ReadingConfig.Index, $"{ReadingConfig.Yes}|{ReadingConfig.No}",
            "Whether the first column of tables is an index, which is left out [default: recognised]."),
        Create(ReadingConfig.Sheet, "NAME", "The sheet to read of Excel workbooks with several [default: the first]."),
    ];

    /// <summary>All of them, for commands whose short help leaves them out.</summary>
    public static IEnumerable<Flag> Uncommon => All.Select(flag => flag with { IsCommon = false });

    /// <summary>Those for files of features alone.</summary>
    public static IEnumerable<Flag> OfFeatures => Uncommon.Where(flag => flag.Key != ReadingConfig.CountedFrom);

    /// <summary>What the flags say, or null if none is set. None may be set if the command reads something
    /// <paramref name="other"/> than data.</summary>
    /// <exception cref="UsageException">A value is none of a flag's, or a flag has no use.</exception>
    public static ReadingOptions? Read(FlagValues values, string? other = null) =>
        other is not null && All.FirstOrDefault(flag => values.Text(flag) is not null) is { } set
            ? throw UsageException.Together(values.NameOf(set), other)
            : ReadingConfig.Read(key => All.First(flag => flag.Key == key) is var flag
                && values.Text(flag) is { } text ? (text, values.NameOf(flag)) : null);

    private static Flag Create(string key, string value, string description) =>
        new(TrainingFlags.NameOf(key), OptionKind.Text, value, description)
        {
            Group = Group,
            Choices = ReadingConfig.Choices.GetValueOrDefault(key) ?? [],
        };
}
