using System.Globalization;

namespace Unseen.Data.Csv;

/// <summary>Decides from the first rows of a table whether it has a header, and what its columns are.</summary>
/// <param name="HasHeader">whether the first record names the columns</param>
/// <param name="Columns">what each column is</param>
internal sealed record TableShape(bool HasHeader, TableColumn[] Columns)
{
    // values of the columns "role" and "split", which are not class names
    private static readonly HashSet<string> _rolesAndSplits = new(StringComparer.OrdinalIgnoreCase)
    {
        "seen", "unseen", "train", "trainval", "test", "test_seen", "test_unseen",
    };

    /// <summary>Determines the shape of a table.</summary>
    /// <param name="path">path of the file</param>
    /// <param name="format">its first records</param>
    /// <param name="textColumns">the text columns with which a table without a header begins, after any index. The
    /// first is always text; each other one is text only if its first value is not a number</param>
    /// <param name="everyRowHasNumber">whether every row has a number</param>
    /// <param name="reading">the user's options; receives notes</param>
    /// <exception cref="UnseenDataException">A text column occurs twice, or a column without a name has values other
    /// than whole numbers.</exception>
    public static TableShape Decide(
        string path, TableFormat format, string[] textColumns, bool everyRowHasNumber, ReadingContext reading)
    {
        var first = format.Preview[0];
        IReadOnlyList<string[]> rest =
            [.. format.Preview.Skip(1).Where(record => record.Length == first.Length && !record.SequenceEqual(first))];
        var isNumbered = IsNumberedHeader(first, rest);
        var hasHeader = format.HeaderMark || first.Any(field => CsvColumns.Recognize(field) is not null)
            || (isNumbered && (everyRowHasNumber || textColumns.Length > 0))
            || (everyRowHasNumber ? !first.Any(CellNumber.IsNumberLike) && !first.All(CellNumber.IsMissing)
                : NamesNumbers(first, rest));
        if (everyRowHasNumber && reading.Options.HasHeader is { } stated)
            hasHeader = stated;
        else if (hasHeader && isNumbered)
            reading.Note(path, $"first line {string.Join(',', first.Take(3))}... taken as names of columns, not as a "
                + "row");
        var columns = hasHeader ? Named(path, first, rest, textColumns, reading)
            : Positional(path, first, rest, textColumns, reading);
        var twice = columns.Where(column => column.Kind == TableColumnKind.Text).GroupBy(column => column.Name)
            .FirstOrDefault(group => group.Count() > 1);
        return twice is null ? new(hasHeader, columns)
            : throw new UnseenDataException(path,
                $"there is more than one column '{twice.Key}' (label and name also mean class, and file means "
                + "image). Rename or delete all but one.");
    }

    private static TableColumn[] Named(
        string path, string[] header, IReadOnlyList<string[]> rest, string[] textColumns, ReadingContext reading)
    {
        var columns = new TableColumn[header.Length];
        for (var i = 0; i < header.Length; i++)
            columns[i] = CsvColumns.Recognize(header[i]) is { } text && !IsFeature(header, i, rest)
                ? new(TableColumnKind.Text, text)
                : header[i].Length == 0 && rest.All(record => record[i].Length == 0)
                    ? new(TableColumnKind.Empty, null)
                : CsvColumns.IsUnnamed(header[i]) && reading.Options.HasIndex is not false
                    ? Index(path, i, header[i], rest, reading)
                : new(TableColumnKind.Number, header[i]);
        var needsClass = textColumns.Contains(CsvColumns.Class)
            && !columns.Any(column => column is { Kind: TableColumnKind.Text, Name: CsvColumns.Class });
        if (needsClass && FirstText(columns, rest) is { } classColumn)
        {
            reading.Note(path, $"column '{header[classColumn]}' taken as the class");
            columns[classColumn] = new(TableColumnKind.Text, CsvColumns.Class);
        }

        return NoteEmpty(path, columns, reading);
    }

    /// <summary>Whether a column "target" is a feature: another column is the class, or a value is a
    /// fraction.</summary>
    private static bool IsFeature(string[] header, int index, IReadOnlyList<string[]> rest) =>
        CsvColumns.IsTarget(header[index])
        && (header.Any(name => !CsvColumns.IsTarget(name) && CsvColumns.Recognize(name) == CsvColumns.Class)
            || rest.Any(record => CellNumber.TryParse(record[index], decimalComma: false, out var number)
                && !float.IsInteger(number)));

