using Unseen.Images.Decoding;

namespace Unseen.Images.Extraction;

/// <summary>
/// Finds photographs in folders. A file whose extension does not identify it as an image is recognised by its
/// contents. Hidden files and folders, and files and folders that operating systems create (Thumbs.db, __MACOSX, @eaDir
/// and so on), are ignored. All other files and folders that are left out are listed.
/// </summary>
/// <remarks>
/// A link to a folder is followed only if the folder has not been read yet, so every folder is read once and loops
/// end. Pipes, sockets and devices are skipped, because reading one could block forever.
/// </remarks>
public static class ImageFolder
{
    /// <summary>The reason why <see cref="ImageFolder"/> skips a file of length 0.</summary>
    internal const string EmptyReason = "the file is empty, or is a pipe, socket or device";

    /// <summary>
    /// Finds all photographs of a folder that has one subfolder per class, ordered by class and path. Within a class,
    /// the files of a folder come before the files of its subfolders, and links to folders come last.
    /// </summary>
    /// <param name="folder">
    /// the folder. Each subfolder is a class, and folders inside it belong to the same class
    /// </param>
    /// <exception cref="ImageDataException">
    /// The folder does not exist, or it has no subfolder with a photograph.
    /// </exception>
    public static ImageListing Classes(string folder)
    {
        var scan = Begin(folder);
        scan.SkipFiles(folder, "the file is not in the folder of a class");
        scan.ReadClasses(folder);
        return scan.Listing is { Images.Count: > 0 } listing ? listing
            : throw new ImageDataException(folder, "no photographs found. Create one subfolder per class here, "
                + $"named after the class, and put its photographs there ({ImageFormats.Decodable})");
    }

    /// <summary>
    /// Finds all photographs in a folder and its subfolders, without labels, ordered by path. The files of a folder
    /// come before the files of its subfolders, and links to folders come last. The result may be empty.
    /// </summary>
    /// <param name="folder">the folder</param>
    /// <exception cref="ImageDataException">The folder does not exist.</exception>
    public static ImageListing Find(string folder)
    {
        var scan = Begin(folder);
        scan.Read(folder);
        return scan.Listing;
    }

    private static FolderScan Begin(string folder) => Directory.Exists(folder) ? new FolderScan()
        : throw new ImageDataException(folder,
            File.Exists(folder)
                ? "this is a file. Name a folder of photographs"
                : "the folder does not exist. Create it, with one subfolder of photographs for each class");
}
