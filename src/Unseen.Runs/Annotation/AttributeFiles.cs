using System.Globalization;
using CsvHelper;
using Unseen.Data;
using Unseen.Data.Loading;

namespace Unseen.Runs.Annotation;

/// <summary>
/// The files of an attribute table: the table of classes with the values that training reads, attributes.csv with the
/// questions, and answers.csv with the answers of each person.
/// </summary>
/// <remarks>
/// Each file is replaced atomically. If another program has changed a value in the table of classes, the changed value
/// is used, and the earlier answers to that cell are dropped. Not thread-safe;
/// <see cref="Photographs.AnnotationSession"/> is.
/// </remarks>
public sealed class AttributeFiles
{
    private const string QuestionsName = "attributes.csv";
    private const string AnswersName = "answers.csv";

    private static readonly string[] _questionColumns = ["attribute", "question"];
    private static readonly string[] _answerColumns = ["person", "class", "attribute", "value"];

    private readonly string _path;
    private FileState? _state;

    private AttributeFiles(string path, AttributeTable table) => (_path, Table) = (path, table);

    /// <summary>The table.</summary>
    public AttributeTable Table { get; }

    /// <summary>The number of cells whose answers were dropped when the table was opened: their mean was not the value
    /// in the table, or the class or attribute no longer existed.</summary>
    public int OutdatedCells { get; private set; }

    /// <summary>Opens a table of classes.</summary>
    /// <param name="path">the table, such as classes.csv; the other files are in the same folder</param>
    /// <exception cref="UnseenDataException">A file is damaged, or attributes.csv or answers.csv has other
    /// columns.</exception>
    /// <exception cref="UsageException">The table does not exist, is not a .csv file or has columns that would not be
    /// saved, a name in it is not valid, or it has too many attributes.</exception>
    public static AttributeFiles Open(string path)
    {
        if (!File.Exists(path))
            throw new UsageException($"{path} does not exist. Create it with one row per class, or use unseen init.");
        if (!Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase))
            throw new UsageException($"{path} must be a .csv file to be filled in. Export it as CSV, and name the "
                + "exported file in the project.");
        var state = FileState.Read(path);
        var content = ClassTable.Read(path);
        if (content.OtherColumns.Count > 0)
            throw new UsageException($"{path} also has the columns {string.Join(", ", content.OtherColumns)}, which "
                + "would be lost when the answers are saved. Remove them, or keep them in another table.");
        var table = new AttributeTable([.. content.Names.Select((name, c) =>
            new AnnotatedClass(name, content.Roles?[c], content.Descriptions?[c]))]);
        var questions = ReadQuestions(Beside(path, QuestionsName));
        foreach (var (a, name) in content.AttributeNames.Index())
        {
            double[] values = [.. content.Values.Select(row => row[a]).OfType<double>()];
            table.Add(new AttributeColumn(name, questions.GetValueOrDefault(name),
                Math.Min(0, values.DefaultIfEmpty(0).Min()), Math.Max(1, values.DefaultIfEmpty(1).Max())));
            for (var c = 0; c < content.Names.Count; c++)
                table.Give(c, a, content.Values[c][a]);
        }

