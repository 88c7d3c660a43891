namespace Unseen.Images.Extraction;

/// <summary>The progress of an extraction.</summary>
/// <param name="Done">the number of processed photographs, including skipped ones</param>
/// <param name="Total">the total number of photographs</param>
public readonly record struct ExtractionProgress(int Done, int Total);
