using Unseen.Checkpoints;
using Unseen.Generators;
using Unseen.Inference;
using Unseen.Methods.FVaeganD2;
using Unseen.Numerics;
using Unseen.Optimisation;
using Unseen.Problems;
using static TorchSharp.torch;

namespace Unseen.Methods.Free;

/// <summary>
/// FREE's feature refinement. A layer h = LeakyReLU(W1 x + b1) is followed by the mean and the standard deviation of a
/// latent that has the width of the descriptor. The sigmoid of a sample of this latent predicts the descriptor. In
/// critic steps, the network learns from real features to predict the descriptor, and to keep the mean of each latent
/// near the learned centre of its class. In generator steps, the error of the prediction is part of the generator's
/// loss. The classifier's input is x, h and the sigmoid of the mean, concatenated.
/// </summary>
/// <remarks>
/// Chen et al., "FREE: Feature Refinement for Generalized Zero-Shot Learning", ICCV 2021, sections 3.2 to 3.4. The
/// authors' program gives the classifier the sigmoid of a sample, drawn once for every image. Here the classifier gets
/// the sigmoid of the mean, so that the scores of an image are not random. If centres of other classes are drawn at
/// random, the centre of the sample's own class is never drawn.
/// </remarks>
internal sealed class FeatureRefiner : DescriptorReader
{
    private readonly FreeOptions _options;
    private readonly Generator _random;
    private readonly TrainedArray _centres; // [S, A]
    private readonly FusedAdam _centresAdam;
    private readonly Tensor _seenIndex; // [C], the position of each class among the seen classes
    private readonly Tensor _epsilon; // [B, A] of the master type

    /// <summary>Creates the network and the centres, untrained.</summary>
    /// <param name="features">the feature width D</param>
    /// <param name="descriptors">[C, A] of the master type; copied</param>
    /// <param name="seenClasses">the seen classes, at least 2</param>
    /// <param name="batch">the number of samples B in a step</param>
    /// <param name="options">the widths, weights and learning rates</param>
    /// <param name="seed">the seed of the weights and of all random numbers in training</param>
    /// <param name="productType">the type of matrix products</param>
    /// <exception cref="ArgumentException">There are fewer than two seen classes.</exception>
    public static FeatureRefiner Create(long features, Tensor descriptors, int[] seenClasses, long batch,
        FreeOptions options, int seed, ScalarType productType)
    {
        Require.That(seenClasses.Length >= 2, "the number of seen classes", "at least 2 with generator free",
            seenClasses.Length);
        return new FeatureRefiner(features, descriptors, seenClasses, batch, options,
            Seeds.Stream(seed, "feature refinement", descriptors.device), productType);
    }

    private FeatureRefiner(long features, Tensor descriptors, int[] seenClasses, long batch, FreeOptions options,
        Generator random, ScalarType productType)
        : base(features, descriptors, 2 * descriptors.size(1), batch, batch, options, random, productType)
    {
        using var scope = NewDisposeScope();
        var (device, descriptor) = (descriptors.device, descriptors.size(1));
        (_options, _random) = (options, random);
        _centres = TrainedArray.Vector(randn(seenClasses.Length, descriptor, dtype: descriptors.dtype, device: device,
            generator: random).DetachFromDisposeScope());
        _seenIndex = SeenIndex.Create(seenClasses, descriptors.size(0), device).DetachFromDisposeScope();
        _epsilon = zeros(batch, descriptor, dtype: descriptors.dtype, device: device).DetachFromDisposeScope();
        _centresAdam = new FusedAdam(new AdamSettings(options.LearningRate, 0.5, 0.999), Operations);
    }

    /// <summary>The centres; [S, A].</summary>
    public TrainedArray Centres => _centres;

    /// <summary>The noise of the latest pass; [B, A].</summary>
    public Tensor Epsilon => _epsilon;

