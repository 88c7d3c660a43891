namespace Unseen.Web.Classes;

/// <summary>A class of a model.</summary>
/// <param name="Class">its name</param>
/// <param name="Seen">whether training had images of it</param>
internal sealed record ClassEntry(string Class, bool Seen);
