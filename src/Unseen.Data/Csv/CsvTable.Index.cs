namespace Unseen.Data.Csv;

// The columns that number or identify the rows.
internal sealed partial class CsvTable
{
    private const int MinIndexRows = 3;

    private readonly NamedIndex?[] _named; // for each column, its values if it has the name of an index
    private readonly List<string>?[] _idCells; // [columns] the cells of each column that may identify the rows

    /// <summary>Finds the column that identifies the rows: a column with the name of an index, or else an index without
    /// a name. Null if there is none, or if the user says that the table has no index.</summary>
    public RowIds? FindIds()
    {
        if (_reading.Options.HasIndex == false)
            return null;
        var places = Enumerable.Range(0, _columns.Length)
            .Where(i => _columns[i].Kind == TableColumnKind.Index || HasIndexName(i));
        return places.Select(i => RowIds.Create(HasHeader && !CsvColumns.IsUnnamed(_header[i]) ? _header[i] : "",
            _idCells[i] ?? [])).OfType<RowIds>().OrderBy(ids => ids.Name.Length == 0).FirstOrDefault();
    }

    private bool HasIndexName(int index) => HasHeader && CsvColumns.IsIndexName(_header[index]);

    /// <summary>Leaves out every index: the columns with the name of an index and the values of one, and the first
    /// column if it is an index for another reason. If a column only resembles an index, it is kept, and a note says
    /// so.</summary>
    private void LeaveIndexesOut(int? width)
    {
        if (_reading.Options.HasIndex == false)
            return;
        var isLeft = Array.ConvertAll(_named, named => named?.IsIndex(Rows) == true);
        if (_columns[0].Kind == TableColumnKind.Number && !isLeft[0])
            isLeft[0] = IsFirstAnIndex(width + isLeft.Count(left => left));
        for (var i = 0; i < _columns.Length; i++)
            if (isLeft[i])
                _reading.Note(_path, $"{(i == 0 ? "first " : "")}column{(HasHeader ? $" '{_header[i]}'" : "")} taken "
                    + "as an index and left out");
            else if (_named[i] is { } named)
                _reading.Note(_path, $"column '{_header[i]}' was taken as numbers like the others, since its values "
                    + $"are not all {named.Values} (if it is an index, "
                    + (i == 0 ? "leave it out with --index yes)" : "delete it)"));
        bool[] numbers = [.. isLeft.Where((_, i) => _columns[i].Kind == TableColumnKind.Number)];
        if (!numbers.Contains(true))
            return;
        _numbers = [.. _numbers.Where((_, i) => !numbers[i % _width])];
        _width -= numbers.Count(left => left);
        for (var i = 0; i < _columns.Length; i++)
            if (isLeft[i])
                _columns[i] = new(TableColumnKind.Index, _columns[i].Name);
    }

    /// <summary>Whether a first column of numbers is an index although it does not have the name of one: if the user
    /// says so; if it counts the rows and the table has no header; or if it counts the rows and the table is one column
    /// too wide.</summary>
    private bool IsFirstAnIndex(int? width)
    {
        if (_reading.Options.HasIndex == true)
            return true;
        var values = new float[_width == 1 ? 0 : Rows];
        for (var row = 0; row < values.Length; row++)
            values[row] = _numbers[row * _width];
        var countsRows = values.Length >= MinIndexRows && values[0] is 0 or 1 && values.Index().All(
            value => value.Item == value.Index + values[0]);
        if (!countsRows)
            return false;
        if (!HasHeader && width == _width)
            throw new UnseenDataException(_path, $"the first column counts the rows, but without it the rows have "
                + $"{_width - 1} features, and the model takes {width}. If it is a feature, add --index no; otherwise "
                + "use features of the image model that the model was trained with.");
        var isIndex = !HasHeader || width == _width - 1;
        if (!isIndex)
            _reading.Note(_path, $"column '{_header[0]}' counts the rows, and was taken as numbers like the others (if "
                + "it is an index, leave it out with --index yes)");
        return isIndex;
    }
}
