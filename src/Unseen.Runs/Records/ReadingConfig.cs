using Unseen.Data;

namespace Unseen.Runs.Records;

/// <summary>Converts the options for reading data from and to the texts of flags and configurations.</summary>
internal static class ReadingConfig
{
    public const string CountedFrom = "countedFrom", Delimiter = "delimiter", Decimal = "decimal",
        Encoding = "encoding", Header = "header", Index = "index",
        Sheet = "sheet";

    /// <summary>The texts for yes and no.</summary>
    public const string Yes = "yes", No = "no";

    private const string Tab = "tab";

    /// <summary>The texts that each option allows, by key. Options without an entry allow any text.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Choices { get; } =
        new Dictionary<string, IReadOnlyList<string>>
        {
            [CountedFrom] = ["0", "1"],
            [Decimal] = [".", ","],
            [Encoding] = ReadingOptions.Encodings,
            [Header] = [Yes, No],
            [Index] = [Yes, No],
        };

    /// <summary>Reads the options.</summary>
    /// <param name="textOf">receives the key of an option, and returns its text and its name for messages; null if the
    /// option is not set</param>
    /// <returns>the options, or null if none is set</returns>
    /// <exception cref="UsageException">A text is not allowed for its option.</exception>
    public static ReadingOptions? Read(Func<string, (string Text, string Name)?> textOf)
    {
        string? Get(string key) => textOf(key) is not { } given ? null
            : !Choices.TryGetValue(key, out var choices) || choices.Contains(given.Text) ? given.Text
            : throw new UsageException($"{given.Name} must be "
                + $"{string.Join(" or ", choices.Select(choice => $"'{choice}'"))}, but was '{given.Text}'.");
        bool? Is(string key) => Get(key) is { } text ? text == Yes : null;
        var options = new ReadingOptions
        {
            CountedFrom = Get(CountedFrom) is { } first ? first[0] - '0' : null,
            Delimiter = Get(Delimiter) switch
            {
                null => null,
                Tab or "\\t" => '\t',
                [var single] => single,
                var text => throw new UsageException($"{textOf(Delimiter)!.Value.Name} must be one character or "
                    + $"{Tab}, but was '{text}'."),
            },
            DecimalMark = Get(Decimal)?[0],
            Encoding = Get(Encoding),
            HasHeader = Is(Header),
            HasIndex = Is(Index),
            Sheet = Get(Sheet),
        };
        return options == ReadingOptions.Default ? null
            : options.Validate() is [var problem, ..] ? throw new UsageException(problem) : options;
    }

    /// <summary>Gets the options that are set, as texts with their keys.</summary>
    public static IEnumerable<(string Key, string Text)> GetTexts(ReadingOptions options)
    {
        if (options.CountedFrom is { } first)
            yield return (CountedFrom, $"{first}");
        if (options.Delimiter is { } delimiter)
            yield return (Delimiter, delimiter == '\t' ? Tab : $"{delimiter}");
        if (options.DecimalMark is { } mark)
            yield return (Decimal, $"{mark}");
        if (options.Encoding is { } encoding)
            yield return (Encoding, encoding);
        if (options.HasHeader is { } header)
            yield return (Header, header ? Yes : No);
        if (options.HasIndex is { } index)
            yield return (Index, index ? Yes : No);
        if (options.Sheet is { } sheet)
            yield return (Sheet, sheet);
    }
}
