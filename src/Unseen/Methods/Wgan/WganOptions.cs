using Unseen.Generators;
using Unseen.Numerics;
using Unseen.Options;
using Unseen.Problems;

namespace Unseen.Methods.Wgan;

/// <summary>
/// The conditional Wasserstein GAN with gradient penalty, and the settings that the generators based on it share.
/// Except for the epochs, the defaults are those of Chen et al., Zero-Shot Logit Adjustment, IJCAI 2022.
/// </summary>
public record WganOptions : GeneratorOptions
{
    /// <summary>The number of epochs between reductions of the learning rates.</summary>
    internal const int DecayEvery = 100;

    private const double EpochCostAtPublishedWidth = 80; // relative to an epoch of the prototype learner
    private const double PublishedHidden = 4096;
    private const double SmallBatch = 128; // an epoch takes longer if its batches are smaller than this

    /// <inheritdoc/>
    public override MethodDescription Description { get; } = new(
        "wgan", "a conditional Wasserstein GAN with gradient penalty",
            "Gulrajani et al., Improved Training of Wasserstein GANs, NeurIPS 2017", Rank: 3);

    /// <summary>Width of the hidden layers of the generator, of the critic, and of further networks of derived
    /// generators that have no width of their own, at least 1, default 4096.</summary>
    [Option("Width of the hidden layers", AtLeast = 1)]
    public int Hidden { get; init; } = 4096;

    /// <summary>The number of training epochs, at least 1, default 4. With N training samples, an epoch has
    /// ceil(N / <see cref="BatchSize"/>) generator steps.</summary>
    [Option("Epochs of training", AtLeast = 1, IsCommon = true)]
    public int Epochs { get; init; } = 4;

    /// <summary>Samples drawn at random for each critic step, at least 1, default 512. If there are fewer training
    /// samples, a step uses all of them.</summary>
    [Option("Samples per step", AtLeast = 1, Alias = "batch")]
    public int BatchSize { get; init; } = 512;

    /// <summary>Critic steps for each generator step, at least 1, default 5.</summary>
    [Option("Critic steps for each generator step", AtLeast = 1)]
    public int CriticSteps { get; init; } = 5;

    /// <summary>Weight of the gradient penalty, at least 0, default 10.</summary>
    [Option("Weight of the gradient penalty", AtLeast = 0)]
    public double GradientPenalty { get; init; } = 10;

    /// <summary>Adam's learning rate for the generator, the critic, and further networks of derived generators that
    /// have no learning rate of their own, greater than 0, default 1e-4.</summary>
    [Option("Adam's learning rate", MoreThan = 0)]
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>
    /// Factor that the learning rates are multiplied by after every 100 epochs, in (0, 1], default 1. The published
    /// value for CE-GZSL is 0.99.
    /// </summary>
    [Option("Factor of the learning rate after every 100 epochs", MoreThan = 0, AtMost = 1)]
    public double LearningRateDecay { get; init; } = 1;

    /// <inheritdoc/>
    public sealed override int TrainingEpochs => Epochs;

    /// <inheritdoc/>
    public override int ReportEpochs => 30;

    /// <inheritdoc/>
    public override int QuickEpochs => 10;

    /// <inheritdoc/>
    public override double EpochCost =>
        EpochCostAtPublishedWidth * Hidden / PublishedHidden * Math.Max(1, SmallBatch / BatchSize);

    /// <summary>The number of networks with the hidden width, for the memory estimate. A network that needs more memory
    /// counts several times.</summary>
    private protected virtual int Networks => 2;

    /// <inheritdoc/>
    public override IFeatureGenerator Create(GzslProblem problem, int seed, Precision precision) =>
        new WganGenerator(problem, this, seed, precision);

    /// <inheritdoc/>
    public sealed override double GuessMemory(ProblemSize size)
    {
        ArgumentNullException.ThrowIfNull(size);
        return size.Networks(Hidden, BatchSize, Networks);
    }
}
