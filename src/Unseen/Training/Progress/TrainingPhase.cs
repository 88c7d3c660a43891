namespace Unseen.Training.Progress;

/// <summary>Specifies what is being trained.</summary>
public enum TrainingPhase
{
    /// <summary>The feature generator.</summary>
    Generator,

    /// <summary>The classifier.</summary>
    Classifier,
}
