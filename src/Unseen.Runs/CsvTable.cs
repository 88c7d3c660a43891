using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Unseen.Runs;

/// <summary>Tables of records as CSV. The names of columns are those that the record's properties carry.</summary>
internal static class CsvTable
{
    private static readonly CsvConfiguration _format = new(CultureInfo.InvariantCulture)
    {
        NewLine = "\n",
        // Files of earlier versions lack columns that were added since.
        HeaderValidated = null,
        MissingFieldFound = null,
    };

    /// <summary>Writes a table.</summary>
    public static void Write<T>(string path, IEnumerable<T> rows)
    {
        using var writer = new CsvWriter(new StreamWriter(path), _format);
        writer.WriteRecords(rows);
    }

    /// <summary>Reads a table, or the first rows of a long one.</summary>
    /// <exception cref="CsvHelperException">The file is no such table.</exception>
    public static IReadOnlyList<T> Read<T>(string path, int maxRows = int.MaxValue)
    {
        using var reader = new CsvReader(new StreamReader(path), _format);
        return [.. reader.GetRecords<T>().Take(maxRows)];
    }

    /// <summary>Reads rows as they are.</summary>
    /// <exception cref="CsvHelperException">The file is no CSV.</exception>
    public static string[][] ReadRows(string path, int maxRows = int.MaxValue)
    {
        using var parser = new CsvParser(new StreamReader(path), _format);
        List<string[]> rows = [];
        while (rows.Count < maxRows && parser.Read())
            rows.Add(parser.Record!);
        return [.. rows];
    }
}
