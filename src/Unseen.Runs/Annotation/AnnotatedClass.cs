namespace Unseen.Runs.Annotation;

/// <summary>A class that people describe by attributes.</summary>
/// <param name="Name">its name</param>
/// <param name="Role">"seen" or "unseen"; if null, the class is seen if it has photographs</param>
/// <param name="Description">its description in words, or null</param>
public sealed record AnnotatedClass(string Name, string? Role = null, string? Description = null);
