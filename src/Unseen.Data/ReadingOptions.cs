using System.Text;

namespace Unseen.Data;

/// <summary>Options that override what is recognised from the files themselves.</summary>
public sealed record ReadingOptions
{
    private static readonly string[] _encodings = ["utf-8", "utf-16", "windows-1252", "latin1"];

    /// <summary>Everything recognised.</summary>
    public static ReadingOptions Default { get; } = new();

    /// <summary>Names that <see cref="Encoding"/> can have.</summary>
    public static IReadOnlyList<string> Encodings => _encodings;

    /// <summary>The number of the first class and of the first image in arrays of labels and splits, 0 or 1. By
    /// default (null) 1, as MATLAB counts; numbers for labels beside a table of class names are then
    /// refused.</summary>
    public int? CountedFrom { get; init; }

    /// <summary>What stands between the fields of a table, or null (default) to recognise it.</summary>
    public char? Delimiter { get; init; }

    /// <summary>What stands before the decimals of a table's numbers, '.' or ',', or null (default) to have it
    /// recognised.</summary>
    public char? DecimalMark { get; init; }

    /// <summary>The encoding of tables, one of <see cref="Encodings"/>, or null (default) to have it
    /// recognised.</summary>
    public string? Encoding { get; init; }

    /// <summary>Whether the first row of features has the names of the columns, or null (default) to have it
    /// recognised.</summary>
    public bool? HasHeader { get; init; }

    /// <summary>Whether the first column is an index and left out, or null (default) to have it
    /// recognised.</summary>
    public bool? HasIndex { get; init; }

    /// <summary>The name of the sheet that is read from workbooks of several, ignoring case, or null (default) for
    /// the first.</summary>
    public string? Sheet { get; init; }

    /// <summary>Checks the options, and returns all problems: none for valid options.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> problems = [];
        if (CountedFrom is not (null or 0 or 1))
            problems.Add($"The first number must be 0 or 1, but was {CountedFrom}.");
        if (Delimiter is '"' or '\r' or '\n' or '.')
            problems.Add("The delimiter must be a character that no number, quote or line end has.");
        if (DecimalMark is not (null or '.' or ','))
            problems.Add($"The decimal mark must be a point or a comma, but was '{DecimalMark}'.");
        if (Encoding is not null && !_encodings.Contains(Encoding))
            problems.Add($"The encoding must be one of {string.Join(", ", _encodings)}, but was '{Encoding}'.");
        return problems;
    }

    /// <summary>The encoding of a name in <see cref="Encodings"/>; bytes that break it throw.</summary>
    internal static Encoding EncodingOf(string name) => name switch
    {
        "windows-1252" => CodePagesEncodingProvider.Instance.GetEncoding(1252)!,
        "latin1" => System.Text.Encoding.Latin1,
        "utf-16" => new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
        _ => new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true),
    };
}
