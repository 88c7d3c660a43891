namespace Unseen.Images.Extraction;

/// <summary>A photograph that could not be used.</summary>
/// <param name="Path">the file</param>
/// <param name="Reason">why, such as "image must be whole, but was truncated"</param>
public sealed record SkippedImage(string Path, string Reason);
