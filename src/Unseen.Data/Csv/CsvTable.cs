using System.Text;

namespace Unseen.Data.Csv;

/// <summary>A table of numbers with a few columns of text, as spreadsheet programs and data frame libraries write
/// it.</summary>
internal sealed partial class CsvTable
{
    private const int SampleLength = 1 << 17;
    private const int SampleLines = 4;

    private readonly string _path;
    private readonly ReadingContext _reading;
    private readonly TableProblems _problems;
    private readonly Dictionary<string, List<string>> _texts = [];
    private readonly TableColumn[] _columns;
    private List<float> _numbers = [];
    private readonly string[] _header;
    private readonly bool _allowsMissing;
    private int _width;

    private CsvTable(
        string path, ReadingContext reading, TableFormat format, TableShape shape, bool allowsMissing,
        IReadOnlyList<string>? features)
    {
        _path = path;
        _allowsMissing = allowsMissing;
        _reading = reading;
        _problems = new TableProblems(path);
        _columns = shape.Columns;
        _header = shape.HasHeader ? format.Preview[0] : [];
        HasHeader = shape.HasHeader;
        _named = Array.ConvertAll(_columns, column => column is { Kind: TableColumnKind.Number, Name: { } name }
            && CsvColumns.IsIndexName(name) && features?.Contains(name) != true ? new NamedIndex(name) : null);
        _width = _columns.Count(column => column.Kind == TableColumnKind.Number);
        foreach (var column in _columns.Where(column => column.Kind == TableColumnKind.Text))
            _texts.Add(column.Name!, []);
        _idCells = [.. _columns.Select((column, i) => column.Kind == TableColumnKind.Index
            || (column.Kind == TableColumnKind.Number && (i == 0 || HasIndexName(i))) ? new List<string>() : null)];
    }

    /// <summary>Number of rows, without the header.</summary>
    public int Rows { get; private set; }

    /// <summary>Whether the first record names the columns.</summary>
    public bool HasHeader { get; }

    /// <summary>Whether there is a column of numbers.</summary>
    public bool HasNumbers => _width > 0;

    /// <summary>Names of the columns of numbers, or null if there is no header.</summary>
    public string[]? NumberNames => !HasHeader ? null
        : [.. _columns.Where(column => column.Kind == TableColumnKind.Number).Select(column => column.Name!)];

    /// <summary>Reads a table.</summary>
    /// <param name="path">path of the file</param>
    /// <param name="textColumns">the text columns with which a table without a header begins, after any index. The
    /// first is always text; each other one is text only if its first value is not a number. If the list contains
    /// <c>class</c>, a table whose header names no class uses its first other text column as the class</param>
    /// <param name="everyRowHasNumber">whether every row has a number, so that a first row without a number is a
    /// header</param>
    /// <param name="reading">the user's options; receives notes of decisions made here</param>
    /// <param name="width">the required number of columns of numbers; null (default) if it is not known. In a table
    /// with a header, a first column that counts the rows from 0 or 1 is left out if the table is otherwise one column
    /// too wide. In a table without a header it is always left out; if the table has the required width only with it,
    /// an exception is thrown</param>
    /// <param name="allowsMissing">whether a number may be missing, and is then NaN; default false</param>
    /// <param name="features">names of columns that are numbers even if they look like an index; null (default) for
    /// none</param>
    /// <exception cref="UnseenDataException">The file cannot be read, is not a table or has no rows; its columns or the
    /// form of its numbers are ambiguous; or rows have too few or too many fields, a field that is not a number, or no
    /// class name. For faulty rows, the message names up to ten places.</exception>
    public static CsvTable Read(
        string path, string[] textColumns, bool everyRowHasNumber, ReadingContext reading, int? width = null,
        bool allowsMissing = false, IReadOnlyList<string>? features = null) =>
        TableText.Read(path, reading, open =>
            Read(path, open, textColumns, everyRowHasNumber, reading, width, allowsMissing, features));

