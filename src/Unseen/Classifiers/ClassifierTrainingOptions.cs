using Unseen.Options;

namespace Unseen.Classifiers;

/// <summary>The training settings of a classifier. It is trained by Adam on mini-batches, with a learning rate that is
/// halved at regular intervals.</summary>
public sealed record ClassifierTrainingOptions : ClassifierSchedule
{
    /// <summary>Adam's learning rate in the first epoch, greater than 0. The default is 1e-4; some classifiers set
    /// another.</summary>
    [Option("Adam's learning rate", MoreThan = 0)]
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>Adam's β1, in [0, 1), default 0.5.</summary>
    [Option("Adam's β1", AtLeast = 0, LessThan = 1)]
    public double Beta1 { get; init; } = 0.5;

    /// <summary>Adam's β2, in [0, 1), default 0.999.</summary>
    [Option("Adam's β2", AtLeast = 0, LessThan = 1)]
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Weight of the L2 penalty, whose gradient is added to the gradient of the loss, at least 0. The default
    /// is 0; some classifiers set another.</summary>
    [Option("L2 penalty", AtLeast = 0)]
    public double WeightDecay { get; init; }
}
