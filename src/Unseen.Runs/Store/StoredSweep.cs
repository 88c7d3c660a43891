namespace Unseen.Runs.Store;

/// <summary>A sweep in a store.</summary>
/// <param name="Name">name of the sweep, unique in the store</param>
/// <param name="Spec">specification of the sweep as JSON</param>
/// <param name="Folder">folder that contains the folders of the runs</param>
/// <param name="Created">time at which the sweep was added</param>
public sealed record StoredSweep(string Name, string Spec, string Folder, DateTimeOffset Created);
