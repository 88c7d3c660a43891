using Unseen.Options;

namespace Unseen.Classifiers;

/// <summary>How a classifier is trained: Adam on mini-batches, the learning rate halved now and then.</summary>
public sealed record ClassifierTrainingOptions
{
    /// <summary>Passes over real seen and pseudo unseen features, at least 1, default 60.</summary>
    [Option("Epochs of training", AtLeast = 1, IsCommon = true)]
    public int Epochs { get; init; } = 60;

    /// <summary>Samples a step, at least 1, default 512.</summary>
    [Option("Samples a step", AtLeast = 1, Alias = "batch")]
    public int BatchSize { get; init; } = 512;

    /// <summary>Adam's learning rate, greater than 0.</summary>
    [Option("Adam's learning rate", MoreThan = 0)]
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>Adam's β1, in [0, 1), default 0.5.</summary>
    [Option("Adam's β1", AtLeast = 0, LessThan = 1)]
    public double Beta1 { get; init; } = 0.5;

    /// <summary>Adam's β2, in [0, 1), default 0.999.</summary>
    [Option("Adam's β2", AtLeast = 0, LessThan = 1)]
    public double Beta2 { get; init; } = 0.999;

    /// <summary>L2 penalty added to the gradient, at least 0.</summary>
    [Option("L2 penalty", AtLeast = 0)]
    public double WeightDecay { get; init; }

    /// <summary>The learning rate is halved each time this many epochs have passed, at least 1, default 30.</summary>
    [Option("Epochs after which the learning rate is halved", AtLeast = 1)]
    public int HalveEvery { get; init; } = 30;
}
