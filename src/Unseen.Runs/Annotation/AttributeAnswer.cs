using System.Globalization;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;
using Unseen.Data;

namespace Unseen.Runs.Annotation;

/// <summary>
/// Reads the answer of a language model to <see cref="AttributePrompt"/>. The answer is a CSV table with a column
/// "class" and one column for each attribute, or JSON: an object with a property for each class, or an array of objects
/// with a property "class". If the text has a block between two lines of three backquotes, only the first such block is
/// read.
/// </summary>
public static class AttributeAnswer
{
    private const string ClassColumn = "class";
    private const string Fence = "```";
    private const int Shown = 5;

    /// <summary>Fills a table with the values of an answer. Answers of people are kept. Nothing is changed if an
    /// <see cref="UnseenDataException"/> is thrown.</summary>
    /// <param name="table">the table; if it has no attributes, the attributes of the answer are added to it</param>
    /// <param name="path">the file</param>
    /// <returns>the number of cells that the answer has a value for</returns>
    /// <exception cref="UnseenDataException">The file has neither format, a name is unknown, a cell occurs twice, a
    /// value is out of range, or there are no values.</exception>
    /// <exception cref="UsageException">The table has no attributes, and an attribute of the answer has a name that is
    /// not valid, or there are too many attributes. The attributes before the first problem have been added to the
    /// table.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static int Fill(AttributeTable table, string path)
    {
        ArgumentNullException.ThrowIfNull(table);
        (string Class, string Attribute, string Value)[] cells;
        try
        {
            var text = Unwrap(File.ReadAllText(path));
            cells = text.StartsWith('{') || text.StartsWith('[') ? ReadJson(text) : ReadCsv(text);
        }
        catch (Exception exception) when (exception is CsvHelperException or JsonException
            or InvalidOperationException or KeyNotFoundException)
        {
            throw new UnseenDataException(path, "it is neither a CSV table with a column 'class' and one for each "
                + "attribute, nor JSON such as {\"zebra\": {\"stripes\": 1}}.", exception);
        }

        var filled = Check(table, path, cells);
        if (table.Attributes.Count == 0)
            foreach (var name in cells.Select(cell => cell.Attribute).Distinct(StringComparer.OrdinalIgnoreCase))
                table.Add(new AttributeColumn(name, null));
        foreach (var (className, attribute, value) in filled)
            table.Give(table.IndexOfClass(className), table.IndexOfAttribute(attribute), value);
        return filled.Count;
    }

    /// <summary>Checks that all names are known, that no cell occurs twice, and that all values are in range.</summary>
    private static List<(string Class, string Attribute, double Value)> Check(
        AttributeTable table, string path, (string Class, string Attribute, string Value)[] cells)
    {
        List<string> problems = [];
        List<(string Class, string Attribute, double Value)> filled = [];
        string[] classes = [.. table.Classes.Select(one => one.Name)];
        var attributes = table.Attributes.ToDictionary(one => one.Name, StringComparer.OrdinalIgnoreCase);
        void RequireKnown(string kind, IEnumerable<string> given, IEnumerable<string> known) => problems.AddRange(
            given.Except(known, StringComparer.OrdinalIgnoreCase).Select(name =>
                $"there is no {kind} '{name}'.{NearestName.Question(name, known)}"));
        RequireKnown(ClassColumn, cells.Select(cell => cell.Class), classes);
        if (attributes.Count > 0)
            RequireKnown("attribute", cells.Select(cell => cell.Attribute), attributes.Keys);
        if (cells.CountBy(cell => (cell.Class.ToUpperInvariant(), cell.Attribute.ToUpperInvariant()))
            .Any(pair => pair.Value > 1))
            problems.Add("a class or an attribute occurs twice.");
        foreach (var (className, attribute, text) in cells.Where(cell => cell.Value.Length > 0))
        {
            var range = attributes.GetValueOrDefault(attribute) ?? new AttributeColumn(attribute, null);
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                && value >= range.Minimum && value <= range.Maximum)
                filled.Add((className, attribute, value));
            else
                problems.Add(FormattableString.Invariant(
                    $"'{attribute}' of '{className}' must be from {range.Minimum} to {range.Maximum}, but was ")
                    + $"'{text}'.");
        }

        if (filled.Count == 0 && problems.Count == 0)
            problems.Add("it has no values.");
        return problems.Count == 0 ? filled : throw new UnseenDataException(path,
            string.Join(" ", problems.Take(Shown).Select(Sentence))
            + (problems.Count > Shown ? $" And {problems.Count - Shown} more problems." : "")
            + " Nothing was changed.");
    }

    private static string Sentence(string problem) => char.ToUpperInvariant(problem[0]) + problem[1..];

    /// <summary>Gets the text between two lines of backquotes, or the whole text if there are none.</summary>
    private static string Unwrap(string text)
    {
        var start = text.IndexOf(Fence, StringComparison.Ordinal);
        if (start < 0)
            return text.Trim();
        var line = text.IndexOf('\n', start);
        var end = line < 0 ? -1 : text.IndexOf(Fence, line, StringComparison.Ordinal);
        return (end < 0 ? text : text[(line + 1)..end]).Trim();
    }

    private static (string, string, string)[] ReadCsv(string text)
    {
        using var reader = new CsvReader(new StringReader(text), new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            DetectDelimiter = true,
            DetectDelimiterValues = [",", ";", "\t"],
            TrimOptions = TrimOptions.Trim,
            BadDataFound = null,
        });
        reader.Read();
        reader.ReadHeader();
        string[] header = [.. reader.HeaderRecord!.Select(NormalForm.Normalize)];
        var classIndex = Array.FindIndex(header, name => name.Equals(ClassColumn, StringComparison.OrdinalIgnoreCase));
        if (classIndex < 0)
            throw new KeyNotFoundException();
        List<(string, string, string)> cells = [];
        while (reader.Read())
            for (var i = 0; i < header.Length; i++)
                if (i != classIndex)
                    cells.Add((NormalForm.Normalize(reader.GetField(classIndex)!), header[i], reader.GetField(i)!));
        return [.. cells];
    }

    private static (string, string, string)[] ReadJson(string text)
    {
        using var document = JsonDocument.Parse(text);
        var rows = document.RootElement.ValueKind == JsonValueKind.Array
            ? document.RootElement.EnumerateArray().Select(row => (
                row.GetProperty(ClassColumn).GetString() ?? throw new KeyNotFoundException(), row))
            : document.RootElement.EnumerateObject().Select(row => (row.Name, row.Value));
        return [.. from row in rows
                   from cell in row.Item2.EnumerateObject()
                   where cell.Name != ClassColumn
                   select (NormalForm.Normalize(row.Item1), NormalForm.Normalize(cell.Name), GetText(cell.Value))];
    }

    private static string GetText(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "",
        JsonValueKind.String => value.GetString()!.Trim(),
        _ => value.GetRawText(),
    };
}
