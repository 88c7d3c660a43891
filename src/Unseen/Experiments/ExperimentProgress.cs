using Unseen.Training.Progress;

namespace Unseen.Experiments;

/// <summary>The progress of an experiment.</summary>
/// <param name="Fraction">finished fraction of the expected work, from 0 to 1</param>
/// <param name="TimeLeft">expected remaining time, extrapolated from the elapsed time; zero before any work is
/// done</param>
/// <param name="Cell">the configuration that is being trained</param>
/// <param name="Training">the latest epoch</param>
public sealed record ExperimentProgress(
    double Fraction, TimeSpan TimeLeft, ExperimentCell Cell, TrainingProgress Training);
