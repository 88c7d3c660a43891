using Unseen.Data.Loading;

namespace Unseen.Runs.Annotation;

/// <summary>
/// A table of classes and attributes that several people fill in. The value of a cell is the mean of their answers.
/// Each person can undo their own changes. Not thread-safe; <see cref="Photographs.AnnotationSession"/> is.
/// </summary>
public sealed class AttributeTable
{
    /// <summary>The maximum number of attributes.</summary>
    public const int MaxAttributes = 1000;

    private const int MaxNameLength = 60;
    private const int MaxQuestionLength = 200;
    private const int MaxPersonLength = 100;
    private const int MaxUndo = 1000;

    private readonly List<Column> _columns = [];
    private readonly LinkedList<(string Person, Action Undo)> _history = [];

    /// <summary>Creates a table without attributes.</summary>
    /// <param name="classes">the classes, at least one, with different names</param>
    public AttributeTable(IReadOnlyList<AnnotatedClass> classes)
    {
        ArgumentNullException.ThrowIfNull(classes);
        Classes = classes;
    }

    /// <summary>The classes; [C].</summary>
    public IReadOnlyList<AnnotatedClass> Classes { get; }

    /// <summary>The attributes; [A].</summary>
    public IReadOnlyList<AttributeColumn> Attributes => [.. _columns.Select(column => column.Attribute)];

    /// <summary>A number that increases with every change. Attributes and answers that are read from files do not
    /// count.</summary>
    public int Revision { get; private set; }

