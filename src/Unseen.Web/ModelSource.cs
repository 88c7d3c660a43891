namespace Unseen.Web;

/// <summary>A model to serve.</summary>
/// <param name="Name">what requests call it: letters, digits, dots, dashes and underscores</param>
/// <param name="Path">the folder of a run, or a model file</param>
public sealed record ModelSource(string Name, string Path);
