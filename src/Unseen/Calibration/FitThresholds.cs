namespace Unseen.Calibration;

/// <summary>What validation found about how well known photographs fit: all of a model's
/// <see cref="Inference.KnownFit"/> except where the training images lie.</summary>
/// <param name="Quantiles">ascending, at equal steps of the share of known photographs</param>
/// <param name="DistanceWeight">the weight of the distance from the training images</param>
/// <param name="Components">the number of directions by which the distance is measured; 0 for no distance</param>
internal sealed record FitThresholds(IReadOnlyList<float> Quantiles, double DistanceWeight, int Components);
