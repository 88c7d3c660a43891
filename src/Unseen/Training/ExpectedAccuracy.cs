namespace Unseen.Training;

/// <summary>What a class added by its description alone may be expected to reach, tried on a class that is known.</summary>
/// <param name="Label">the class that was left out of training and added afterwards</param>
/// <param name="Images">its photographs</param>
/// <param name="Accuracy">per cent of them that were recognised, all classes being candidates</param>
public readonly record struct ExpectedAccuracy(int Label, int Images, double Accuracy);
