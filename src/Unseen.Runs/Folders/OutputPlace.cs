namespace Unseen.Runs.Folders;

/// <summary>The folder for results.</summary>
/// <param name="Path">the folder, or null for a new one under "runs"</param>
/// <param name="Overwrite">whether earlier results there are replaced, once the new ones are complete</param>
public sealed record OutputPlace(string? Path = null, bool Overwrite = false)
{
    /// <summary>The name of the option in messages, default "--out".</summary>
    public string Name { get; init; } = "--out";
}
