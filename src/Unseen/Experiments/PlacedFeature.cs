namespace Unseen.Experiments;

/// <summary>The position of a feature in the plane.</summary>
/// <param name="Class">0-based index among the unseen classes</param>
/// <param name="IsReal">true for the feature of a test image, false for a generated feature</param>
/// <param name="X">horizontal position</param>
/// <param name="Y">vertical position</param>
public readonly record struct PlacedFeature(int Class, bool IsReal, double X, double Y);
