using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Unseen.Web.Cards;

/// <summary>Reads a small table of a run; what is damaged counts as absent.</summary>
internal static class CsvLines
{
    /// <summary>The rows, the header first, or null where the file is absent or damaged.</summary>
    /// <param name="path">the file</param>
    /// <param name="most">rows that are read at the most</param>
    public static List<string[]>? Read(string path, int most)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            using var text = new StreamReader(path);
            using var parser = new CsvParser(text, new CsvConfiguration(CultureInfo.InvariantCulture));
            List<string[]> rows = [];
            while (rows.Count < most && parser.Read())
                rows.Add(parser.Record!);
            return rows;
        }
        catch (Exception exception) when (exception is CsvHelperException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
