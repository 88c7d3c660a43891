namespace Unseen.Training.Progress;

/// <summary>What is being trained.</summary>
public enum TrainingPhase
{
    /// <summary>The feature generator.</summary>
    Generator,

    /// <summary>The classifier.</summary>
    Classifier,
}
