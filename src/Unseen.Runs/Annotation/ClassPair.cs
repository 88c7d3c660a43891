namespace Unseen.Runs.Annotation;

/// <summary>Two classes.</summary>
/// <param name="First">0-based class</param>
/// <param name="Second">0-based class</param>
public sealed record ClassPair(int First, int Second);
