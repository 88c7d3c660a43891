using Unseen.Generators;
using Unseen.Numerics;
using Unseen.Options;
using Unseen.Problems;

namespace Unseen.Methods.CadaVae;

/// <summary>CADA-VAE: a variational autoencoder of features and one of descriptors with one latent space, in which the
/// classifier works; defaults are the published settings.</summary>
public sealed record CadaVaeOptions : GeneratorOptions
{
    private const double CostOfPublishedWidths = 15;

    /// <inheritdoc/>
    public override MethodDescription Description { get; } = new(
        "cada-vae", "two VAEs, of features and of descriptors, with one latent space, in which the classifier works",
        "Schönfeld et al., Generalized Zero- and Few-Shot Learning via Aligned Variational Autoencoders, CVPR 2019",
        Rank: 10);

    /// <summary>Epochs of ceil(N / batch) steps, at least 1, default 100.</summary>
    [Option("Epochs of training", AtLeast = 1, IsCommon = true)]
    public int Epochs { get; init; } = 100;

    /// <summary>Samples a step, at least 1, default 50.</summary>
    [Option("Samples a step", AtLeast = 1, Alias = "batch")]
    public int BatchSize { get; init; } = 50;

    /// <summary>Adam's learning rate, greater than 0, default 1.5e-4.</summary>
    [Option("Adam's learning rate", MoreThan = 0)]
    public double LearningRate { get; init; } = 1.5e-4;

    /// <summary>Width of the latent space that the classifier works in, at least 1, default 64.</summary>
    [Option("Width of the latent space that the classifier works in", AtLeast = 1)]
    public int Latent { get; init; } = 64;

    /// <summary>Width of the hidden layer of the features' encoder, at least 1, default 1560.</summary>
    [Option("Width of the hidden layer of the features' encoder", AtLeast = 1)]
    public int FeatureEncoderHidden { get; init; } = 1560;

    /// <summary>Width of the hidden layer of the features' decoder, at least 1, default 1660.</summary>
    [Option("Width of the hidden layer of the features' decoder", AtLeast = 1)]
    public int FeatureDecoderHidden { get; init; } = 1660;

    /// <summary>Width of the hidden layer of the descriptors' encoder, at least 1, default 1450.</summary>
    [Option("Width of the hidden layer of the descriptors' encoder", AtLeast = 1)]
    public int DescriptorEncoderHidden { get; init; } = 1450;

    /// <summary>Width of the hidden layer of the descriptors' decoder, at least 1, default 665.</summary>
    [Option("Width of the hidden layer of the descriptors' decoder", AtLeast = 1)]
    public int DescriptorDecoderHidden { get; init; } = 665;

    /// <summary>Weight β of the Kullback-Leibler divergence once it has warmed up, at least 0, default 0.25.</summary>
    [Option("Weight of the divergence once it has warmed up", AtLeast = 0)]
    public double DivergenceWeight { get; init; } = 0.25;

    /// <summary>Epochs after which the divergence has its whole weight, at least 0, default 93.</summary>
    [Option("Epochs after which the divergence has its whole weight", AtLeast = 0)]
    public int DivergenceEnd { get; init; } = 93;

    /// <summary>Weight γ of the cross-alignment once it has warmed up, at least 0, default 2.37.</summary>
    [Option("Weight of the cross-alignment once it has warmed up", AtLeast = 0)]
    public double CrossWeight { get; init; } = 2.37;

    /// <summary>Epochs before the cross-alignment begins to count, at least 0, default 21.</summary>
    [Option("Epochs before the cross-alignment begins to count", AtLeast = 0)]
    public int CrossStart { get; init; } = 21;

    /// <summary>Epochs after which the cross-alignment has its whole weight, at least 0, default 75.</summary>
    [Option("Epochs after which the cross-alignment has its whole weight", AtLeast = 0)]
    public int CrossEnd { get; init; } = 75;

    /// <summary>Weight δ of the distribution alignment once it has warmed up, at least 0, default 8.13.</summary>
    [Option("Weight of the distribution alignment once it has warmed up", AtLeast = 0)]
    public double AlignmentWeight { get; init; } = 8.13;

    /// <summary>Epochs before the distribution alignment begins to count, at least 0, default 6.</summary>
    [Option("Epochs before the distribution alignment begins to count", AtLeast = 0)]
    public int AlignmentStart { get; init; } = 6;

    /// <summary>Epochs after which the distribution alignment has its whole weight, at least 0, default 22.</summary>
    [Option("Epochs after which the distribution alignment has its whole weight", AtLeast = 0)]
    public int AlignmentEnd { get; init; } = 22;

    /// <inheritdoc/>
    public override int TrainingEpochs => Epochs;

    /// <inheritdoc/>
    public override int ReportEpochs => 100;

    /// <inheritdoc/>
    public override int QuickEpochs => 30;

    /// <inheritdoc/>
    public override double EpochCost => CostOfPublishedWidths;

    /// <inheritdoc/>
    public override IFeatureGenerator Create(GzslProblem problem, int seed, Precision precision) =>
        new CadaVaeGenerator(problem, this, seed, precision);

    /// <inheritdoc/>
    public override double SpaceWidth(ProblemSize size) => Latent;

    /// <inheritdoc/>
    public override double GuessMemory(ProblemSize size)
    {
        ArgumentNullException.ThrowIfNull(size);
        double features = FeatureEncoderHidden + FeatureDecoderHidden,
            descriptors = DescriptorEncoderHidden + DescriptorDecoderHidden;
        return ((1 + size.Splits) * ProblemSize.Weight * ((features * (size.Features + (2 * Latent)))
                + (descriptors * (size.Descriptor + (2 * Latent)))))
            + (ProblemSize.Activation * 2 * BatchSize * ((2 * size.Features) + features + descriptors));
    }
}
