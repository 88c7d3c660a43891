using Unseen.Options;

namespace Unseen.Classifiers;

/// <summary>How a classifier is trained: Adam on mini-batches, the learning rate halved now and then.</summary>
public sealed record ClassifierTrainingOptions : ClassifierSchedule
{
    /// <summary>Adam's learning rate, greater than 0.</summary>
    [Option("Adam's learning rate", MoreThan = 0)]
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>Adam's β1, in [0, 1), default 0.5.</summary>
    [Option("Adam's β1", AtLeast = 0, LessThan = 1)]
    public double Beta1 { get; init; } = 0.5;

    /// <summary>Adam's β2, in [0, 1), default 0.999.</summary>
    [Option("Adam's β2", AtLeast = 0, LessThan = 1)]
    public double Beta2 { get; init; } = 0.999;

    /// <summary>L2 penalty that is added to the gradient, at least 0, default 0.</summary>
    [Option("L2 penalty", AtLeast = 0)]
    public double WeightDecay { get; init; }
}
