namespace Unseen.Images.Extraction;

/// <summary>Finds photographs on the disk. Files that begin with a dot are left out.</summary>
public static class ImageFolder
{
    private static readonly string[] _extensions = [".jpg", ".jpeg", ".jpe", ".png", ".webp", ".gif", ".bmp"];

    /// <summary>Whether a file's name is a photograph's.</summary>
    /// <param name="path">the file</param>
    public static bool IsImage(string path) =>
        _extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase) && !Path.GetFileName(path)
            .StartsWith('.');

    /// <summary>All photographs below a folder of one folder a class, ordered by class and name.</summary>
    /// <param name="folder">the folder; each folder in it is a class, and what lies deeper belongs to the class,
    /// too</param>
    /// <exception cref="ImageDataException">The folder is absent, or has no folder with a photograph in it.</exception>
    public static IReadOnlyList<LabelledImage> Classes(string folder)
    {
        if (!Directory.Exists(folder))
            throw new ImageDataException(folder, "images", "a folder with one folder a class", File.Exists(folder)
                ? "a file" : null);
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.Hidden | FileAttributes.System
        };
        LabelledImage[] found =
        [
            .. Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal)
                .SelectMany(one => Directory.EnumerateFiles(one, "*", options).Where(IsImage)
                    .Order(StringComparer.Ordinal).Select(path => new LabelledImage(path, Path.GetFileName(one)))),
        ];
        return found.Length > 0
            ? found
            : throw new ImageDataException(
                folder, "images", $"in one folder a class ({string.Join(", ", _extensions)})", "none there");
    }
}