    private static TableColumn[] Positional(
        string path, string[] first, IReadOnlyList<string[]> rest, string[] textColumns, ReadingContext reading)
    {
        var columns = new TableColumn[first.Length];
        var hasIndex = reading.Options.HasIndex;
        IReadOnlyList<string[]> rows = [first, .. rest];
        var skipped = textColumns.Length > 0 && hasIndex != false && IsIntegerBeforeText(rows)
            && (hasIndex == true || CountsRows(rows)) ? 1 : 0;
        if (skipped == 1)
        {
            columns[0] = new(TableColumnKind.Index, null);
            reading.Note(path, $"first column {(hasIndex == true ? "" : "counts the rows: ")}taken as an index and "
                + "left out");
        }

        for (var i = skipped; i < first.Length; i++)
        {
            var place = i - skipped;
            columns[i] = place < textColumns.Length && (place == 0 || !CellNumber.IsNumberLike(first[i]))
                ? new(TableColumnKind.Text, textColumns[place])
                : first[i].Length == 0 && rest.All(record => record[i].Length == 0)
                    ? new(TableColumnKind.Empty, null)
                : new(TableColumnKind.Number, null);
        }

        return NoteEmpty(path, columns, reading);
    }

    private static TableColumn[] NoteEmpty(string path, TableColumn[] columns, ReadingContext reading)
    {
        if (columns.Count(column => column.Kind == TableColumnKind.Empty) is > 0 and var empty)
            reading.Note(path, empty == 1 ? "one empty column left out" : $"{empty} empty columns left out");
        return columns;
    }

    private static TableColumn Index(
        string path, int column, string name, IReadOnlyList<string[]> rest, ReadingContext reading)
    {
        if (rest.FirstOrDefault(record => !CellNumber.IsInteger(record[column])) is { } other)
            throw new UnseenDataException(path, $"column {column + 1} has no name, and is no index: one value is "
                + $"'{other[column]}'. Name the column in the header.");
        reading.Note(path, $"column {column + 1} ({(name.Length == 0 ? "without a name" : $"'{name}'")}) taken as an "
            + "index and left out");
        return new(TableColumnKind.Index, name);
    }

    /// <summary>Finds the first column that has no known name and only text in its cells; null if there is
    /// none.</summary>
    private static int? FirstText(TableColumn[] columns, IReadOnlyList<string[]> rest)
    {
        for (var i = 0; i < columns.Length; i++)
            if (columns[i].Kind == TableColumnKind.Number && rest.Count > 0
                && rest.All(record => record[i].Length > 0 && !CellNumber.IsNumberLike(record[i])))
                return i;
        return null;
    }

    /// <summary>Whether the first row has no number, and some column of the rows below has only numbers.</summary>
    private static bool NamesNumbers(string[] first, IReadOnlyList<string[]> rest) =>
        rest.Count > 0 && !first.Any(CellNumber.IsNumberLike)
        && Enumerable.Range(0, first.Length).Any(i => rest.All(record => CellNumber.IsNumberLike(record[i])));

    /// <summary>Whether the first row is 0, 1, 2, ..., possibly after an empty field. pandas writes such a header for
    /// columns without names. A row of one or two fields is such a header only if there are rows below it without whole
    /// numbers in these columns.</summary>
    private static bool IsNumberedHeader(string[] first, IReadOnlyList<string[]> rest)
    {
        var from = first[0].Length == 0 ? 1 : 0;
        if (first.Length == from || !first.Skip(from).Index().All(
            field => field.Item == field.Index.ToString(CultureInfo.InvariantCulture)))
            return false;
        return first.Length > 2 || (rest.Count > 0
            && Enumerable.Range(from, first.Length - from)
                .All(i => rest.All(record => !CellNumber.IsInteger(record[i]))));
    }

    /// <summary>Whether the first column has whole numbers, and the second column has text other than roles and
    /// splits.</summary>
    private static bool IsIntegerBeforeText(IReadOnlyList<string[]> rows)
        => rows[0].Length > 1 && rows.All(row => CellNumber.IsInteger(row[0])
            && !CellNumber.IsNumberLike(row[1]) && !_rolesAndSplits.Contains(row[1]));

    /// <summary>Whether the whole numbers of the first column number the rows, from 0 or 1.</summary>
    private static bool CountsRows(IReadOnlyList<string[]> rows)
        => rows[0][0] is "0" or "1" && rows.Index().All(row => int.Parse(row.Item[0], CultureInfo.InvariantCulture)
            == row.Index + int.Parse(rows[0][0], CultureInfo.InvariantCulture));
}
