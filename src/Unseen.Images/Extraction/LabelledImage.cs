namespace Unseen.Images.Extraction;

/// <summary>A photograph on the disk.</summary>
/// <param name="Path">the file</param>
/// <param name="Label">name of its class, or null if it is unknown</param>
public sealed record LabelledImage(string Path, string? Label);