    /// <summary>Chooses the centre of another class for each sample: the nearest centre if
    /// <see cref="FreeOptions.NearestCentre"/> is true, otherwise a centre drawn at random.</summary>
    /// <param name="means">[B, A]</param>
    /// <param name="own">[B] int64, the rows of the samples' own centres</param>
    /// <returns>[B] int64; the caller disposes it.</returns>
    public Tensor Others(Tensor means, Tensor own)
    {
        if (_options.NearestCentre)
            return MarginCentreLoss.Nearest(means, _centres.Value, own);
        using var scope = NewDisposeScope();
        var count = _centres.Value.size(0);
        var steps = randint(1, count, own.shape, dtype: ScalarType.Int64, device: own.device, generator: _random);
        return own.Plus(steps).Remainder(count).MoveToOuterDisposeScope();
    }

    public override FeatureMap CreateFeatureMap()
    {
        var width = Descriptors.size(1);
        return new FeatureMap(
            [new MapLayer(Hidden.Weight.Value.clone(), Hidden.Bias.Value.clone(), Activation.LeakyRelu),
                new MapLayer(Output.Weight.Value.narrow(0, 0, width).clone(),
                    Output.Bias.Value.narrow(0, 0, width).clone(), Activation.Sigmoid)],
            keepsFeatures: true);
    }

    public override void SyncState(TrainingState state)
    {
        base.SyncState(state);
        state.Sync("centres", _centres);
        state.Sync("centresAdam", _centresAdam);
        state.Sync("random", _random);
    }

    public override void Dispose()
    {
        base.Dispose();
        _centres.Dispose();
        _seenIndex.Dispose();
        _epsilon.Dispose();
        _random.Dispose();
    }

    protected override void Read(Tensor samples, Tensor classes) => Refine(samples, classes, others: null);

    protected override Action ReadReal(Tensor samples, Tensor classes, double learningRate)
    {
        var own = _seenIndex.index_select(0, classes); // [B]
        var gradient = Refine(samples, classes, means => Others(means, own))!;
        return () =>
        {
            _centresAdam.LearningRate = learningRate;
            _centresAdam.NextStep();
            _centresAdam.Update(_centres, gradient);
        };
    }

    /// <summary>Computes the losses of a batch, and writes their gradient to the latent layer's gradient
    /// buffer.</summary>
    /// <param name="samples">[B, D] of the product type</param>
    /// <param name="classes">[B] int64</param>
    /// <param name="others">chooses the centre of another class for each mean; null to leave out the margin centre
    /// loss</param>
    /// <returns>the gradient with respect to the centres; null without the margin centre loss</returns>
    private Tensor? Refine(Tensor samples, Tensor classes, Func<Tensor, Tensor>? others)
    {
        var (width, master) = (Descriptors.size(1), Descriptors.dtype);
        _epsilon.normal_(0, 1, _random);
        var latent = Output.Forward(Hidden.Forward(samples)).to(master); // [B, 2A]
        var means = latent.narrow(1, 0, width);
        var deviations = latent.narrow(1, width, width).sigmoid();
        var predicted = means.Plus(deviations * _epsilon).sigmoid(); // [B, A]
        var (loss, back) = SemanticDeviation.Back(
            predicted, Descriptors.index_select(0, classes), _options.CycleWeight);
        back = back * predicted * predicted.negative().Plus(1); // the gradient with respect to the sample of the latent
        var (meanBack, centreBack) = (back, (Tensor?)null);
        if (others is not null)
        {
            var (centreLoss, toMeans, toCentres) = MarginCentreLoss.Back(
                means, _centres.Value, _seenIndex.index_select(0, classes), others(means), _options.CentreMargin,
                _options.OwnCentreShare, _options.CentreWeight);
            (loss, meanBack, centreBack) = (loss + centreLoss, back.Plus(toMeans), toCentres);
        }

        TrainingDivergedException.ThrowUnlessFinite(loss, "the feature refinement's loss");
        Output.Gradient.narrow(1, 0, width).copy_(meanBack);
        Output.Gradient.narrow(1, width, width).copy_(
            back * _epsilon * deviations * deviations.negative().Plus(1));
        return centreBack;
    }
}
