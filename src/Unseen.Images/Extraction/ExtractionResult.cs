namespace Unseen.Images.Extraction;

/// <summary>The features of photographs.</summary>
/// <param name="Images">the photographs that could be used, in the order given; [N]</param>
/// <param name="Features">[N * D] the features, image by image</param>
/// <param name="Width">the feature width D</param>
/// <param name="Skipped">the photographs that could not be used, in the order given</param>
/// <param name="Cached">the number of photographs whose features were already in the cache</param>
public sealed record ExtractionResult(
    IReadOnlyList<LabelledImage> Images, float[] Features, int Width, IReadOnlyList<SkippedImage> Skipped, int Cached);
