using Unseen.Training.Progress;

namespace Unseen.Experiments;

/// <summary>How far an experiment is.</summary>
/// <param name="Fraction">share of the expected work that is done, from 0 to 1</param>
/// <param name="TimeLeft">expected time left, from the time that the work so far took</param>
/// <param name="Cell">a configuration that is being trained</param>
/// <param name="Training">the latest epoch</param>
public sealed record ExperimentProgress(
    double Fraction, TimeSpan TimeLeft, ExperimentCell Cell, TrainingProgress Training);
