using System.Text;

namespace Unseen.Data;

/// <summary>Options that override what the readers recognise from the files themselves.</summary>
public sealed record ReadingOptions
{
    private static readonly string[] _encodings = ["utf-8", "utf-16", "windows-1252", "latin1"];

    /// <summary>The default options: everything is recognised from the files.</summary>
    public static ReadingOptions Default { get; } = new();

    /// <summary>The values that <see cref="Encoding"/> can have; "utf-16" is little-endian.</summary>
    public static IReadOnlyList<string> Encodings => _encodings;

    /// <summary>The number of the first class and of the first image in arrays of labels and splits, 0 or 1. If null
    /// (default), it is 1, as in MATLAB. If a table names the classes, labels that are numbers are then refused, unless
    /// these numbers are names of classes, or their ids in the table.</summary>
    public int? CountedFrom { get; init; }

    /// <summary>The character between the fields of a table, or null (default) to have it recognised.</summary>
    public char? Delimiter { get; init; }

    /// <summary>The decimal mark of a table's numbers, '.' or ',', or null (default) to have it
    /// recognised.</summary>
    public char? DecimalMark { get; init; }

    /// <summary>The encoding of tables, one of <see cref="Encodings"/>, or null (default) to have it
    /// recognised.</summary>
    public string? Encoding { get; init; }

    /// <summary>Whether the first row of a table of features has the names of the columns, or null (default) to have it
    /// recognised.</summary>
    public bool? HasHeader { get; init; }

    /// <summary>Whether the first column of a table is an index, which is left out, or null (default) to have it
    /// recognised.</summary>
    public bool? HasIndex { get; init; }

    /// <summary>The name of the sheet to read from a workbook, ignoring case, or null (default) for the first sheet.
    /// Has no effect on a workbook with one sheet.</summary>
    public string? Sheet { get; init; }

    /// <summary>Validates the options. Returns one sentence per problem, or an empty list if the options are
    /// valid.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> problems = [];
        if (CountedFrom is not (null or 0 or 1))
            problems.Add($"The first number must be 0 or 1, but was {CountedFrom}.");
        if (Delimiter is '"' or '\r' or '\n' or '.' or '+' or '-' or '\u2212' or 'e' or 'E' or (>= '0' and <= '9'))
            problems.Add("The delimiter must not be a digit, a point, a sign, the letter e, a quote or a line end.");
        if (DecimalMark is not (null or '.' or ','))
            problems.Add($"The decimal mark must be a point or a comma, but was '{DecimalMark}'.");
        if (Delimiter is ',' && DecimalMark is ',')
            problems.Add("The delimiter and the decimal mark must not both be a comma. Leave them out if the numbers "
                + "are in quotes.");
        if (Encoding is not null && !_encodings.Contains(Encoding))
            problems.Add($"The encoding must be one of {string.Join(", ", _encodings)}, but was '{Encoding}'.");
        return problems;
    }

    /// <summary>Gets the encoding for a name in <see cref="Encodings"/>. Decoding bytes that are not valid UTF-8 or
    /// UTF-16 throws.</summary>
    internal static Encoding GetEncoding(string name) => name switch
    {
        "windows-1252" => CodePagesEncodingProvider.Instance.GetEncoding(1252)!,
        "latin1" => System.Text.Encoding.Latin1,
        "utf-16" => new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
        _ => new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true),
    };
}
