using System.Globalization;

namespace Unseen.Data.Layouts;

/// <summary>The names of all classes. Finds the class that a label denotes, by name or number.</summary>
internal sealed class ClassNames
{
    private const int Shown = 10;
    private readonly string _path;
    private readonly Dictionary<string, int> _indices;

    private ClassNames(string path, List<string> names, Dictionary<string, int> indices) =>
        (_path, All, _indices) = (path, names, indices);

    /// <summary>The names, in the file's order; [C].</summary>
    public IReadOnlyList<string> All { get; }

    /// <summary>Creates the list from names, which are converted to their normal form.</summary>
    /// <param name="path">the file of the names, for messages</param>
    /// <param name="names">the names; [C]</param>
    /// <exception cref="UnseenDataException">A name occurs twice.</exception>
    public static ClassNames Create(string path, IReadOnlyList<string> names)
    {
        List<string> normal = [.. names.Select(NormalForm.Normalize)];
        var indices = new Dictionary<string, int>();
        for (var i = 0; i < normal.Count; i++)
            if (!indices.TryAdd(normal[i], i))
                throw new UnseenDataException(path, $"two classes have the name '{normal[i]}': rows "
                    + $"{indices[normal[i]] + 1} and {i + 1}. Give every class a name of its own.");
        return new(path, normal, indices);
    }

    /// <summary>Gets the 0-based class of every label; [N].</summary>
    /// <param name="labels">names of classes, or their numbers if the options allow them; [N]</param>
    /// <param name="labelsPath">path of the labels, for messages</param>
    /// <param name="options">the options; if <see cref="ReadingOptions.CountedFrom"/> is set and all labels are
    /// numbers, they are taken as class numbers, even if there are classes with such names</param>
    /// <exception cref="UnseenDataException">A label is neither the name nor the number of a class. The message lists
    /// up to ten such labels, each with the nearest class name.</exception>
    public int[] GetIndices(IReadOnlyList<string> labels, string labelsPath, ReadingOptions options)
    {
        string[] names = [.. labels.Select(NormalForm.Normalize)];
        if (options.CountedFrom is { } first && Array.TrueForAll(names, name => ToNumber(name) is not null))
            return Numbered(names, labelsPath, first);
        var indices = new int[names.Length];
        var unknown = new Dictionary<string, int>();
        for (var i = 0; i < indices.Length; i++)
            if (!_indices.TryGetValue(names[i], out indices[i]))
                unknown.TryAdd(names[i], i);
        if (unknown.Count == 0)
            return indices;
        if (unknown.Count == names.Distinct().Count()
            && unknown.Keys.All(key => ToNumber(key) is { } number && !_indices.ContainsKey($"{number}")))
            throw new UnseenDataException(labelsPath,
                $"labels are numbers ({string.Join(", ", unknown.Keys.Take(3))}...), but "
                + (labelsPath == _path ? "the classes have" : $"{Path.GetFileName(_path)} has")
                + " names. Say with --counted-from 0 or 1 which number the first class has.");
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

    private string Describe(Dictionary<string, int> unknown)
    {
        var named = unknown.Take(Shown).Select(label => NearestName.Find(label.Key, All) is { } near
            ? $"'{label.Key}' (image {label.Value + 1}; did you mean '{near}'?)"
            : $"'{label.Key}' (image {label.Value + 1})");
        return $"{(unknown.Count == 1 ? "one label is" : $"{unknown.Count} labels are")} not among the {All.Count} "
            + "classes of "
            + $"{Path.GetFileName(_path)}: {string.Join(", ", named)}{(unknown.Count > Shown ? " and others" : "")}.";
    }

    private int[] Numbered(string[] labels, string labelsPath, int first)
    {
        int[] indices = [.. labels.Select(label => ToNumber(label)!.Value - first)];
        var stray = Array.FindIndex(indices, index => index < 0 || index >= All.Count);
        var last = All.Count - 1 + first;
        return stray < 0 ? indices : throw new UnseenDataException(labelsPath,
            $"label {labels[stray]} (image {stray + 1}) is not among {first} to {last}, the numbers of "
                + $"{All.Count} classes counted from {first}.");
    }

    /// <summary>Reads a whole number; null if the label is none. A number such as 1.0 is whole: pandas writes whole
    /// numbers in this form if values are missing.</summary>
    private static int? ToNumber(string label) =>
        decimal.TryParse(label, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture, out var number)
        && decimal.IsInteger(number) && number is >= int.MinValue and <= int.MaxValue ? (int)number : null;
}
