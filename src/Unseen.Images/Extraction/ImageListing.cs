namespace Unseen.Images.Extraction;

/// <summary>The photographs found on disk.</summary>
/// <param name="Images">the photographs</param>
/// <param name="Skipped">
/// the files and folders that were left out, except for those that are hidden or created by operating systems
/// </param>
public sealed record ImageListing(IReadOnlyList<LabelledImage> Images, IReadOnlyList<SkippedImage> Skipped)
{
    /// <summary>Finds the photographs of a table, or of a folder with one subfolder per class.</summary>
    /// <param name="path">a .csv file for <see cref="ImageList"/> or a folder for <see cref="ImageFolder"/></param>
    /// <exception cref="ImageDataException">The path does not exist, cannot be read, or has no photograph. Or a table
    /// is not valid, or names a photograph that does not exist.</exception>
    public static ImageListing Open(string path) =>
        File.Exists(path) ? new ImageListing(ImageList.Read(path), []) : ImageFolder.Classes(path);
}
