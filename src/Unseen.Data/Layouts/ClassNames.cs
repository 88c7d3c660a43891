using System.Globalization;
using Unseen.Data.Csv;

namespace Unseen.Data.Layouts;

/// <summary>The names of all classes. Finds the class that a label denotes, by name or number.</summary>
internal sealed class ClassNames
{
    private const int Shown = 10;
    private readonly string _path;
    private readonly Dictionary<string, int> _indices;
    private readonly RowIds? _ids;
    private readonly Dictionary<decimal, int> _indicesOfIds;

    private ClassNames(string path, List<string> names, Dictionary<string, int> indices, RowIds? ids)
    {
        (_path, All, _indices) = (path, names, indices);
        _ids = ids is { Name: "", CountsRows: true } ? null : ids; // such an index may be unrelated to the labels
        _indicesOfIds = _ids?.Values.Index().ToDictionary(id => id.Item, id => id.Index) ?? [];
    }

    /// <summary>The names, in the file's order; [C].</summary>
    public IReadOnlyList<string> All { get; }

    /// <summary>Creates the list from names, which are converted to their normal form.</summary>
    /// <param name="path">the file of the names, for messages</param>
    /// <param name="names">the names; [C]</param>
    /// <param name="ids">the column of the file that identifies the classes by numbers, or null (default) if there is
    /// none; [C]</param>
    /// <exception cref="UnseenDataException">A name occurs twice.</exception>
    public static ClassNames Create(string path, IReadOnlyList<string> names, RowIds? ids = null)
    {
        List<string> normal = [.. names.Select(NormalForm.Normalize)];
        var indices = new Dictionary<string, int>();
        for (var i = 0; i < normal.Count; i++)
            if (!indices.TryAdd(normal[i], i))
                throw new UnseenDataException(path, $"two classes have the name '{normal[i]}': rows "
                    + $"{indices[normal[i]] + 1} and {i + 1}. Give every class a name of its own.");
        return new(path, normal, indices, ids);
    }

    /// <summary>Gets the 0-based class of every label; [N].</summary>
    /// <param name="labels">names of classes, their numbers if the options allow them, or their ids; [N]</param>
    /// <param name="labelsPath">path of the labels, for messages</param>
    /// <param name="reading">the options; if <see cref="ReadingOptions.CountedFrom"/> is set and all labels are
    /// numbers, they are taken as class numbers, even if there are classes with such names. Receives a note if the
    /// labels are ids</param>
    /// <param name="ownNames">the names that the file of labels or features gives to the classes, or null (default). If
    /// the labels are numbers or ids, these names must agree with them</param>
    /// <exception cref="UnseenDataException">A label is neither the name, nor the number, nor the id of a class; or its
    /// number, its id and <paramref name="ownNames"/> denote different classes. The message lists up to ten unknown
    /// labels, each with the nearest class name.</exception>
    public int[] GetIndices(
        IReadOnlyList<string> labels, string labelsPath, ReadingContext reading, FileClassNames? ownNames = null)
    {
        string[] names = [.. labels.Select(NormalForm.Normalize)];
        var (byIds, numbers) = (FindByIds(names), ToNumbers(names));
        if (reading.Options.CountedFrom is { } first && numbers is not null)
        {
            RequireSameAsIds(numbers, byIds, labelsPath, first);
            var numbered = Numbered(numbers, labelsPath, first);
            ownNames?.RequireSame(numbers, numbered, All, _path, first);
            return numbered;
        }

        var indices = new int[names.Length];
        var unknown = new Dictionary<string, int>();
        for (var i = 0; i < indices.Length; i++)
            if (!_indices.TryGetValue(names[i], out indices[i]))
                unknown.TryAdd(names[i], i);
        if (unknown.Count == 0)
            return indices;
        var isNoneAName = unknown.Count == names.Distinct().Count();
        if (isNoneAName && byIds is not null)
        {
            reading.Note(labelsPath, $"labels are numbers, and were found in {_ids!.Description} of "
                + $"{Path.GetFileName(_path)}");
            if (numbers is not null)
                ownNames?.RequireSame(numbers, byIds, All, _path, first: null);
            return byIds;
        }

        if (isNoneAName && unknown.Keys.All(key => ToNumber(key) is { } number && !_indices.ContainsKey($"{number}")))
            throw new UnseenDataException(labelsPath, DescribeNumbers(unknown, labelsPath));
        throw new UnseenDataException(labelsPath, Describe(unknown));
    }

