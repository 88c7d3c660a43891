namespace Unseen.Calibration;

/// <summary>The thresholds of a model's <see cref="Inference.KnownFit"/> that validation found. Only the
/// <see cref="Inference.FeatureSpread"/> of the training images is missing.</summary>
/// <param name="Quantiles">the quantiles of the fit of validation images, ascending, at equal steps of their
/// share</param>
/// <param name="DistanceWeight">the weight of the distance from the training images</param>
/// <param name="Components">the number of principal components from which the distance is measured; 0 for no
/// distance</param>
internal sealed record FitThresholds(IReadOnlyList<float> Quantiles, double DistanceWeight, int Components);
