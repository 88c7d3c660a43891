namespace Unseen.Runs.Store;

/// <summary>A run that a sweep wants.</summary>
/// <param name="Id">tells it from all other runs of all sweeps; the same run has the same id every time</param>
/// <param name="Number">its place in the sweep; those with lower ones begin first</param>
/// <param name="Dataset">name of its data</param>
/// <param name="Config">its options, JSON</param>
/// <param name="Folder">where its results go</param>
public sealed record NewRun(string Id, long Number, string Dataset, string Config, string Folder);
