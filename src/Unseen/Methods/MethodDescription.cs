namespace Unseen.Methods;

/// <summary>The name of a method and the text about it that users read.</summary>
/// <param name="Name">
/// the name on the command line and in files, such as <c>f-clswgan</c>; unique among the methods of the same kind
/// </param>
/// <param name="Summary">what the method is or does, in one phrase without a full stop</param>
/// <param name="Paper">authors, title, venue and year; null (default) if it is not published</param>
/// <param name="Rank">
/// the position in lists, ascending; methods of the same rank are ordered by name. With the default, 1000, a method
/// comes after all built-in methods
/// </param>
public sealed record MethodDescription(string Name, string Summary, string? Paper = null, int Rank = 1000);
