namespace Unseen.Runs.Folders;

/// <summary>The folder for results.</summary>
/// <param name="Path">the folder, or null (default) for a new one under "runs"</param>
/// <param name="Overwrite">whether to replace earlier results in the folder once the new ones are complete, default
/// false</param>
public sealed record OutputPlace(string? Path = null, bool Overwrite = false)
{
    /// <summary>The name of the option in messages, default "--out".</summary>
    public string Name { get; init; } = "--out";
}
