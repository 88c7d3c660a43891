namespace Unseen.Images.Extraction;

/// <summary>Photographs found on the disk.</summary>
/// <param name="Images">the photographs</param>
/// <param name="Skipped">files and folders that were left out, other than hidden ones and those of operating
/// systems</param>
public sealed record ImageListing(IReadOnlyList<LabelledImage> Images, IReadOnlyList<SkippedImage> Skipped)
{
    /// <summary>Finds the photographs of a table, or of a folder with one folder per class.</summary>
    /// <param name="path">a .csv file as <see cref="ImageList"/> reads it, or a folder as <see cref="ImageFolder"/>
    /// does</param>
    /// <exception cref="ImageDataException">The path does not exist, cannot be read, or has no photograph.</exception>
    public static ImageListing Open(string path) =>
        File.Exists(path) ? new ImageListing(ImageList.Read(path), []) : ImageFolder.Classes(path);
}
