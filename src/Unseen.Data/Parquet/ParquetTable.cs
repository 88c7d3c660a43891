using Unseen.Data.Arrays;

namespace Unseen.Data.Parquet;

/// <summary>Reads the cells of a Parquet file that is a table.</summary>
internal static class ParquetTable
{
    private const string Index = "__index_level_0__"; // how pandas names an unnamed index in Parquet files
    private const string Unnamed = "Unnamed: 0"; // how pandas names such an index in CSV files

    /// <summary>Reads the names of the columns, then the rows; an empty cell is null. Columns other than numbers and
    /// text are left out, with a note.</summary>
    /// <exception cref="UnseenDataException">The file cannot be read, is damaged, is too large for a table, or has no
    /// column of numbers or text.</exception>
    public static IEnumerable<IEnumerable<object?>> Rows(string path, ReadingContext reading)
    {
        using var file = new ParquetArrays(path);
        foreach (var other in file.Entries.Where(entry => entry.Kind == ArrayKind.Unsupported))
            reading.Note(path, $"column '{other.Name}' of {other.Type} left out");
        ArrayEntry[] columns = [.. file.Entries.Where(entry => entry.Kind != ArrayKind.Unsupported)];
        if (columns.Length == 0)
            throw new UnseenDataException(path, "it has no column of numbers or text.");
        file.CheckTable(columns.Length);
        yield return columns.Select(column =>
            column is { Name: Index, Kind: ArrayKind.Number } ? Unnamed : column.Name);
        for (var group = 0; group < file.Groups; group++)
        {
            var cells = Array.ConvertAll(columns, column => file.ReadCells(column, group));
            for (var row = 0; row < cells[0].Length; row++)
                yield return cells.Select(column => column[row]);
        }
    }
}
