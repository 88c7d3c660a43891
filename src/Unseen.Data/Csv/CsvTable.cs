using System.Globalization;
using System.Text;
using System.Text.Unicode;
using CsvHelper;
using CsvHelper.Configuration;

namespace Unseen.Data.Csv;

/// <summary>A comma-separated table of numbers with a few columns of text; a header is detected.</summary>
internal sealed class CsvTable
{
    private readonly string _path;
    private readonly List<float> _numbers = [];
    private readonly Dictionary<string, List<string>> _texts = [];
    private string?[] _columns = [];

    private CsvTable(string path) => _path = path;

    /// <summary>Number of rows, without the header.</summary>
    public int Rows { get; private set; }

    /// <summary>Reads a table.</summary>
    /// <param name="path">path of the file</param>
    /// <param name="textColumns">what the first columns are if there is no header: the first always, others where
    /// they are not numbers</param>
    /// <param name="hasNumbers">whether every row has a number, so that a first row without one must be a
    /// header</param>
    /// <exception cref="DataException">The file is unreadable, a row has too few or too many fields, or a field is not
    /// a number.</exception>
    public static CsvTable Read(string path, string[] textColumns, bool hasNumbers)
    {
        var table = new CsvTable(path);
        try
        {
            using var text = new StreamReader(path,
                new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
            using var parser = new CsvParser(text, new CsvConfiguration(
                CultureInfo.InvariantCulture)
            { TrimOptions = TrimOptions.Trim });
            while (parser.Read())
                if (table._columns.Length > 0 || !table.Begin(parser.Record!, textColumns, hasNumbers))
                    table.Add(parser.Record!, parser.RawRow);
        }
        catch (DecoderFallbackException exception)
        {
            throw new DataException(path, NotUtf8(path), "UTF-8 text",
                "in another encoding (save the table again as \"CSV UTF-8\")", exception);
        }
        catch (Exception exception) when (exception is CsvHelperException or IOException or UnauthorizedAccessException)
        {
            throw new DataException(path, "table", "readable", exception.Message.Split('\n')[0].Trim().TrimEnd('.'),
                exception);
        }

        return table.Rows > 0 ? table : throw new DataException(path, "table", "of at least one row", "empty");
    }

    /// <summary>A column of text, or null where the table has none of that name; [Rows].</summary>
    public List<string>? Texts(string column) => _texts.GetValueOrDefault(column);

    /// <summary>A column of text that must be there; [Rows].</summary>
    /// <exception cref="DataException">The table has no such column.</exception>
    public List<string> RequireTexts(string column)
        => Texts(column) ?? throw new DataException(_path, $"column '{column}'", "there", "absent");

    /// <summary>Whether there is a column of numbers.</summary>
    public bool HasNumbers => _columns.Any(column => column is null);

    /// <summary>Names of the columns of numbers, or null if there is no header.</summary>
    public string[]? NumberNames { get; private set; }

    /// <summary>All columns of numbers; [Rows, numbers].</summary>
    /// <exception cref="DataException">The table has none.</exception>
    public FeatureMatrix ToMatrix()
    {
        var width = _columns.Count(column => column is null);
        return width > 0 ? new FeatureMatrix([.. _numbers], Rows, width)
            : throw new DataException(_path, "table", "one with columns of numbers", "one without");
    }

    /// <summary>Names the first line that is not UTF-8; Latin-1 keeps every byte.</summary>
    private static string NotUtf8(string path)
    {
        var valid = File.ReadLines(path, Encoding.Latin1)
            .TakeWhile(line => Utf8.IsValid(Encoding.Latin1.GetBytes(line))).Count();
        return $"line {valid + 1}";
    }

    /// <summary>Whether a first row is 0, 1, 2, ...: what pandas writes above columns without names. Two columns are
    /// too few to tell.</summary>
    private static bool IsCount(string[] fields)
        => fields.Length > 2 && fields.Index()
            .All(field => field.Item == field.Index.ToString(CultureInfo.InvariantCulture));

    private static bool IsNumber(string field) =>
        float.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    /// <summary>Decides what the columns are; true where the first row was a header.</summary>
    private bool Begin(string[] fields, string[] textColumns, bool hasNumbers)
    {
        var isHeader = fields.Any(field => CsvColumns.Of(field) is not null)
            || (hasNumbers && (!fields.Any(IsNumber) || IsCount(fields)));
        if (isHeader && (fields[0].Length == 0 || fields[0] == "Unnamed: 0"))
            throw new DataException(
                _path, "column 1", "a class, a role, an image or a named number",
                    "without a name, as an index of pandas is (delete it, or save with index=False)");
        _columns = isHeader
            ? Array.ConvertAll(fields, CsvColumns.Of)
            : [.. fields.Select((field, i) => i < textColumns.Length && (i == 0 || !IsNumber(field)) ? textColumns[i]
                : null)];
        NumberNames = isHeader ? [.. fields.Where((_, i) => _columns[i] is null)] : null;
        foreach (var column in _columns.OfType<string>())
            if (!_texts.TryAdd(column, []))
                throw new DataException(_path, $"column '{column}'", "there once",
                    "there more than once (a class is also called label or name, an image file)");
        return isHeader;
    }

    private void Add(string[] fields, int line)
    {
        if (fields.Length != _columns.Length)
            throw new DataException(_path, $"line {line}", $"{_columns.Length} fields", fields.Length);
        for (var i = 0; i < fields.Length; i++)
        {
            if (_columns[i] is { } column)
                _texts[column].Add(fields[i]);
            else if (float.TryParse(fields[i], NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
                _numbers.Add(number);
            else
                throw new DataException(_path, $"line {line}, field {i + 1}", "a number", $"'{fields[i]}'");
        }

        Rows++;
    }
}
