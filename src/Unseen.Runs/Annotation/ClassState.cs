namespace Unseen.Runs.Annotation;

/// <summary>A class of an annotation session.</summary>
/// <param name="Name">its name</param>
/// <param name="IsSeen">whether it has photographs to learn from</param>
/// <param name="Photographs">photographs that can be shown beside it; none of an unseen class, since a description that
/// is made from the photographs it is tested on would flatter the result</param>
public sealed record ClassState(string Name, bool IsSeen, int Photographs);
