using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Unseen.Runs;

/// <summary>Reads and writes CSV tables of records. The attributes of the record's properties define the names of the
/// columns.</summary>
internal static class CsvTable
{
    private static readonly CsvConfiguration _format = new(CultureInfo.InvariantCulture)
    {
        NewLine = "\n",
        // Files of earlier versions lack newer columns.
        HeaderValidated = null,
        MissingFieldFound = null,
    };

    /// <summary>Writes a table.</summary>
    public static void Write<T>(string path, IEnumerable<T> rows)
    {
        using var writer = new CsvWriter(new StreamWriter(path), _format);
        writer.WriteRecords(rows);
    }

    /// <summary>Reads a table, up to a maximum number of rows.</summary>
    /// <exception cref="CsvHelperException">The file is not a table of such records.</exception>
    public static IReadOnlyList<T> Read<T>(string path, int maxRows = int.MaxValue)
    {
        using var reader = new CsvReader(new StreamReader(path), _format);
        return [.. reader.GetRecords<T>().Take(maxRows)];
    }

    /// <summary>Reads rows as text, including the header, up to a maximum number.</summary>
    /// <exception cref="CsvHelperException">The file is not valid CSV.</exception>
    public static string[][] ReadRows(string path, int maxRows = int.MaxValue)
    {
        using var parser = new CsvParser(new StreamReader(path), _format);
        List<string[]> rows = [];
        while (rows.Count < maxRows && parser.Read())
            rows.Add(parser.Record!);
        return [.. rows];
    }
}
