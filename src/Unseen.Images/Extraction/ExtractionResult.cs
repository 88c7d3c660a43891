namespace Unseen.Images.Extraction;

/// <summary>Features of photographs.</summary>
/// <param name="Images">the photographs that could be decoded, in the order given; [N]</param>
/// <param name="Features">[N * D] their features, image after image</param>
/// <param name="Width">D</param>
/// <param name="Skipped">the photographs that could not be used, in the order given</param>
/// <param name="Cached">how many of the N were taken from the cache</param>
public sealed record ExtractionResult(
    IReadOnlyList<LabelledImage> Images, float[] Features, int Width, IReadOnlyList<SkippedImage> Skipped, int Cached);
