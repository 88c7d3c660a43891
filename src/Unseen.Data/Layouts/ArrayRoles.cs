using Unseen.Data.Arrays;

namespace Unseen.Data.Layouts;

/// <summary>Finds arrays by the names that other programs give them, such as <c>image_features</c> for CLIP's
/// features.</summary>
internal static class ArrayRoles
{
    /// <summary>Names of arrays of image features, this library's own name first.</summary>
    public static IReadOnlyList<string> Features { get; } =
    [
        XlsaNames.Features, "image_features", "img_features", "image_embeds", "image_embeddings", "embeddings", "feats",
        "feature", "X", "x",
    ];

    /// <summary>Names of arrays of labels, this library's own name first.</summary>
    public static IReadOnlyList<string> Labels { get; } =
        [XlsaNames.Labels, "label", "image_labels", "targets", "target", "Y", "y", "class", "class_name"];

    /// <summary>Names of arrays of descriptors, this library's own name first.</summary>
    public static IReadOnlyList<string> Descriptors { get; } =
        [XlsaNames.Descriptors, "text_features", "text_embeds", "class_embeddings", "class_features", "attributes"];

    /// <summary>Names of arrays of image paths, this library's own name first.</summary>
    public static IReadOnlyList<string> Images { get; } =
        [XlsaNames.ImageFiles, "image", "image_file", "image_path", "path", "file", "filename"];

    // the names of arrays that surely contain the names of the classes, then those that may contain other names
    private static readonly string[] _classNames = [XlsaNames.ClassNames, "class_names"];
    private static readonly string[] _names =
        ["classnames", "names", "classes", "class", "class_name", "name", "label"];

    /// <summary>Gets the only matrix of numbers in a file, or null if there is none or there are several.</summary>
    public static ArrayEntry? OnlyMatrix(ArrayFile file) => Matrices(file) is [var matrix] ? matrix : null;

    /// <summary>Gets the matrices of numbers in a file.</summary>
    public static IReadOnlyList<ArrayEntry> Matrices(ArrayFile file) =>
        [.. file.Entries.Where(entry => entry is { Kind: ArrayKind.Number, IsMatrix: true })];

    /// <summary>Finds the array with the first of the names that occurs in the file; null if none of them
    /// occurs.</summary>
    /// <param name="file">the file</param>
    /// <param name="names">names to look for, this library's own name first</param>
    /// <param name="reading">receives a note if the array does not have the first name</param>
    public static ArrayEntry? Find(ArrayFile file, IReadOnlyList<string> names, ReadingContext reading)
    {
        var entry = names.Select(file.Find).FirstOrDefault(found => found is not null);
        if (entry is not null)
            NoteUse(file, entry.Name, names[0], reading);
        return entry;
    }

    /// <summary>Reads the array of text with the first of the names that occurs in the file; null if none of them
    /// occurs.</summary>
    /// <param name="file">the file</param>
    /// <param name="names">names to look for, this library's own name first</param>
    /// <param name="reading">receives a note if the array does not have the first name</param>
    /// <exception cref="UnseenDataException">The array is damaged, or does not fit into memory.</exception>
    public static (string Array, string[] Texts)? ReadTexts(
        ArrayFile file, IReadOnlyList<string> names, ReadingContext reading)
    {
        foreach (var entry in names.Select(file.Find).OfType<ArrayEntry>())
            if (file.TryReadStrings(entry) is { } texts)
            {
                NoteUse(file, entry.Name, names[0], reading);
                return (entry.Name, texts);
            }

        return null;
    }

    /// <summary>Finds the array that surely contains names of classes; null if there is none.</summary>
    public static string? FindClassNames(ArrayFile file) =>
        _classNames.FirstOrDefault(name => file.Find(name) is not null);

    /// <summary>Reads the names that a file gives to the classes, in their normal form; null if it has none.</summary>
    /// <param name="file">the file</param>
    /// <param name="known">the names of all classes in another file. An array with none of these names is not taken: it
    /// may contain other names, or write the names in another way</param>
    /// <exception cref="UnseenDataException">The array of names is damaged.</exception>
    public static FileClassNames? ReadClassNames(ArrayFile file, IReadOnlyList<string> known)
    {
        foreach (var name in _classNames.Concat(_names))
        {
            var isCertain = _classNames.Contains(name);
            if (file.Find(name) is not { } entry || file.TryReadStrings(entry) is not { } texts)
                continue;
            string[] names = [.. texts.Select(NormalForm.Normalize)];
            if (names.Intersect(known).Any())
                return new(file.FilePath, name, names, isCertain);
        }

        return null;
    }

    private static void NoteUse(ArrayFile file, string name, string ownName, ReadingContext reading)
    {
        if (name != ownName)
            reading.Note(file.FilePath, $"'{name}' taken as '{ownName}'");
    }
}
