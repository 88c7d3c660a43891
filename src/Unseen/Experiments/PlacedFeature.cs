namespace Unseen.Experiments;

/// <summary>A feature's place in the plane.</summary>
/// <param name="Class">index among the unseen classes</param>
/// <param name="IsReal">a test image's, otherwise generated</param>
/// <param name="X">horizontally</param>
/// <param name="Y">vertically</param>
public readonly record struct PlacedFeature(int Class, bool IsReal, double X, double Y);
