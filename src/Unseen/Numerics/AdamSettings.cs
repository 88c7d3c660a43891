namespace Unseen.Numerics;

/// <summary>The settings of the Adam optimiser.</summary>
/// <param name="LearningRate">learning rate, greater than 0</param>
/// <param name="Beta1">decay of the first moment, in [0, 1)</param>
/// <param name="Beta2">decay of the second moment, in [0, 1)</param>
/// <param name="WeightDecay">factor of the L2 penalty's gradient, at least 0, default 0</param>
internal readonly record struct AdamSettings(double LearningRate, double Beta1, double Beta2, double WeightDecay = 0);
