using Unseen.Runs.Store;
using Unseen.Training;

namespace Unseen.Runs.Sweeps;

/// <summary>A run of a sweep, checked.</summary>
/// <param name="Run">as the store has it</param>
/// <param name="Options">its options</param>
/// <param name="Bytes">the main memory that it is going to need, as far as that can be told</param>
public sealed record PlannedRun(NewRun Run, RunOptions Options, double Bytes);