    /// <summary>Gets a column of text, or null if the table has no column of that name; [Rows].</summary>
    public List<string>? GetTexts(string column) => _texts.GetValueOrDefault(column);

    /// <summary>Gets the header names of the index columns, and of the text columns other than the given
    /// ones.</summary>
    /// <param name="texts">names in <see cref="CsvColumns"/></param>
    public IReadOnlyList<string> GetNonNumberHeaders(params string[] texts) => [.. _columns.Zip(_header)
        .Where(one => one.First.Kind == TableColumnKind.Index
            || (one.First.Kind == TableColumnKind.Text && !texts.Contains(one.First.Name)))
        .Select(one => one.Second)];

    /// <summary>Gets a column of text; [Rows].</summary>
    /// <exception cref="UnseenDataException">The table has no such column.</exception>
    public List<string> RequireTexts(string column)
        => GetTexts(column) ?? throw new UnseenDataException(_path, $"there is no column '{column}'"
            + (HasHeader ? $", but {string.Join(", ", _header.Take(5).Select(name => $"'{name}'"))}"
                + $"{(_header.Length > 5 ? " and others" : "")}." : "."));

    /// <summary>Gets all columns of numbers, as a matrix with one row per row of the table.</summary>
    /// <exception cref="UnseenDataException">The table has no column of numbers.</exception>
    public FeatureMatrix ToMatrix() => _width > 0 ? new FeatureMatrix([.. _numbers], Rows, _width)
        : throw new UnseenDataException(_path, "the table has no column of numbers"
            + (Array.Exists(_columns, column => column.Kind == TableColumnKind.Index) ? " except an index." : "."));

    /// <summary>Removes the first row, which turned out to be a header. Only for tables without numbers.</summary>
    /// <returns>the text of the removed row in the given column</returns>
    public string TakeHeader(string column)
    {
        var text = _texts[column][0];
        foreach (var texts in _texts.Values)
            texts.RemoveAt(0);
        foreach (var cells in _idCells)
            cells?.RemoveAt(0);
        Rows--;
        return text;
    }

    private static CsvTable Read(string path, Func<TextReader> open, string[] textColumns, bool everyRowHasNumber,
        ReadingContext reading, int? width, bool allowsMissing, IReadOnlyList<string>? features)
    {
        var format = TableFormat.Recognise(path, Sample(open), reading.Options, TableText.IsText(path));
        var shape = TableShape.Decide(path, format, textColumns, everyRowHasNumber, reading);
        var table = new CsvTable(path, reading, format, shape, allowsMissing, features);
        using (var text = open())
            table.Fill(text, format);
        table._problems.ThrowIfAny();
        if (table.Rows == 0)
            throw new UnseenDataException(path, "the table has a header, but no rows.");
        table.LeaveIndexesOut(width);
        table.NoteFormat(format);
        return table;
    }

    /// <summary>Reads the first lines of a text.</summary>
    private static string Sample(Func<TextReader> open)
    {
        using var text = open();
        var sample = new StringBuilder();
        var lines = 0;
        while ((lines++ < SampleLines || sample.Length < SampleLength) && text.ReadLine() is { } line)
            sample.Append(line).Append('\n');
        return sample.ToString();
    }

    private void Fill(TextReader text, TableFormat format)
    {
        for (var line = 0; line < format.LinesBefore; line++)
            text.ReadLine();
        var records = new RecordReader(text, format.Delimiter, format.LinesBefore);
        if (HasHeader)
            records.Read();
        var (comments, empty, repeated) = (0, 0, 0);
        while (records.Read() is { } record)
        {
            if (TableFormat.IsComment(record, _columns.Length))
                comments++;
            else if (Array.TrueForAll(record, field => field.Length == 0))
                empty++;
            else if (HasHeader && record.AsSpan().SequenceEqual(_header))
                repeated++;
            else
                Add(record, records, format);
        }

        if (comments > 0)
            _reading.Note(_path, comments == 1 ? "one line that begins with # left out as a comment"
                : $"{comments} lines that begin with # left out as comments");
        if (empty > 0)
            _reading.Note(_path, empty == 1 ? "one empty row left out" : $"{empty} empty rows left out");
        if (repeated > 0)
            _reading.Note(_path, repeated == 1 ? "one row that repeats the header left out"
                : $"{repeated} rows that repeat the header left out");
    }

