namespace Unseen.Images.Extraction;

/// <summary>Features of photographs.</summary>
/// <param name="Images">those that could be decoded, in the order asked for; [N]</param>
/// <param name="Features">[N * D] their features, image after image</param>
/// <param name="Width">D</param>
/// <param name="Skipped">the others, in the order asked for</param>
/// <param name="Cached">how many of the N were known from before</param>
public sealed record ExtractionResult(
    IReadOnlyList<LabelledImage> Images, float[] Features, int Width, IReadOnlyList<SkippedImage> Skipped, int Cached);
