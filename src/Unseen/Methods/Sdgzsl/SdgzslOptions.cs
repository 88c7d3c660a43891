using Unseen.Generators;
using Unseen.Numerics;
using Unseen.Options;
using Unseen.Problems;

namespace Unseen.Methods.Sdgzsl;

/// <summary>SDGZSL: a conditional variational autoencoder generates features, and a second autoencoder splits them into
/// a part that agrees with the descriptor and an unrelated part. The classifier works on the first part.</summary>
public sealed record SdgzslOptions : GeneratorOptions
{
    private const double CostOfPublishedWidths = 40;
    private const double PublishedHidden = 2048;

    /// <inheritdoc/>
    public override MethodDescription Description { get; } = new(
        "sdgzsl",
        "a conditional VAE, whose features are split into a part that agrees with the descriptor and an unrelated part",
        "Chen et al., Semantics Disentangling for Generalized Zero-Shot Learning, ICCV 2021", Rank: 9);

    /// <summary>Width of the hidden layers of the VAE and of the second autoencoder's decoder, at least 1, default
    /// 2048.</summary>
    [Option("Width of the hidden layers", AtLeast = 1)]
    public int Hidden { get; init; } = 2048;

    /// <summary>Epochs of ceil(N / batch) steps, at least 1, default 50.</summary>
    [Option("Epochs of training", AtLeast = 1, IsCommon = true)]
    public int Epochs { get; init; } = 50;

    /// <summary>Samples in each step, at least 1, default 64.</summary>
    [Option("Samples per step", AtLeast = 1, Alias = "batch")]
    public int BatchSize { get; init; } = 64;

    /// <summary>Adam's learning rate, greater than 0, default 1e-4.</summary>
    [Option("Adam's learning rate", MoreThan = 0)]
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>Weight of the L2 penalty, whose gradient is added to the gradients of the losses, at least 0, default
    /// 1e-6.</summary>
    [Option("L2 penalty on the weights", AtLeast = 0)]
    public double WeightDecay { get; init; } = 1e-6;

    /// <summary>Width of the part that agrees with the descriptor, at least 1, default 1024. The classifier works on
    /// this part.</summary>
    [Option("Width of the part that the classifier works on", AtLeast = 1)]
    public int SemanticWidth { get; init; } = 1024;

    /// <summary>Width of the part that is unrelated to the descriptor, at least 1, default 1024.</summary>
    [Option("Width of the part that is unrelated to the descriptor", AtLeast = 1)]
    public int UnrelatedWidth { get; init; } = 1024;

    /// <summary>Width of the relation network's hidden layer, at least 1, default 2048.</summary>
    [Option("Width of the relation network's hidden layer", AtLeast = 1)]
    public int RelationHidden { get; init; } = 2048;

    /// <summary>Weight of the relation loss, at least 0, default 3. Published values are from 0.1 to 30.</summary>
    [Option("Weight of the relation loss", AtLeast = 0)]
    public double RelationWeight { get; init; } = 3;

    /// <summary>Final weight of the total correlation of the two parts, at least 0, default 0.1. Published values are
    /// from 0.003 to 1.</summary>
    [Option("Final weight of the total correlation of both parts", AtLeast = 0)]
    public double CorrelationWeight { get; init; } = 0.1;

    /// <summary>Number of consecutive steps whose loss contains the total correlation, after each step that trains its
    /// discriminator, at least 1, default 3.</summary>
    [Option("Steps with the total correlation after each step of its discriminator", AtLeast = 1)]
    public int CorrelationSteps { get; init; } = 3;

    /// <summary>Growth of the weight of the Kullback-Leibler divergence per epoch, in (0, 1], default 0.001. The weight
    /// is 0 in the first epoch and grows until it is 1.</summary>
    [Option("Growth per epoch of the weight of the Kullback-Leibler divergence, up to 1", MoreThan = 0, AtMost = 1)]
    public double DivergenceWarmUp { get; init; } = 0.001;

    /// <summary>Growth of the weight of the total correlation per epoch, as a share of
    /// <see cref="CorrelationWeight"/>, in (0, 1], default 0.001. The weight is 0 in the first epoch.</summary>
    [Option("Growth per epoch of the weight of the total correlation, as a share of its final weight", MoreThan = 0,
        AtMost = 1)]
    public double CorrelationWarmUp { get; init; } = 0.001;

    /// <inheritdoc/>
    public override int TrainingEpochs => Epochs;

    /// <inheritdoc/>
    public override int ReportEpochs => 100;

    /// <inheritdoc/>
    public override int QuickEpochs => 10;

    /// <inheritdoc/>
    public override double EpochCost => CostOfPublishedWidths * Hidden / PublishedHidden;

    /// <inheritdoc/>
    public override IFeatureGenerator Create(GzslProblem problem, int seed, Precision precision) =>
        new SdgzslGenerator(problem, this, seed, precision);

    /// <inheritdoc/>
    public override double SpaceWidth(ProblemSize size) => SemanticWidth;

    /// <inheritdoc/>
    public override double GuessMemory(ProblemSize size)
    {
        ArgumentNullException.ThrowIfNull(size);
        double parts = (double)SemanticWidth + UnrelatedWidth, rows = 2.0 * BatchSize;
        return size.Networks(Hidden, BatchSize, networks: 2)
            + ((1 + size.Splits) * ProblemSize.Weight * (((size.Features + Hidden) * parts) + (Hidden * size.Features)
                + (RelationHidden * (SemanticWidth + size.Descriptor))))
            + (ProblemSize.Activation * rows * ((2 * parts) + Hidden + RelationHidden + (3 * size.Features)));
    }
}
