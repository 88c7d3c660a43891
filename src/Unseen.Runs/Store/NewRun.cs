namespace Unseen.Runs.Store;

/// <summary>A run of a sweep, to be added to a store.</summary>
/// <param name="Id">identifier, unique among the runs of all sweeps; the same run always has the same
/// identifier</param>
/// <param name="Number">position in the sweep; runs with lower numbers start first</param>
/// <param name="Dataset">name of the dataset</param>
/// <param name="Config">options of the run as JSON</param>
/// <param name="Folder">folder for the results</param>
public sealed record NewRun(string Id, long Number, string Dataset, string Config, string Folder);
