namespace Unseen.Methods;

/// <summary>What a method is, for people.</summary>
/// <param name="Name">what it is called on the command line and in files, such as <c>f-clswgan</c>; unlike all others
/// of its kind</param>
/// <param name="Summary">what it does, one sentence</param>
/// <param name="Paper">authors, title, venue and year; null (default) if it is not published</param>
/// <param name="Rank">where lists have it, ascending, those of the same rank by name; default 1000, after all built-in
/// methods</param>
public sealed record MethodDescription(string Name, string Summary, string? Paper = null, int Rank = 1000);
