using Unseen.Checkpoints;
using Unseen.Generators;
using Unseen.Inference;
using Unseen.Methods.Wgan;
using Unseen.Networks;
using Unseen.Numerics;
using Unseen.Optimisation;
using Unseen.Problems;
using static TorchSharp.torch;

namespace Unseen.Methods.Free;

/// <summary>
/// FREE's feature refinement: h = LeakyReLU(W1 x + b1), mean and deviation of a latent of the descriptor's width from
/// h, and the descriptor as the sigmoid of a sample of it. In critic steps it learns from real features to read off the
/// descriptor, and to keep means near the centres of their classes; in generator steps the generator learns from what
/// is read off. The classifier is given x, h and the sigmoid of the mean side by side.
/// </summary>
/// <remarks>
/// Chen et al., "FREE: Feature Refinement for Generalized Zero-Shot Learning", ICCV 2021, sections 3.2 to 3.4. The
/// authors' program gives the classifier the sigmoid of a sample, drawn once for every image; here it is given that of
/// the mean, so that an image has one score. Another centre is never a sample's own.
/// </remarks>
internal sealed class FeatureRefiner : WganGuide
{
    private readonly FreeOptions _options;
    private readonly FusedOperations _operations;
    private readonly Generator _random;
    private readonly DenseLayer _hidden, _latent;
    private readonly TrainedArray _centres; // [S, A]
    private readonly FusedAdam _adam, _centresAdam;
    private readonly Tensor _descriptors; // [C, A] of the master type
    private readonly Tensor _seenIndex; // [C], a class's position among the seen ones
    private readonly Tensor _epsilon; // [B, A] of the master type
    private double _rate;

    /// <summary>Draws the weights.</summary>
    /// <param name="features">feature width D</param>
    /// <param name="descriptors">[C, A] of the master type; copied</param>
    /// <param name="seenClasses">the seen classes, at least 2</param>
    /// <param name="batch">samples B of a step</param>
    /// <param name="options">widths, weights and learning rates</param>
    /// <param name="seed">decides the weights and all randomness</param>
    /// <param name="productType">type of the products</param>
    /// <exception cref="ArgumentException">There are fewer than two seen classes.</exception>
    public FeatureRefiner(long features, Tensor descriptors, int[] seenClasses, long batch, FreeOptions options,
        int seed, ScalarType productType)
    {
        Require.That(seenClasses.Length >= 2, "the seen classes", "at least 2, for a centre to be far from with free",
            seenClasses.Length);
        using var scope = NewDisposeScope();
        var (device, descriptor) = (descriptors.device, descriptors.size(1));
        _options = options;
        _random = Seeds.Stream(seed, "feature refinement", device);
        _operations = FusedOperations.For(device, productType);
        DenseLayer Layer(long inputs, long outputs, Activation activation) =>
            new(inputs, outputs, activation, batch, _random, device, productType, _operations);
        _hidden = Layer(features, options.Hidden, Activation.LeakyRelu);
        _latent = Layer(options.Hidden, 2 * descriptor, Activation.Identity);
        _centres = TrainedArray.Vector(randn(seenClasses.Length, descriptor, dtype: descriptors.dtype, device: device,
            generator: _random).DetachFromDisposeScope());
        _descriptors = descriptors.clone().DetachFromDisposeScope();
        _seenIndex = zeros(descriptors.size(0), dtype: ScalarType.Int64, device: device)
            .index_copy_(0, tensor(seenClasses, dtype: ScalarType.Int64, device: device),
                ScalarArithmetic.Indices(seenClasses.Length, device)).DetachFromDisposeScope();
        _epsilon = zeros(batch, descriptor, dtype: descriptors.dtype, device: device).DetachFromDisposeScope();
        (_adam, _centresAdam) =
            (new FusedAdam(new AdamSettings(options.DecoderLearningRate, 0.5, 0.999), _operations),
                new FusedAdam(new AdamSettings(options.LearningRate, 0.5, 0.999), _operations));
    }

    /// <summary>Its layers, the first one first.</summary>
    public IReadOnlyList<DenseLayer> Layers => [_hidden, _latent];

    /// <summary>The centres; [S, A].</summary>
    public TrainedArray Centres => _centres;