    private void Add(string[] fields, RecordReader record, TableFormat format)
    {
        var line = record.Line;
        if (record.Problem is var (field, message))
        {
            _problems.Add(line, GetPlace(field), message);
            return;
        }

        if (fields.Length != _columns.Length)
        {
            var hint = fields.Length > _columns.Length && format.Delimiter == ',' && _width > 1
                ? " (a comma inside a number or a text? Put quotes around the field, or export with semicolons)" : "";
            _problems.Add(line, "", $"{fields.Length} fields, but {(HasHeader ? "the header has" : "the first row "
                + "has")} "
                + $"{_columns.Length}{hint}");
            return;
        }

        for (var i = 0; i < fields.Length; i++)
            Add(fields, i, line, format.DecimalComma);
        Rows++;
    }

    private void Add(string[] fields, int index, int line, bool decimalComma)
    {
        var (kind, name) = _columns[index];
        var cell = fields[index];
        _idCells[index]?.Add(cell);
        if (kind == TableColumnKind.Text)
        {
            if (name == CsvColumns.Class && cell.Length == 0)
                _problems.Add(line, GetPlace(index), "the name of the class is missing");
            _texts[name!].Add(name == CsvColumns.Class ? NormalForm.Normalize(cell) : cell);
        }
        else if (kind == TableColumnKind.Number)
        {
            var isNumber = CellNumber.TryParse(cell, decimalComma, out var number);
            if (isNumber || (_allowsMissing && CellNumber.IsMissing(cell)))
                _numbers.Add(isNumber ? number : float.NaN);
            else
                _problems.Add(line, $"{GetPlace(index)}{GetClass(fields)}", CellNumber.Describe(cell, decimalComma),
                    isExport: CellNumber.HasThousands(cell));
            if (isNumber)
                _named[index]?.Add(cell, number);
        }
        else if (kind == TableColumnKind.Empty && cell.Length > 0)
        {
            _problems.Add(line, GetPlace(index), HasHeader
                ? $"'{cell}' is in a column without a name. Name the column in the header"
                : $"'{cell}' is in a column that is empty in the first rows. Delete the value, or fill in the others");
        }
        else if (kind == TableColumnKind.Index && !CellNumber.IsInteger(cell))
        {
            _problems.Add(line, GetPlace(index), $"'{cell}' is in a column that was taken as an index. "
                + (HasHeader ? "Name the column in the header" : "If it is not an index, add --index no"));
        }
    }

    private string GetPlace(int index) => index < _header.Length && _header[index].Length > 0
        ? $"column '{_header[index]}'" : $"column {index + 1}";

    private string GetClass(string[] fields)
    {
        var index = Array.FindIndex(_columns, column =>
            column is { Kind: TableColumnKind.Text, Name: CsvColumns.Class });
        return index >= 0 ? $" (class '{fields[index]}')" : "";
    }

    private void NoteFormat(TableFormat format)
    {
        var delimiter = format.Delimiter switch
        {
            ',' => "commas",
            ';' => "semicolons",
            '\t' => "tabs",
            ' ' => "spaces",
            '|' => "vertical bars",
            var other => $"'{other}'",
        };
        if (_width > 0 && (format.Delimiter != ',' || format.DecimalComma))
            _reading.Note(_path, $"{delimiter} between fields, decimal {(format.DecimalComma ? "commas" : "points")}, "
                + $"{_width} columns of numbers");
    }
}
