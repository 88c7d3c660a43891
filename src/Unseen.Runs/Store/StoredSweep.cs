namespace Unseen.Runs.Store;

/// <summary>A sweep as the store has it.</summary>
/// <param name="Name">its name, of which there is one in a store</param>
/// <param name="Spec">what it was asked for with, JSON</param>
/// <param name="Folder">where its runs' folders are</param>
/// <param name="Created">when it was first asked for</param>
public sealed record StoredSweep(string Name, string Spec, string Folder, DateTimeOffset Created);
