namespace Unseen.Calibration;

/// <summary>The part of a model's <see cref="Inference.KnownFit"/> that is found on validation: everything except the
/// <see cref="Inference.FeatureSpread"/> of the training images.</summary>
/// <param name="Quantiles">quantiles of the fit of the validation images at equally spaced probabilities,
/// ascending</param>
/// <param name="DistanceWeight">the weight of the distance from the training images</param>
/// <param name="Components">the number of principal components from which the distance is measured; 0 for no
/// distance</param>
internal sealed record FitThresholds(IReadOnlyList<float> Quantiles, double DistanceWeight, int Components);
