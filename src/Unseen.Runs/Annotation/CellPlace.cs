namespace Unseen.Runs.Annotation;

/// <summary>A cell of an attribute table.</summary>
/// <param name="Label">0-based class</param>
/// <param name="Attribute">0-based attribute</param>
public sealed record CellPlace(int Label, int Attribute);
