using Unseen.Data;
using Unseen.Options;
using Unseen.Runs;
using Unseen.Runs.Records;

namespace Unseen.Cli.Flags;

/// <summary>The flags that override what is recognised from the content of data files.</summary>
internal static class ReadingFlags
{
    private const string Group = "Reading";

    /// <summary>All flags.</summary>
    public static IReadOnlyList<Flag> All { get; } =
    [
        Create(ReadingConfig.CountedFrom, "0|1",
            "The number of the first class in labels and of the first image in splits [default: 1; required if the "
            + "classes have names in a table but the labels are numbers]."),
        Create(ReadingConfig.Delimiter, "CHAR",
            "The character between the fields of tables, or tab [default: recognised]."),
        Create(ReadingConfig.Decimal, ".|,", "The decimal mark in tables [default: recognised]."),
        Flag.Choice(TrainingFlags.GetName(ReadingConfig.Encoding), "The encoding of tables [default: recognised].",
            ReadingConfig.Choices[ReadingConfig.Encoding]) with { Group = Group },
        Create(ReadingConfig.Header, $"{ReadingConfig.Yes}|{ReadingConfig.No}",
            "Whether the first line of a features table names its columns [default: recognised]."),
        Create(ReadingConfig.Index, $"{ReadingConfig.Yes}|{ReadingConfig.No}",
            "Whether the first column of tables is an index, which is left out [default: recognised]."),
        Create(ReadingConfig.Sheet, "NAME", "The sheet to read if an Excel workbook has several [default: the first]."),
    ];

    /// <summary>All flags, for commands whose short help leaves them out.</summary>
    public static IEnumerable<Flag> Uncommon => All.Select(flag => flag with { IsCommon = false });

    /// <summary>The flags for files that contain only features.</summary>
    public static IEnumerable<Flag> FeatureFlags => Uncommon.Where(flag => flag.Key != ReadingConfig.CountedFrom);

    /// <summary>Reads the flags; null if none is set.</summary>
    /// <param name="values">the flags</param>
    /// <param name="other">what is read instead of data files, so that none of the flags may be set; null (default) if
    /// data files are read</param>
    /// <exception cref="UsageException">A value is not valid, or a flag is set that does not apply to
    /// <paramref name="other"/>.</exception>
    public static ReadingOptions? Read(FlagValues values, string? other = null) =>
        other is not null && All.FirstOrDefault(flag => values.Text(flag) is not null) is { } set
            ? throw UsageException.Together(values.GetName(set), other)
            : ReadingConfig.Read(key => All.First(flag => flag.Key == key) is var flag
                && values.Text(flag) is { } text ? (text, values.GetName(flag)) : null);

    /// <summary>Refuses the flags for data files, for commands that read photographs instead. <c>--features</c>
    /// and <c>--semantics</c> are refused only on the command line; if a configuration file sets them, they are
    /// ignored.</summary>
    /// <exception cref="UsageException">A flag is set.</exception>
    public static void RefuseForPhotographs(FlagValues values)
    {
        const string photographs = "a folder of photographs";
        Read(values, photographs);
        foreach (var flag in new[] { CommonFlags.Features, CommonFlags.Semantics })
            if (values.Text(flag) is not null && values.GetName(flag) == flag.Name)
                throw UsageException.Together(flag.Name, photographs);
    }

    private static Flag Create(string key, string value, string description) =>
        new(TrainingFlags.GetName(key), OptionKind.Text, value, description)
        {
            Group = Group,
            Choices = ReadingConfig.Choices.GetValueOrDefault(key) ?? [],
        };
}
