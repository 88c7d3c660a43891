namespace Unseen.Images.Extraction;

/// <summary>How far an extraction is.</summary>
/// <param name="Done">photographs dealt with</param>
/// <param name="Total">photographs in all</param>
public readonly record struct ExtractionProgress(int Done, int Total);
