using Unseen.Data;
using Unseen.Options;
using Unseen.Runs;

namespace Unseen.Cli.Flags;

/// <summary>Flags that overrule what is recognised in files of data.</summary>
internal static class ReadingFlags
{
    private const string Group = "Reading";
    private const string Yes = "yes";
    private const string No = "no";
    private const string Tab = "tab";

    private static readonly Flag _countedFrom = new(
        "--counted-from", OptionKind.Choice, "0|1",
        "The number of the first class and of the first image in labels and splits [default: 1].")
    {
        Group = Group,
        Choices = ["0", "1"],
    };

    private static readonly Flag _delimiter = new(
        "--delimiter", OptionKind.Text, "CHAR",
        "The character between the fields of tables, or tab [default: recognised].")
    {
        Group = Group,
    };

    private static readonly Flag _decimal = new(
        "--decimal", OptionKind.Choice, ".|,", "What stands before decimals in tables [default: recognised].")
    {
        Group = Group,
        Choices = [".", ","],
    };

    private static readonly Flag _encoding = Flag.Choice(
        "--encoding", "The encoding of tables [default: recognised].", ReadingOptions.Encodings) with
    {
        Group = Group,
    };

    private static readonly Flag _header = new(
        "--header", OptionKind.Choice, $"{Yes}|{No}",
        "Whether the first line of a features table names its columns [default: recognised].")
    {
        Group = Group,
        Choices = [Yes, No],
    };

    private static readonly Flag _index = new(
        "--index", OptionKind.Choice, $"{Yes}|{No}",
        "Whether the first column of tables is an index, which is left out [default: recognised].")
    {
        Group = Group,
        Choices = [Yes, No],
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Flag> All { get; } = [_countedFrom, _delimiter, _decimal, _encoding, _header, _index];

    /// <summary>What the flags say, or null if none is set.</summary>
    /// <exception cref="UsageException">A value is none of a flag's.</exception>
    public static ReadingOptions? Read(FlagValues values)
    {
        if (All.All(flag => values.Text(flag) is null))
            return null;
        var options = new ReadingOptions
        {
            CountedFrom = ChoiceOf(values, _countedFrom) is { } first ? first[0] - '0' : null,
            Delimiter = values.Text(_delimiter) switch
            {
                null => null,
                Tab or "\\t" => '\t',
                [var single] => single,
                var text => throw new UsageException($"{_delimiter.Name} must be one character or tab, but was "
                    + $"'{text}'."),
            },
            DecimalMark = ChoiceOf(values, _decimal)?[0],
            Encoding = ChoiceOf(values, _encoding),
            HasHeader = ChoiceOf(values, _header) is { } header ? header == Yes : null,
            HasIndex = ChoiceOf(values, _index) is { } index ? index == Yes : null,
        };
        return options.Validate() is [var problem, ..] ? throw new UsageException(problem) : options;
    }

    private static string? ChoiceOf(FlagValues values, Flag flag) =>
        values.Text(flag) is not { } text || flag.Choices.Contains(text) ? values.Text(flag)
            : throw new UsageException($"{flag.Name} must be one of {string.Join(", ", flag.Choices)}, but was "
                + $"'{text}'.");
}
