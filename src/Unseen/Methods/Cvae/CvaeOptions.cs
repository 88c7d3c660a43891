using Unseen.Generators;
using Unseen.Numerics;
using Unseen.Options;
using Unseen.Problems;

namespace Unseen.Methods.Cvae;

/// <summary>The conditional variational autoencoder.</summary>
public sealed record CvaeOptions : GeneratorOptions
{
    /// <inheritdoc/>
    public override MethodDescription Description { get; } = new(
        "cvae", "a conditional variational autoencoder", "Kingma & Welling, Auto-Encoding Variational Bayes, 2013",
            Rank: 2);

    /// <summary>Width of the hidden layer of the encoder and of the decoder, at least 1, default 4096.</summary>
    [Option("Width of the hidden layers", AtLeast = 1)]
    public int Hidden { get; init; } = 4096;

    /// <summary>Epochs of ceil(N / batch) steps, at least 1, default 50.</summary>
    [Option("Epochs of training", AtLeast = 1, IsCommon = true)]
    public int Epochs { get; init; } = 50;

    /// <summary>Samples in each step, at least 1, default 512.</summary>
    [Option("Samples per step", AtLeast = 1, Alias = "batch")]
    public int BatchSize { get; init; } = 512;

    /// <summary>Adam's learning rate, greater than 0, default 1e-4.</summary>
    [Option("Adam's learning rate", MoreThan = 0)]
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>
    /// Weight of the squared error relative to the Kullback-Leibler divergence, greater than 0, default 1, which
    /// corresponds to a decoder of variance 1/2.
    /// </summary>
    [Option("Weight of the squared error", MoreThan = 0)]
    public double ReconstructionWeight { get; init; } = 1;

    /// <inheritdoc/>
    public override int TrainingEpochs => Epochs;

    /// <inheritdoc/>
    public override int ReportEpochs => 100;

    /// <inheritdoc/>
    public override int QuickEpochs => 30;

    /// <inheritdoc/>
    public override double EpochCost => 18;

    /// <inheritdoc/>
    public override IFeatureGenerator Create(GzslProblem problem, int seed, Precision precision) =>
        new CvaeGenerator(problem, this, seed, precision);

    /// <inheritdoc/>
    public override double GuessMemory(ProblemSize size)
    {
        ArgumentNullException.ThrowIfNull(size);
        return size.Networks(Hidden, BatchSize, networks: 2);
    }
}
