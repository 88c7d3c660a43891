using System.Text;

namespace Unseen.Data.Csv;

/// <summary>Reads the records of delimited text (RFC 4180). White space around fields and the quotes of quoted fields
/// are removed. Blank lines are skipped. Not thread-safe.</summary>
/// <param name="text">the text; stays open</param>
/// <param name="delimiter">the character between fields. If it is a space, several spaces in a row count as one in
/// lines without quotes</param>
/// <param name="linesBefore">number of lines of the file before the text, default 0</param>
public sealed class RecordReader(TextReader text, char delimiter, int linesBefore = 0)
{
    private const char Quote = '"';
    private int _lines = linesBefore;

    /// <summary>The line of the file on which the latest record begins, counted from 1.</summary>
    public int Line { get; private set; }

    /// <summary>The problem with the quotes of the latest record: the 0-based index of the field, and a sentence; null
    /// if there is none.</summary>
    public (int Field, string Message)? Problem { get; private set; }

    /// <summary>Reads the fields of the next record; returns null at the end. Exceptions of the text reader reach the
    /// caller.</summary>
    public string[]? Read()
    {
        Problem = null;
        while (NextLine() is { } line)
        {
            if (line.AsSpan().IsWhiteSpace())
                continue;
            Line = _lines;
            return line.Contains(Quote, StringComparison.Ordinal) ? ReadQuoted(line) : Split(line);
        }

        return null;
    }

    private string[] Split(string line) => delimiter == ' '
        ? line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        : line.Split(delimiter, StringSplitOptions.TrimEntries);

    private string? NextLine()
    {
        _lines++;
        return text.ReadLine();
    }

    private string[] ReadQuoted(string line)
    {
        List<string> fields = [];
        for (var position = 0; position <= line.Length;)
        {
            var start = position;
            while (start < line.Length && char.IsWhiteSpace(line[start]) && line[start] != delimiter)
                start++;
            if (start < line.Length && line[start] == Quote)
            {
                fields.Add(ReadQuotedField(ref line, start + 1, fields.Count, out position));
                continue;
            }

            var end = EndOfField(line, position);
            var field = line[position..end].Trim();
            if (field.Contains(Quote, StringComparison.Ordinal))
                Problem ??= (fields.Count, $"there is a quote (\") inside {field}. Quotes enclose a whole field: write "
                    + $"{Quote}{field.Replace("\"", "\"\"", StringComparison.Ordinal)}{Quote} to keep it, or delete "
                    + "it");
            fields.Add(field);
            position = end + 1;
        }

        return [.. fields];
    }

    private int EndOfField(string line, int from) =>
        line.IndexOf(delimiter, from) is >= 0 and var end ? end : line.Length;

    /// <summary>Reads the rest of a quoted field, which may span lines.</summary>
    /// <param name="line">the current line; on return, the line on which the field ends</param>
    /// <param name="from">start of the field's text, after the opening quote</param>
    /// <param name="index">index of the field</param>
    /// <param name="next">start of the next field; greater than the length of the line if there is none</param>
    private string ReadQuotedField(ref string line, int from, int index, out int next)
    {
        var field = new StringBuilder();
        for (var position = from; ;)
        {
            var end = line.IndexOf(Quote, position);
            if (end < 0)
            {
                field.Append(line, position, line.Length - position);
                if (NextLine() is not { } more)
                {
                    Problem ??= (index, "a quote (\") opens here and is never closed");
                    next = line.Length + 1;
                    return field.ToString();
                }

                field.Append('\n');
                (line, position) = (more, 0);
                continue;
            }

            field.Append(line, position, end - position);
            if (end + 1 < line.Length && line[end + 1] == Quote)
            {
                field.Append(Quote);
                position = end + 2;
                continue;
            }

            var fieldEnd = EndOfField(line, end + 1);
            var rest = line[(end + 1)..fieldEnd].Trim();
            if (rest.Length > 0)
                Problem ??= (index, $"{rest} follows the quote (\") that closes the field. Write two quotes "
                    + "for a quote inside a field");
            next = fieldEnd + 1;
            return field.ToString();
        }
    }
}
