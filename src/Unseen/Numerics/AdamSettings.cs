namespace Unseen.Numerics;

/// <summary>Adam's settings.</summary>
/// <param name="LearningRate">greater than 0</param>
/// <param name="Beta1">decay of the first moment, in [0, 1)</param>
/// <param name="Beta2">decay of the second moment, in [0, 1)</param>
/// <param name="WeightDecay">L2 penalty added to the gradient, at least 0</param>
internal readonly record struct AdamSettings(double LearningRate, double Beta1, double Beta2, double WeightDecay = 0);
