using Unseen.Images.Decoding;

namespace Unseen.Images.Extraction;

/// <summary>One scan of folders, with the rules of <see cref="ImageFolder"/>.</summary>
internal sealed class FolderScan
{
    // A file with one of these extensions counts as a photograph, and is checked when it is decoded. The headers of
    // other files are checked at once.
    private static readonly string[] _extensions =
        [".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff"];

    private static readonly string[] _systemNames =
    [
        "Thumbs.db", "ehthumbs.db", "desktop.ini", "__MACOSX", "@eaDir", "@tmp", "@Recycle", "#recycle", "#snapshot",
        "$RECYCLE.BIN", "System Volume Information", "lost+found",
    ];

    private readonly List<LabelledImage> _images = [];
    private readonly List<SkippedImage> _skipped = [];
    private readonly HashSet<string> _readFolders = new(RealPath.Comparer);

    public ImageListing Listing => new(_images, _skipped);

    /// <summary>Reads every subfolder of a folder as a class.</summary>
    public void ReadClasses(string folder)
    {
        _readFolders.Add(RealPath.Resolve(folder));
        // All classes are marked as read before the first one is read, so that a link in one class to another class is
        // not followed.
        string[] classes = [.. Enter(Folders(folder))];
        foreach (var one in classes.Order(StringComparer.Ordinal))
            ReadEntered(one, Path.GetFileName(one));
    }

    /// <summary>Reads a folder and its subfolders, without labels.</summary>
    public void Read(string folder)
    {
        _readFolders.Add(RealPath.Resolve(folder));
        ReadEntered(folder, label: null);
    }

    /// <summary>Skips all files directly in a folder.</summary>
    public void SkipFiles(string folder, string reason)
    {
        foreach (var file in Files(folder))
            Skip(file, reason, HasImageName(file));
    }

    private void ReadEntered(string folder, string? label)
    {
        foreach (var file in Files(folder))
            if (GetProblem(file) is var (problem, isImage))
                Skip(file, problem, isImage);
            else
                _images.Add(new LabelledImage(file, label));
        foreach (var inner in Enter(Folders(folder)))
            ReadEntered(inner, label);
    }

    /// <summary>Marks folders as read. Returns those that were not marked before, and skips the others.</summary>
    private IEnumerable<string> Enter(IEnumerable<string> folders)
    {
        foreach (var folder in folders)
            if (_readFolders.Add(RealPath.Resolve(folder)))
                yield return folder;
            else
                Skip(folder, "the link leads to a folder that is already included", isImage: false);
    }

    private void Skip(string path, string reason, bool isImage) =>
        _skipped.Add(new SkippedImage(path, reason) { IsImage = isImage });

    private IEnumerable<string> Files(string folder) => Entries(folder).Where(entry => entry is FileInfo)
        .Select(entry => Path.Combine(folder, entry.Name)).Order(StringComparer.Ordinal);

    /// <summary>Gets the subfolders of a folder. Links come last, so that a folder is read under its own name rather
    /// than under the name of a link.</summary>
    private IEnumerable<string> Folders(string folder) => Entries(folder).Where(entry => entry is DirectoryInfo)
        .OrderBy(entry => entry.LinkTarget is not null).ThenBy(entry => entry.Name, StringComparer.Ordinal)
        .Select(entry => Path.Combine(folder, entry.Name));

    private FileSystemInfo[] Entries(string folder)
    {
        try
        {
            return [.. new DirectoryInfo(folder).EnumerateFileSystemInfos().Where(entry => !IsIgnored(entry))];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Skip(folder, $"the folder cannot be read: {FailureReason.Describe(exception)}", isImage: true);
            return [];
        }
    }

    /// <summary>
    /// Checks a file. Returns null for a photograph; otherwise the problem, and whether the file looks like an image.
    /// </summary>
    private static (string Problem, bool IsImage)? GetProblem(string path)
    {
        var isNamedImage = HasImageName(path);
        try
        {
            var file = new FileInfo(path);
            if (file.ResolveLinkTarget(returnFinalTarget: true) is { } target)
                file = new FileInfo(target.FullName);
            if (!file.Exists)
                return ("the link leads to a file that does not exist", isNamedImage);
            if (file.Length == 0)
                return (ImageFolder.EmptyReason, isNamedImage);
            if (isNamedImage)
                return null;
            using var stream = file.OpenRead();
            var header = new byte[ImageFormats.HeaderLength];
            var length = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
            var format = ImageFormats.Recognise(header.AsSpan(0, length));
            return format.CanDecode() ? null : (ImageFormats.GetProblem(format), format != ImageFormat.Unknown);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return ($"the file cannot be read: {FailureReason.Describe(exception)}", isNamedImage);
        }
    }

    private static bool HasImageName(string path) =>
        _extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    private static bool IsIgnored(FileSystemInfo entry) =>
        entry.Name.StartsWith('.') || _systemNames.Contains(entry.Name, StringComparer.OrdinalIgnoreCase)
        || (OperatingSystem.IsWindows() && (entry.Attributes & (FileAttributes.Hidden | FileAttributes.System)) != 0);
}
