namespace Unseen.Images.Extraction;

/// <summary>How far an extraction has come.</summary>
/// <param name="Done">photographs that are done, skipped ones included</param>
/// <param name="Total">all photographs</param>
public readonly record struct ExtractionProgress(int Done, int Total);