    /// <summary>Gets the 0-based class of every photograph; [N].</summary>
    /// <param name="labels">name of the folder of every photograph; [N]</param>
    /// <exception cref="UnseenDataException">A folder is not named after a class. The message lists up to ten such
    /// folders, each with the nearest class name.</exception>
    public int[] IndicesOfFolders(IReadOnlyList<string> labels)
    {
        int[] indices = [.. labels.Select(label => _indices.GetValueOrDefault(NormalForm.Normalize(label), -1))];
        if (!indices.Contains(-1))
            return indices;
        string[] missing = [.. labels.Where((_, i) => indices[i] < 0).Select(NormalForm.Normalize).Distinct()];
        var named = missing.Take(Shown).Select(label => NearestName.Find(label, All) is { } near
            ? $"'{label}' (did you mean '{near}'?)" : $"'{label}'");
        throw new UnseenDataException(_path, $"there is no row for {string.Join(", ", named)}"
            + $"{(missing.Length > Shown ? $" and {missing.Length - Shown} more" : "")}. Add a row for every class "
            + "with photographs, or rename the folder.");
    }

    /// <summary>Finds the classes by their ids; null unless all labels are ids.</summary>
    private int[]? FindByIds(string[] labels)
    {
        var indices = new int[labels.Length];
        for (var i = 0; i < indices.Length; i++)
            if (!RowIds.TryParse(labels[i], out var id) || !_indicesOfIds.TryGetValue(id, out indices[i]))
                return null;
        return indices;
    }

    private void RequireSameAsIds(int[] labels, int[]? byIds, string labelsPath, int first)
    {
        for (var i = 0; i < byIds?.Length; i++)
            if (labels[i] - first != byIds[i])
                throw new UnseenDataException(labelsPath, $"label {labels[i]} (image {i + 1}) is '{All[byIds[i]]}' by "
                    + $"{_ids!.Description} of {Path.GetFileName(_path)}, but another class by --counted-from {first}. "
                    + "Leave --counted-from out or, if the column has other numbers than the labels, delete the "
                    + "column.");
    }

    private string DescribeNumbers(Dictionary<string, int> unknown, string labelsPath)
    {
        var stray = unknown.FirstOrDefault(label => !_indicesOfIds.ContainsKey(ToNumber(label.Key)!.Value));
        return $"labels are numbers ({string.Join(", ", unknown.Keys.Take(3))}...), but "
            + (labelsPath == _path ? "the classes have" : $"{Path.GetFileName(_path)} has") + " names"
            + (_ids is null ? "" : $", and label {stray.Key} (image {stray.Value + 1}) is not in {_ids.Description}")
            + ". Say with --counted-from 0 or 1 which number the first class has"
            + (_ids is null ? "." : ", or correct the label or the column.");
    }

    private string Describe(Dictionary<string, int> unknown)
    {
        var named = unknown.Take(Shown).Select(label => NearestName.Find(label.Key, All) is { } near
            ? $"'{label.Key}' (image {label.Value + 1}; did you mean '{near}'?)"
            : $"'{label.Key}' (image {label.Value + 1})");
        return $"{(unknown.Count == 1 ? "one label is" : $"{unknown.Count} labels are")} not among the {All.Count} "
            + "classes of "
            + $"{Path.GetFileName(_path)}: {string.Join(", ", named)}{(unknown.Count > Shown ? " and others" : "")}.";
    }

    private int[] Numbered(int[] labels, string labelsPath, int first)
    {
        int[] indices = Array.ConvertAll(labels, label => label - first);
        var stray = Array.FindIndex(indices, index => index < 0 || index >= All.Count);
        var last = All.Count - 1 + first;
        return stray < 0 ? indices : throw new UnseenDataException(labelsPath,
            $"label {labels[stray]} (image {stray + 1}) is not among {first} to {last}, the numbers of "
                + $"{All.Count} classes counted from {first}.");
    }

    /// <summary>Reads whole numbers; null unless all labels are whole numbers.</summary>
    private static int[]? ToNumbers(string[] labels)
    {
        var numbers = new int[labels.Length];
        for (var i = 0; i < numbers.Length; i++)
            if (ToNumber(labels[i]) is { } number)
                numbers[i] = number;
            else
                return null;
        return numbers;
    }

    /// <summary>Reads a whole number; null if the label is none. A number such as 1.0 is whole: pandas writes whole
    /// numbers in this form if values are missing.</summary>
    private static int? ToNumber(string label) =>
        decimal.TryParse(label, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture, out var number)
        && decimal.IsInteger(number) && number is >= int.MinValue and <= int.MaxValue ? (int)number : null;
}