    /// <summary>The noise of the latest pass; [B, A].</summary>
    public Tensor Epsilon => _epsilon;

    public override void Learn(Tensor real, Tensor classes, double learningRate)
    {
        using var scope = NewDisposeScope();
        (_rate, _centresAdam.LearningRate) =
            (_options.DecoderLearningRate * learningRate / _options.LearningRate, learningRate);
        var own = _seenIndex.index_select(0, classes); // [B]
        var centreGradient = Refine(real, classes, means => Others(means, own));
        _latent.Backward(_hidden.Output, _hidden.Gradient);
        _hidden.Backward(real);
        Update();
        _centresAdam.NextStep();
        _centresAdam.Update(_centres, centreGradient!);
    }

    public override void AddGradient(Tensor fake, Tensor real, Tensor classes, Tensor gradient)
    {
        using var scope = NewDisposeScope();
        Refine(fake, classes, others: null);
        _latent.Backward(_hidden.Output, _hidden.Gradient);
        _hidden.Backward(fake, gradient, adds: true);
        if (!_options.DecoderOnRealAlone)
            Update();
    }

    /// <summary>Another centre for each sample: the nearest one, or one drawn at random.</summary>
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
        var width = _descriptors.size(1);
        return new FeatureMap(
            [new MapLayer(_hidden.Weight.Value.clone(), _hidden.Bias.Value.clone(), Activation.LeakyRelu),
                new MapLayer(_latent.Weight.Value.narrow(0, 0, width).clone(),
                    _latent.Bias.Value.narrow(0, 0, width).clone(), Activation.Sigmoid)],
            keepsFeatures: true);
    }

    public override void SyncState(TrainingState state)
    {
        state.Sync("hidden", _hidden);
        state.Sync("latent", _latent);
        state.Sync("centres", _centres);
        state.Sync("adam", _adam);
        state.Sync("centresAdam", _centresAdam);
        state.Sync("random", _random);
    }

    public override void Dispose()
    {
        _hidden.Dispose();
        _latent.Dispose();
        _centres.Dispose();
        foreach (var tensor in new[] { _descriptors, _seenIndex, _epsilon })
            tensor.Dispose();
        _random.Dispose();
        _operations.Dispose();
    }

    /// <summary>The losses of a batch; leaves their gradient at the latent layer.</summary>
    /// <param name="samples">[B, D] of the product type</param>
    /// <param name="classes">[B] int64</param>
    /// <param name="others">from the means to another centre for each, with the margin centre loss; null without
    /// it</param>
    /// <returns>the gradient with respect to the centres, or null</returns>
    private Tensor? Refine(Tensor samples, Tensor classes, Func<Tensor, Tensor>? others)
    {
        var (width, master) = (_descriptors.size(1), _descriptors.dtype);
        _epsilon.normal_(0, 1, _random);
        var latent = _latent.Forward(_hidden.Forward(samples)).to(master); // [B, 2A]
        var means = latent.narrow(1, 0, width);
        var deviations = latent.narrow(1, width, width).sigmoid();
        var read = means.Plus(deviations * _epsilon).sigmoid(); // [B, A]
        var (loss, back) = SemanticDeviation.Back(read, _descriptors.index_select(0, classes), _options.CycleWeight);
        back = back * read * read.negative().Plus(1); // with respect to the sample of the latent
        var (meanBack, centreBack) = (back, (Tensor?)null);
        if (others is not null)
        {
            var (centreLoss, toMeans, toCentres) = MarginCentreLoss.Back(
                means, _centres.Value, _seenIndex.index_select(0, classes), others(means), _options.CentreMargin,
                _options.OwnCentreShare, _options.CentreWeight);
            (loss, meanBack, centreBack) = (loss + centreLoss, back.Plus(toMeans), toCentres);
        }

        TrainingDivergedException.ThrowUnlessFinite(loss, "the feature refinement's loss");
        _latent.Gradient.narrow(1, 0, width).copy_(meanBack);
        _latent.Gradient.narrow(1, width, width).copy_(
            back * _epsilon * deviations * deviations.negative().Plus(1));
        return centreBack;
    }

    private void Update()
    {
        _adam.LearningRate = _rate;
        _adam.NextStep();
        foreach (var layer in Layers)
            layer.Update(_adam);
    }
}
