using Unseen.Runs.Store;
using Unseen.Training;

namespace Unseen.Runs.Sweeps;

/// <summary>A validated run of a sweep.</summary>
/// <param name="Run">the run to add to the store</param>
/// <param name="Options">options of the run</param>
/// <param name="Bytes">estimated main memory of the run in bytes</param>
public sealed record PlannedRun(NewRun Run, RunOptions Options, double Bytes);
