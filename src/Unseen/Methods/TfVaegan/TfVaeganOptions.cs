using Unseen.Generators;
using Unseen.Methods.FVaeganD2;
using Unseen.Numerics;
using Unseen.Options;
using Unseen.Problems;

namespace Unseen.Methods.TfVaegan;

/// <summary>TF-VAEGAN: f-VAEGAN-D2 with a semantic decoder, whose hidden layer is fed back to the generator and given
/// to the classifier beside the features.</summary>
public sealed record TfVaeganOptions : GuidedVaeganOptions
{
    private const double CostBesideWgan = 2;
    private const int DecoderAndFeedback = 5; // the feedback's two layers are as wide as deep

    /// <inheritdoc/>
    public override MethodDescription Description { get; } = new(
        "tf-vaegan", "f-VAEGAN-D2 with a semantic decoder, fed back to the generator and given to the classifier",
        "Narayan et al., Latent Embedding Feedback and Discriminative Features for Zero-Shot Classification, ECCV 2020",
        Rank: 7);

    /// <summary>What feedback is multiplied by in training, at least 0, default 0.5; published between 0.01 and
    /// 1.</summary>
    [Option("What feedback is multiplied by in training", AtLeast = 0)]
    public double TrainingFeedback { get; init; } = 0.5;

    /// <summary>What feedback is multiplied by when pseudo-features are made, at least 0, default 0.5; published
    /// between 0.01 and 1.</summary>
    [Option("What feedback is multiplied by when pseudo-features are made", AtLeast = 0)]
    public double SynthesisFeedback { get; init; } = 0.5;

    /// <summary>Adam's learning rate for the feedback's layers, greater than 0, default 1e-5.</summary>
    [Option("Adam's learning rate for the feedback's layers", MoreThan = 0)]
    public double FeedbackLearningRate { get; init; } = 1e-5;

    /// <inheritdoc/>
    public override double EpochCost => CostBesideWgan * base.EpochCost;

    /// <inheritdoc/>
    private protected override int Networks => base.Networks + DecoderAndFeedback;

    /// <inheritdoc/>
    public override double SpaceWidth(ProblemSize size) => base.SpaceWidth(size) + Hidden;

    /// <inheritdoc/>
    public override IFeatureGenerator Create(GzslProblem problem, int seed, Precision precision) =>
        new TfVaeganGenerator(problem, this, seed, precision);
}
