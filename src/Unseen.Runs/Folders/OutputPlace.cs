namespace Unseen.Runs.Folders;

/// <summary>Where results are to go.</summary>
/// <param name="Path">the folder, or null for a new one under "runs"</param>
/// <param name="Overwrite">whether earlier results there are replaced, once the new ones are complete</param>
public sealed record OutputPlace(string? Path = null, bool Overwrite = false)
{
    /// <summary>What messages call the path, default "--out".</summary>
    public string Name { get; init; } = "--out";
}
