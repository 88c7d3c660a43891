using Unseen.Generators;
using Unseen.Methods.FVaeganD2;
using Unseen.Numerics;
using Unseen.Options;
using Unseen.Problems;

namespace Unseen.Methods.TfVaegan;

/// <summary>TF-VAEGAN: f-VAEGAN-D2 with a semantic decoder. The decoder's hidden layer is fed back to the generator,
/// and the classifier gets this layer in addition to the features.</summary>
public sealed record TfVaeganOptions : GuidedVaeganOptions
{
    private const double CostRelativeToWgan = 2;
    private const int DecoderAndFeedback = 5; // the decoder counts as 1, and each H x H layer of the feedback as 2

    /// <inheritdoc/>
    public override MethodDescription Description { get; } = new(
        "tf-vaegan", "f-VAEGAN-D2 with a semantic decoder, whose hidden layer feeds the generator and the classifier",
        "Narayan et al., Latent Embedding Feedback and Discriminative Features for Zero-Shot Classification, ECCV 2020",
        Rank: 7);

    /// <summary>Factor of the feedback in training, at least 0, default 0.5. Published values are from 0.01 to
    /// 1.</summary>
    [Option("Factor of the feedback in training", AtLeast = 0)]
    public double TrainingFeedback { get; init; } = 0.5;

    /// <summary>Factor of the feedback when pseudo-features are generated, at least 0, default 0.5. Published values
    /// are from 0.01 to 1.</summary>
    [Option("Factor of the feedback when pseudo-features are generated", AtLeast = 0)]
    public double SynthesisFeedback { get; init; } = 0.5;

    /// <summary>Adam's learning rate for the feedback network, greater than 0, default 1e-5.</summary>
    [Option("Adam's learning rate for the feedback network", MoreThan = 0)]
    public double FeedbackLearningRate { get; init; } = 1e-5;

    /// <inheritdoc/>
    public override double EpochCost => CostRelativeToWgan * base.EpochCost;

    /// <inheritdoc/>
    private protected override int Networks => base.Networks + DecoderAndFeedback;

    /// <inheritdoc/>
    public override double SpaceWidth(ProblemSize size) => base.SpaceWidth(size) + Hidden;

    /// <inheritdoc/>
    public override IFeatureGenerator Create(GzslProblem problem, int seed, Precision precision) =>
        new TfVaeganGenerator(problem, this, seed, precision);
}
