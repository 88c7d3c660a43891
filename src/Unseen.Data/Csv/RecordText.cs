using System.Globalization;

namespace Unseen.Data.Csv;

/// <summary>Presents the cells of a table as lines of comma-separated text, one line per row. Each line is created when
/// it is read.</summary>
/// <param name="path">path of the file, for messages</param>
/// <param name="kind">what the file is, for messages</param>
/// <param name="rows">the cells of every row, null for an empty cell; exceptions of the enumeration are reported as
/// faults of the file</param>
internal sealed class RecordText(string path, string kind, IEnumerable<IEnumerable<object?>> rows) : TextReader
{
    /// <summary>The character between the cells.</summary>
    public const char Delimiter = ',';

    private readonly IEnumerator<IEnumerable<object?>> _rows = rows.GetEnumerator();

    public override string? ReadLine()
    {
        try
        {
            return _rows.MoveNext() ? string.Join(Delimiter, _rows.Current.Select(Text)) : null;
        }
        catch (Exception exception) when (exception is not (UnseenDataException or OutOfMemoryException))
        {
            throw new UnseenDataException(path, $"this is {kind} that cannot be read: "
                + $"{FailureReason.DescribeContent(exception)}. Save it again, or as \"CSV UTF-8\".", exception);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _rows.Dispose();
        base.Dispose(disposing);
    }

    private static string Text(object? cell) => cell switch
    {
        null => "",
        bool flag => flag ? "1" : "0",
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        _ => Quoted($"{cell}"),
    };

    private static string Quoted(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.AsSpan().IndexOfAny(Delimiter, '"') < 0 ? line
            : $"\"{line.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
