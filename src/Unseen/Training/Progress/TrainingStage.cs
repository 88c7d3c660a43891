namespace Unseen.Training.Progress;

/// <summary>Specifies a stage of a protocol.</summary>
public enum TrainingStage
{
    /// <summary>Settings are being chosen: on the validation split or, for a closed-form classifier in the paper
    /// protocol, also on the test images.</summary>
    Validation,

    /// <summary>The model is being trained on all training images.</summary>
    Final,
}