    /// <summary>The names of all people who answered, in ordinal order.</summary>
    public IReadOnlyList<string> People => [.. _columns.SelectMany(column => column.Cells)
        .SelectMany(cell => cell.Answers.Keys).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Gets the value of a cell: the mean of its answers, or without answers the value from the table's file;
    /// null if there is neither.</summary>
    /// <param name="label">0-based class</param>
    /// <param name="attribute">0-based attribute</param>
    public double? Value(int label, int attribute) => Cell(label, attribute).Value;

    /// <summary>Gets the values of all cells; [C][A].</summary>
    public double?[][] Values() =>
        [.. Classes.Select((_, c) => _columns.Select(column => column.Cells[c].Value).ToArray())];

    /// <summary>Gets the answers of a person, null for cells that the person has not answered; [C][A].</summary>
    /// <param name="person">name of the person</param>
    public double?[][] GetAnswers(string person) =>
        [.. Classes.Select((_, c) => _columns.Select(column => column.Cells[c].GetAnswer(person)).ToArray())];

    /// <summary>Gets the cells whose answers differ by half of the attribute's range or more.</summary>
    public IReadOnlyList<CellPlace> Disputed() =>
    [
        .. from c in Enumerable.Range(0, Classes.Count)
           from a in Enumerable.Range(0, _columns.Count)
           where IsDisputed(c, a)
           select new CellPlace(c, a),
    ];

    /// <summary>Gets the answers to a cell by the name of the person.</summary>
    /// <param name="label">0-based class</param>
    /// <param name="attribute">0-based attribute</param>
    public IReadOnlyDictionary<string, double> Answers(int label, int attribute) => Cell(label, attribute).Answers;

    /// <summary>Determines whether the answers to a cell differ by half of the attribute's range or more.</summary>
    /// <param name="label">0-based class</param>
    /// <param name="attribute">0-based attribute</param>
    public bool IsDisputed(int label, int attribute) =>
        Cell(label, attribute).IsDisputed(_columns[attribute].Attribute);

    /// <summary>Gets the 0-based index of a class.</summary>
    /// <param name="name">name of the class; case is ignored</param>
    /// <exception cref="UsageException">There is no class of this name.</exception>
    public int IndexOfClass(string name) => Find(Classes, one => one.Name, name, "class");

    /// <summary>Gets the 0-based index of an attribute.</summary>
    /// <param name="name">name of the attribute; case is ignored</param>
    /// <exception cref="UsageException">There is no attribute of this name.</exception>
    public int IndexOfAttribute(string name) => Find(Attributes, one => one.Name, name, "attribute");

    /// <summary>Sets or clears the answer of a person.</summary>
    /// <param name="person">name of the person: 1 to 100 characters without control characters, the first a letter or a
    /// digit</param>
    /// <param name="label">0-based class</param>
    /// <param name="attribute">0-based attribute</param>
    /// <param name="value">the answer within the attribute's range, or null to clear it</param>
    /// <exception cref="UsageException">The value is out of range, or the name is not valid.</exception>
    public void Answer(string person, int label, int attribute, double? value)
    {
        RequirePerson(person);
        var (described, cell) = (_columns[attribute].Attribute, Cell(label, attribute));
        RequireInRange(described, value);
        var before = cell.GetAnswer(person);
        if (before == value)
            return;
        cell.Answer(person, value);
        Changed(person, () => cell.Answer(person, before));
    }

    /// <summary>Adds an attribute after all others, without values.</summary>
    /// <param name="person">name of the person</param>
    /// <param name="name">1 to 60 characters without control characters, the first a letter; not the name of another
    /// attribute, and not a name that <see cref="ClassTable.IsAttributeName"/> excludes, such as "class" or
    /// "id"</param>
    /// <param name="question">the question that a value answers, up to 200 characters, or null (default)</param>
    /// <exception cref="UsageException">A name or the question is not valid, the name is taken, or there are already
    /// <see cref="MaxAttributes"/> attributes.</exception>
    public void AddAttribute(string person, string name, string? question = null)
    {
        RequirePerson(person);
        var column = Add(new AttributeColumn(name, question));
        Changed(person, () => _columns.Remove(column));
    }

    /// <summary>Removes an attribute and all answers to it.</summary>
    /// <param name="person">name of the person</param>
    /// <param name="attribute">0-based attribute</param>
    /// <exception cref="UsageException">The name of the person is not valid.</exception>
    public void RemoveAttribute(string person, int attribute)
    {
        RequirePerson(person);
        var column = _columns[attribute];
        _columns.RemoveAt(attribute);
        Changed(person, () =>
        {
            RequireRoom(column.Attribute.Name);
            _columns.Insert(Math.Min(attribute, _columns.Count), column);
        });
    }

    /// <summary>Determines whether a person has a change to undo.</summary>
    /// <param name="person">name of the person</param>
    public bool CanUndo(string person) => _history.Any(change => change.Person == person);

    /// <summary>Undoes the last change of a person. Changes of other people are kept, with one exception: if the
    /// addition of an attribute is undone, all answers to it disappear, too.</summary>
    /// <param name="person">name of the person</param>
    /// <returns>false if there was no change to undo</returns>
    /// <exception cref="UsageException">The removal of an attribute cannot be undone, since another attribute now has
    /// the name, or there are already <see cref="MaxAttributes"/> attributes. The next call undoes the change before
    /// the removal.</exception>
    /// <remarks>Only the latest 1000 changes, counted over all people together, can be undone.</remarks>
    public bool Undo(string person)
    {
        for (var change = _history.Last; change is not null; change = change.Previous)
        {
            if (change.Value.Person != person)
                continue;
            _history.Remove(change);
            change.Value.Undo();
            Revision++;
            return true;
        }

        return false;
    }

    /// <summary>Adds an attribute without recording how to undo it.</summary>
    /// <exception cref="UsageException">As for <see cref="AddAttribute"/>.</exception>
    internal Column Add(AttributeColumn attribute)
    {
        attribute = attribute with
        {
            Name = NormalForm.Normalize(attribute.Name),
            Question = attribute.Question?.Trim() is { Length: > 0 } question ? question : null,
        };
        if (attribute.Name.Length > MaxNameLength || attribute.Name.Any(char.IsControl)
            || !ClassTable.IsAttributeName(attribute.Name))
            throw new UsageException($"An attribute's name must have 1 to {MaxNameLength} characters, begin with a "
                + "letter, and not be one that tables use for another purpose, such as class, role, split, image or "
                + $"id, but was '{attribute.Name}'.");
        if (attribute.Question is { } asked && (asked.Length > MaxQuestionLength || asked.Any(char.IsControl)))
            throw new UsageException($"The question of {attribute.Name} must be one line of at most "
                + $"{MaxQuestionLength} characters.");
        RequireRoom(attribute.Name);
        var added = new Column(attribute, [.. Classes.Select(_ => new AttributeCell())]);
        _columns.Add(added);
        return added;
    }

    /// <summary>Sets the value of a cell from a file. It is used until somebody answers.</summary>
    /// <exception cref="UsageException">The value is out of the attribute's range.</exception>
    internal void Give(int label, int attribute, double? value)
    {
        RequireInRange(_columns[attribute].Attribute, value);
        Cell(label, attribute).Given = value;
        Revision++;
    }

    /// <summary>Adds the answers of earlier sessions to a cell if their mean is the cell's value. Otherwise, another
    /// program has changed the table since, and the cell keeps its value.</summary>
    /// <returns>whether the answers were added</returns>
    internal bool Restore(int label, int attribute, IEnumerable<(string Person, double Value)> answers)
    {
        var (cell, restored) = (Cell(label, attribute), new AttributeCell());
        foreach (var (person, value) in answers)
            restored.Answer(person, value);
        if ((float?)restored.Value != (float?)cell.Value) // a table is read in single precision
            return false;
        foreach (var (person, value) in restored.Answers)
            cell.Answer(person, value);
        cell.Given = null;
        return true;
    }

    private void RequireRoom(string name)
    {
        if (_columns.Any(column => IsSame(column.Attribute.Name, name)))
            throw new UsageException($"There is an attribute {name} already.");
        if (_columns.Count == MaxAttributes)
            throw new UsageException($"A table may have at most {MaxAttributes} attributes.");
    }

    private AttributeCell Cell(int label, int attribute) => _columns[attribute].Cells[label];

    private void Changed(string person, Action undo)
    {
        Revision++;
        _history.AddLast((person, undo));
        if (_history.Count > MaxUndo)
            _history.RemoveFirst();
    }

    private static bool IsSame(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static int Find<T>(IReadOnlyList<T> all, Func<T, string> nameOf, string name, string kind)
    {
        var normal = NormalForm.Normalize(name);
        for (var i = 0; i < all.Count; i++)
            if (IsSame(nameOf(all[i]), normal))
                return i;
        throw new UsageException($"There is no {kind} '{normal}'.{NearestName.Question(normal, all.Select(nameOf))}");
    }

    private static void RequirePerson(string person)
    {
        if (person.Length is 0 or > MaxPersonLength || person.Any(char.IsControl) || !char.IsLetterOrDigit(person[0]))
            throw new UsageException($"The name of a person must have 1 to {MaxPersonLength} characters, begin with "
                + "a letter or a digit, and contain no control characters.");
    }

    private static void RequireInRange(AttributeColumn attribute, double? value)
    {
        if (value is { } number && !(number >= attribute.Minimum && number <= attribute.Maximum))
            throw new UsageException(FormattableString.Invariant(
                $"{attribute.Name} must be from {attribute.Minimum} to {attribute.Maximum}, but was {number}."));
    }

    /// <summary>An attribute with a cell for each class.</summary>
    internal sealed record Column(AttributeColumn Attribute, AttributeCell[] Cells);
}
