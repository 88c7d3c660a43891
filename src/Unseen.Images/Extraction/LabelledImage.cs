namespace Unseen.Images.Extraction;

/// <summary>A photograph on disk.</summary>
/// <param name="Path">the path of the file</param>
/// <param name="Label">the name of its class, or null if it is unknown</param>
public sealed record LabelledImage(string Path, string? Label);