        var files = new AttributeFiles(path, table) { _state = state };
        files.RestoreAnswers();
        return files;
    }

    /// <summary>Creates the files of a new table. Nothing is written until <see cref="Save"/> is called.</summary>
    /// <param name="path">path of the table</param>
    /// <param name="table">the table</param>
    public static AttributeFiles Create(string path, AttributeTable table) => new(path, table);

    /// <summary>Reads attributes from a CSV table with the columns attribute and question.</summary>
    /// <param name="text">the table, with a header</param>
    internal static IReadOnlyList<AttributeColumn> ReadAttributes(TextReader text)
    {
        using var reader = new CsvReader(text, CultureInfo.InvariantCulture);
        return [.. reader.GetRecords<QuestionRow>().Select(row => new AttributeColumn(row.Attribute, row.Question))];
    }

    /// <summary>Writes the table, then the questions and answers.</summary>
    /// <exception cref="UsageException">Another program has changed the table since it was read.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public void Save()
    {
        if (_state is not null && FileState.Read(_path) != _state)
            throw new UsageException($"{Path.GetFileName(_path)} was changed by another program since it was opened, "
                + "and is left as it is. Open it again to go on from there.");
        AtomicFile.WriteText(_path, Classes());
        _state = FileState.Read(_path);
        WriteOrDelete(QuestionsName, _questionColumns,
            Table.Attributes.Where(one => one.Question is not null).Select(one => (object?[])[one.Name, one.Question]));
        WriteOrDelete(AnswersName, _answerColumns,
            from c in Enumerable.Range(0, Table.Classes.Count)
            from attribute in Table.Attributes.Index()
            from answer in Table.Answers(c, attribute.Index)
            select (object?[])[answer.Key, Table.Classes[c].Name, attribute.Item.Name, Exact(answer.Value)]);
    }

    private string Classes()
    {
        var (hasRoles, hasDescriptions) = (Table.Classes.Any(one => one.Role is not null),
            Table.Classes.Any(one => one.Description is not null));
        IEnumerable<object?> Row(object? name, object? role, object? description, IEnumerable<object?> values) =>
            [name, .. hasRoles ? [role] : (object?[])[], .. hasDescriptions ? [description] : (object?[])[], .. values];
        return Lines([
            Row("class", "role", "description", Table.Attributes.Select(one => one.Name)),
            .. Table.Classes.Select((one, c) => Row(one.Name, one.Role, one.Description,
                Enumerable.Range(0, Table.Attributes.Count).Select(a => Exact(Table.Value(c, a))))),
        ]);
    }

    private void WriteOrDelete(string name, object?[] header, IEnumerable<object?[]> rows)
    {
        object?[][] all = [.. rows];
        var path = Beside(_path, name);
        if (all.Length > 0)
            AtomicFile.WriteText(path, Lines([header, .. all]));
        else
            File.Delete(path);
    }

    private static string? Exact(double? value) => value?.ToString("R", CultureInfo.InvariantCulture);

    private static string Lines(IEnumerable<IEnumerable<object?>> rows) =>
        string.Concat(rows.Select(row => CsvText.Line(row) + "\n"));

    private void RestoreAnswers()
    {
        var path = Beside(_path, AnswersName);
        var labels = Table.Classes.Index().ToDictionary(one => one.Item.Name, one => one.Index);
        var attributes = Table.Attributes.Index().ToDictionary(one => one.Item.Name, one => one.Index);
        foreach (var cell in ReadOrNone<AnswerRow>(path, _answerColumns).GroupBy(row => (row.Class, row.Attribute)))
            if (!labels.TryGetValue(cell.Key.Class, out var label)
                || !attributes.TryGetValue(cell.Key.Attribute, out var attribute)
                || !Table.Restore(label, attribute, cell.Select(row => (row.Person, row.Value))))
                OutdatedCells++;
    }

    private static Dictionary<string, string?> ReadQuestions(string path) =>
        ReadOrNone<QuestionRow>(path, _questionColumns)
        .DistinctBy(row => row.Attribute).ToDictionary(row => row.Attribute, row => row.Question);

    private static IReadOnlyList<T> ReadOrNone<T>(string path, string[] columns)
    {
        const string problem = "it is not a table in the format of unseen describe. Repair, rename or delete it; the "
            + "values in the table of classes do not depend on it.";
        if (!File.Exists(path))
            return [];
        try
        {
            // A file of another kind must not count as empty, since Save would then replace or delete it.
            return CsvTable.ReadRows(path, maxRows: 1) is [var header] && columns.Except(header).Any()
                ? throw new UnseenDataException(path, problem) : CsvTable.Read<T>(path);
        }
        catch (CsvHelperException exception)
        {
            throw new UnseenDataException(path, problem, exception);
        }
    }

    private static string Beside(string path, string name) =>
        Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, name);

    private sealed record QuestionRow
    {
        [CsvHelper.Configuration.Attributes.Name("attribute")]
        public string Attribute { get; init; } = "";

        [CsvHelper.Configuration.Attributes.Name("question")]
        public string? Question { get; init; }
    }

    private sealed record AnswerRow
    {
        [CsvHelper.Configuration.Attributes.Name("person")]
        public string Person { get; init; } = "";

        [CsvHelper.Configuration.Attributes.Name("class")]
        public string Class { get; init; } = "";

        [CsvHelper.Configuration.Attributes.Name("attribute")]
        public string Attribute { get; init; } = "";

        [CsvHelper.Configuration.Attributes.Name("value")]
        public double Value { get; init; }
    }
}
