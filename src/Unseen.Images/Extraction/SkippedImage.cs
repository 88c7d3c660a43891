namespace Unseen.Images.Extraction;

/// <summary>A file or folder that was left out.</summary>
/// <param name="Path">the path of the file or folder</param>
/// <param name="Reason">
/// the reason, such as "the image is truncated". Details can follow a colon: "the file is too large: 70000000 bytes,
/// and at most 67108864 are read"
/// </param>
public sealed record SkippedImage(string Path, string Reason)
{
    /// <summary>Whether the file looks like an image, by its name or its contents; default true.</summary>
    public bool IsImage { get; init; } = true;

    /// <summary>Counts the skipped files by reason, ignoring details, most frequent first.</summary>
    /// <param name="skipped">the skipped files</param>
    /// <returns>
    /// a text such as "2 skipped (the image is truncated), 1 skipped (the file does not exist)"; empty if nothing was
    /// skipped
    /// </returns>
    public static string Summarize(IEnumerable<SkippedImage> skipped) => string.Join(", ", skipped
        .CountBy(one => one.Reason.Split(':')[0]).OrderByDescending(pair => pair.Value)
        .Select(pair => $"{pair.Value} skipped ({pair.Key})"));
}
