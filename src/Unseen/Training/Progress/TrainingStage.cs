namespace Unseen.Training.Progress;

/// <summary>Specifies a stage of a protocol.</summary>
public enum TrainingStage
{
    /// <summary>Settings are being chosen on the validation split. In the paper protocol, the options of a closed-form
    /// classifier are chosen on the test images.</summary>
    Validation,

    /// <summary>The model is being trained on all training images.</summary>
    Final,
}
