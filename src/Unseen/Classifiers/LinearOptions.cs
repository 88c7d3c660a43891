namespace Unseen.Classifiers;

/// <summary>The linear head's training.</summary>
public sealed record LinearOptions
{
    /// <summary>How it is trained: Adam 1e-3, no weight decay.</summary>
    public ClassifierTrainingOptions Training { get; init; } = new() { LearningRate = 1e-3 };
}
