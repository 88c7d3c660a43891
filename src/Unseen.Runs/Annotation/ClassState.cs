namespace Unseen.Runs.Annotation;

/// <summary>A class of an annotation session.</summary>
/// <param name="Name">its name</param>
/// <param name="IsSeen">whether training uses its photographs</param>
/// <param name="Photographs">number of photographs that can be shown beside it; 0 for an unseen class, since a
/// description that was written from the test photographs would make the result too good</param>
public sealed record ClassState(string Name, bool IsSeen, int Photographs);
