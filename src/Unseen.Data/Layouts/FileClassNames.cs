namespace Unseen.Data.Layouts;

/// <summary>The names that a file of arrays gives to the classes.</summary>
/// <param name="FilePath">the file</param>
/// <param name="ArrayName">the array of names</param>
/// <param name="Names">the names in their normal form, one per class or one per image</param>
/// <param name="IsCertain">whether an array with this name can contain nothing but names of classes</param>
internal sealed record FileClassNames(string FilePath, string ArrayName, string[] Names, bool IsCertain)
{
    /// <summary>Throws if these names contradict the classes of labels that are numbers.</summary>
    /// <param name="labels">the numbers, as the file has them; [N]</param>
    /// <param name="classes">0-based class of every label; numbers out of range are left out; [N]</param>
    /// <param name="names">names of all classes; [C]</param>
    /// <param name="namesPath">the file with <paramref name="names"/>, for messages</param>
    /// <param name="first">the number of the first class, or null if the labels are ids. If it is null, the names are
    /// compared only if every label has a name, and they may be counted from 0 or 1</param>
    /// <exception cref="UnseenDataException">A class has different names in the two files.</exception>
    public void RequireSame(int[] labels, int[] classes, IReadOnlyList<string> names, string namesPath, int? first)
    {
        int[] rows = [.. Enumerable.Range(0, labels.Length)];
        string? Name(int row, int from) => FindName(labels, row, from, names.Count);
        int FindConflict(int from) => Array.FindIndex(rows, row => Name(row, from) is { } name && classes[row] >= 0
            && classes[row] < names.Count && name != names[classes[row]]);
        int[] starts = first is { } known ? [known] : [1, 0];
        (int Start, int Row)[] conflicts = [.. starts
            .Where(start => first is not null || Array.TrueForAll(rows, row => Name(row, start) is not null))
            .Select(start => (start, FindConflict(start)))];
        if (conflicts.Length == 0 || conflicts.Any(conflict => conflict.Row < 0))
            return;
        var (from, image) = conflicts[0];
        throw new UnseenDataException(FilePath, $"label {labels[image]} (image {image + 1}) is '{Name(image, from)}' "
            + $"by array '{ArrayName}', but '{names[classes[image]]}' by {Path.GetFileName(namesPath)}. Put the "
            + "classes of both files in the same order, with the same names, or save the names of the classes as "
            + "labels.");
    }

    /// <summary>Finds the name that this file gives to an image; null if it gives none.</summary>
    private string? FindName(int[] labels, int image, int first, int classes) =>
        Names.Length == labels.Length && Names.Length != classes ? Names[image]
            : Names.ElementAtOrDefault(labels[image] - first);
}
