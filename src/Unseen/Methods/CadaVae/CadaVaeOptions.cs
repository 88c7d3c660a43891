using Unseen.Generators;
using Unseen.Numerics;
using Unseen.Options;
using Unseen.Problems;

namespace Unseen.Methods.CadaVae;

/// <summary>CADA-VAE: a variational autoencoder for features and another for descriptors. They share one latent space,
/// in which the classifier works. The defaults are the published settings.</summary>
public sealed record CadaVaeOptions : GeneratorOptions
{
    private const double CostOfPublishedWidths = 15;

    /// <inheritdoc/>
    public override MethodDescription Description { get; } = new(
        "cada-vae", "two VAEs, for features and for descriptors, with one latent space, in which the classifier works",
        "Schönfeld et al., Generalized Zero- and Few-Shot Learning via Aligned Variational Autoencoders, CVPR 2019",
        Rank: 10);

    /// <summary>Epochs of ceil(N / batch) steps, at least 1, default 100.</summary>
    [Option("Epochs of training", AtLeast = 1, IsCommon = true)]
    public int Epochs { get; init; } = 100;

    /// <summary>Samples in each step, at least 1, default 50.</summary>
    [Option("Samples per step", AtLeast = 1, Alias = "batch")]
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

    /// <summary>Final weight β of the Kullback-Leibler divergence, at least 0, default 0.25. The weight is 0 in the
    /// first epoch and then rises linearly.</summary>
    [Option("Final weight of the Kullback-Leibler divergence", AtLeast = 0)]
    public double DivergenceWeight { get; init; } = 0.25;

    /// <summary>Number of epochs after which the weight of the divergence is final, at least 0, default 93. If this is
    /// 0, the weight is final from the first epoch on.</summary>
    [Option("Epochs after which the weight of the divergence is final", AtLeast = 0)]
    public int DivergenceEnd { get; init; } = 93;

    /// <summary>Final weight γ of the cross-alignment, at least 0, default 2.37.</summary>
    [Option("Final weight of the cross-alignment", AtLeast = 0)]
    public double CrossWeight { get; init; } = 2.37;

    /// <summary>Number of the epoch, counted from 0, after which the weight of the cross-alignment rises linearly from
    /// 0, at least 0, default 21.</summary>
    [Option("Epochs after which the weight of the cross-alignment begins to rise", AtLeast = 0)]
    public int CrossStart { get; init; } = 21;

    /// <summary>Number of epochs after which the weight of the cross-alignment is final, at least 0, default 75. If
    /// this is not greater than <see cref="CrossStart"/>, the weight is 0 in these epochs and does not rise
    /// gradually.</summary>
    [Option("Epochs after which the weight of the cross-alignment is final", AtLeast = 0)]
    public int CrossEnd { get; init; } = 75;

    /// <summary>Final weight δ of the distribution alignment, at least 0, default 8.13.</summary>
    [Option("Final weight of the distribution alignment", AtLeast = 0)]
    public double AlignmentWeight { get; init; } = 8.13;

    /// <summary>Number of the epoch, counted from 0, after which the weight of the distribution alignment rises
    /// linearly from 0, at least 0, default 6.</summary>
    [Option("Epochs after which the weight of the distribution alignment begins to rise", AtLeast = 0)]
    public int AlignmentStart { get; init; } = 6;

    /// <summary>Number of epochs after which the weight of the distribution alignment is final, at least 0, default 22.
    /// If this is not greater than <see cref="AlignmentStart"/>, the weight is 0 in these epochs and does not rise
    /// gradually.</summary>
    [Option("Epochs after which the weight of the distribution alignment is final", AtLeast = 0)]
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
        double features = (double)FeatureEncoderHidden + FeatureDecoderHidden,
            descriptors = (double)DescriptorEncoderHidden + DescriptorDecoderHidden, latent = 2.0 * Latent;
        return ((1 + size.Splits) * ProblemSize.Weight * ((features * (size.Features + latent))
                + (descriptors * (size.Descriptor + latent))))
            + (ProblemSize.Activation * 2 * Math.Min(BatchSize, size.Samples)
                * ((2 * size.Features) + features + descriptors));
    }
}
