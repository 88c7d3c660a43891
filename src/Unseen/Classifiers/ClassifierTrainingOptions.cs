using Unseen.Options;

namespace Unseen.Classifiers;

/// <summary>
/// The training settings of a classifier: Adam on mini-batches, with a learning rate that is halved at regular
/// intervals.
/// </summary>
public sealed record ClassifierTrainingOptions
{
    /// <summary>Number of passes over the real seen and the unseen pseudo-features, at least 1, default 60.</summary>
    [Option("Epochs of training", AtLeast = 1, IsCommon = true)]
    public int Epochs { get; init; } = 60;

    /// <summary>Samples in each step, at least 1, default 512.</summary>
    [Option("Samples a step", AtLeast = 1, Alias = "batch")]
    public int BatchSize { get; init; } = 512;

    /// <summary>Adam's learning rate, greater than 0, default 1e-4.</summary>
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

    /// <summary>Number of epochs after which the learning rate is halved each time, at least 1, default 30.</summary>
    [Option("Epochs after which the learning rate is halved", AtLeast = 1)]
    public int HalveEvery { get; init; } = 30;
}
