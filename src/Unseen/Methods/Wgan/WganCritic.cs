using Unseen.Checkpoints;
using Unseen.Generators;
using Unseen.Networks;
using Unseen.Numerics;
using Unseen.Optimisation;
using static TorchSharp.torch;

namespace Unseen.Methods.Wgan;

/// <summary>
/// The critic [x; a] -> H -> LeakyReLU(0.2) -> 1 and the gradient of its WGAN-GP loss, derived by hand: with one hidden
/// layer everything is closed-form, and the penalty needs no graph of a gradient.
/// </summary>
/// <remarks>
/// <para>Gulrajani et al., "Improved Training of Wasserstein GANs", NeurIPS 2017, algorithm 1; the penalty is on x
/// only.</para>
/// <code>
/// h = Wx x + Wa a + b,  m = LeakyReLU'(h),  score = w·(m ⊙ h)         (an output bias would cancel, so there is none)
/// loss = mean score(fake) - mean score(real) + λ mean (|g| - 1)²,      g = (w ⊙ m) Wx at x̂ = t real + (1 - t) fake
/// q = B ∂loss/∂g = 2λ (1 - 1/|g|) g                                    (m is piecewise constant)
/// ∂loss/∂Wx = w/B ⊙ T,   T = m(fake)ᵀ fake - m(real)ᵀ real + m(x̂)ᵀ q     (likewise for Wa and b, without q)
/// </code>
/// <para>
/// What this saves: h at x̂ is the same interpolation of the two h, so it costs no product. Wa a depends on the class
/// alone, so it is computed for C classes, not B samples, and its gradient is summed by class first. The three products
/// of T are one of 3B samples. And w needs no product at all: scaling a hidden unit's Wx, Wa, b up and its w down by
/// the same factor changes no score, hence (Euler) w ∂loss/∂w = Wx·∂loss/∂Wx + Wa·∂loss/∂Wa + b ∂loss/∂b for every
/// unit, a by-product of the optimiser's pass. What remains are six products of size B x D x H for a step, numbered
/// below.
/// </para>
/// </remarks>
internal sealed class WganCritic : IResumable, IDisposable
{
    private readonly FusedOperations _operations;
    private readonly long _batch;
    private readonly Tensor _samples; // [3B, D]: real, fake, q
    private readonly Tensor _sums; // [2B, H]: Wx x of real and fake
    private readonly Tensor _slopes; // [3B, H]: -m(real), m(fake), m(x̂)
    private readonly Tensor _mixedBack; // [B, H]: w ⊙ m(x̂)
    private readonly Tensor _inputGradient; // [B, D]: g
    private readonly Tensor _byClass; // [C, H]: Wa a
    private readonly Tensor _slopesByClass; // [C, H]

    /// <summary>Draws the weights from N(0, 0.02²) and makes all buffers.</summary>
    /// <param name="shape">sizes of everything</param>
    /// <param name="random">where the weights are drawn from</param>
    /// <param name="device">where they live</param>
    /// <param name="productType">type of the products; with float64, for checks, everything is float64</param>
    /// <param name="operations">for that device and type; borrowed</param>
    public WganCritic(WganShape shape, Generator random, Device device, ScalarType productType,
        FusedOperations operations)
    {
        _operations = operations;
        _batch = shape.Batch;
        var master = productType == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        Tensor Weight(long rows, long columns) => GaussianInit.WeightValues(rows, columns, random, device, master);
        Tensor Buffer(long rows, long columns) =>
            zeros(rows, columns, dtype: productType, device: device).DetachFromDisposeScope();
        FeatureWeight = TrainedArray.Matrix(Weight(shape.Hidden, shape.Features), productType);
        DescriptorWeight = TrainedArray.Matrix(Weight(shape.Hidden, shape.Descriptor), productType);
        HiddenBias = TrainedArray.Vector(GaussianInit.BiasValues(shape.Hidden, device, master));
        OutputWeight = TrainedArray.Vector(Weight(1, shape.Hidden).view(-1).DetachFromDisposeScope());
        _samples = Buffer(3 * shape.Batch, shape.Features);
        (Real, Fake) = (SamplesFrom(0), SamplesFrom(1));
        _sums = Buffer(2 * shape.Batch, shape.Hidden);
        _slopes = Buffer(3 * shape.Batch, shape.Hidden);
        _mixedBack = Buffer(shape.Batch, shape.Hidden);
        _inputGradient = Buffer(shape.Batch, shape.Features);
        _byClass = Buffer(shape.Classes, shape.Hidden);
        _slopesByClass = Buffer(shape.Classes, shape.Hidden);
        FeatureGradient = Buffer(shape.Hidden, shape.Features);
        DescriptorGradient = Buffer(shape.Hidden, shape.Descriptor);
        HiddenBiasGradient = GaussianInit.BiasValues(shape.Hidden, device, master);
        OutputGradient = GaussianInit.BiasValues(shape.Hidden, device, master);
    }

    /// <summary>Wx; [H, D].</summary>
    public TrainedArray FeatureWeight { get; }

    /// <summary>Wa; [H, A].</summary>
    public TrainedArray DescriptorWeight { get; }

    /// <summary>b; [H].</summary>
    public TrainedArray HiddenBias { get; }

    /// <summary>w; [H].</summary>
    public TrainedArray OutputWeight { get; }

    /// <summary>Where a step finds its real samples; [B, D].</summary>
    public Tensor Real { get; }

    /// <summary>Where a step finds its generated samples, of the same classes as the real ones; [B, D].</summary>
    public Tensor Fake { get; }

    /// <summary>T, after <see cref="Backward"/>: the gradient of Wx is w/B times its rows; [H, D].</summary>
    public Tensor FeatureGradient { get; }

    /// <summary>As <see cref="FeatureGradient"/>, of Wa; [H, A].</summary>
    public Tensor DescriptorGradient { get; }

    /// <summary>As <see cref="FeatureGradient"/>, of b; [H].</summary>
    public Tensor HiddenBiasGradient { get; }

    /// <summary>B times the gradient of w, after <see cref="Update"/>; [H].</summary>
    public Tensor OutputGradient { get; }

    /// <summary>Computes the WGAN-GP loss on <see cref="Real"/> and <see cref="Fake"/> and its gradient.</summary>
    /// <param name="descriptors">[C, A] of the product type</param>
    /// <param name="labels">[B] int64, the row of <paramref name="descriptors"/> of each pair</param>
    /// <param name="mix">[B] interpolation weight t of the real sample, uniform in [0, 1)</param>
    /// <param name="penaltyWeight">λ, at least 0</param>
    /// <returns>the loss, and the estimate of the Wasserstein distance, mean score(real) - mean score(fake)</returns>
    public (double Loss, double Distance) Backward(Tensor descriptors, Tensor labels, Tensor mix, double penaltyWeight)
    {
        using var scope = NewDisposeScope();
        _byClass.Multiply(descriptors, DescriptorWeight.Product.t());
        _sums.Multiply(_samples.narrow(0, 0, 2 * _batch), FeatureWeight.Product.t()); // products 1 and 2
        var (real, fake) = _operations.CriticLayer(
            _sums, _byClass, labels, HiddenBias.Value, OutputWeight.Value, mix, _slopes, _mixedBack, _slopesByClass,
                HiddenBiasGradient);
        _inputGradient.Multiply(_mixedBack, FeatureWeight.Product); // product 3
        var penalty = _operations.PenaltyBack(_inputGradient, penaltyWeight, SamplesFrom(2));
        FeatureGradient.Multiply(_slopes.t(), _samples); // products 4, 5 and 6
        DescriptorGradient.Multiply(_slopesByClass.t(), descriptors);
        var distance = (real - fake) / _batch;
        return ((penaltyWeight * penalty / _batch) - distance, distance);
    }

    /// <summary>Makes the optimiser's step by the gradient of <see cref="Backward"/>.</summary>
    public void Update(FusedAdam adam)
    {
        using var scope = NewDisposeScope();
        adam.NextStep();
        OutputGradient.zero_();
        var scale = 1.0 / _batch;
        adam.Update(FeatureWeight, FeatureGradient, scale, OutputWeight.Value, OutputGradient);
        adam.Update(DescriptorWeight, DescriptorGradient, scale, OutputWeight.Value, OutputGradient);
        adam.Update(HiddenBias, HiddenBiasGradient, scale, OutputWeight.Value, OutputGradient);
        adam.Update(OutputWeight, OutputGradient, scale);
    }

    /// <summary>The gradient of -mean score with respect to the samples in <see cref="Fake"/>: what the generator
    /// learns from.</summary>
    /// <param name="descriptors">[C, A] of the product type</param>
    /// <param name="labels">[B] int64</param>
    /// <returns>[B, D], valid until the next step; not the caller's to dispose</returns>
    public Tensor GeneratorGradient(Tensor descriptors, Tensor labels)
    {
        using var scope = NewDisposeScope();
        _byClass.Multiply(descriptors, DescriptorWeight.Product.t());
        _mixedBack.Multiply(Fake, FeatureWeight.Product.t()); // [B, H]
        _operations.CriticLayerBack(_mixedBack, _byClass, labels, HiddenBias.Value, OutputWeight.Value, -1.0 / _batch);
        _inputGradient.Multiply(_mixedBack, FeatureWeight.Product);
        return _inputGradient;
    }

    /// <inheritdoc/>
    public void SyncState(TrainingState state)
    {
        state.Sync("featureWeight", FeatureWeight);
        state.Sync("descriptorWeight", DescriptorWeight);
        state.Sync("hiddenBias", HiddenBias);
        state.Sync("outputWeight", OutputWeight);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var array in new[] { FeatureWeight, DescriptorWeight, HiddenBias, OutputWeight })
            array.Dispose();
        Tensor[] buffers =
        [
            Real, Fake, _samples, _sums, _slopes, _mixedBack, _inputGradient, _byClass, _slopesByClass,
                FeatureGradient, DescriptorGradient,
            HiddenBiasGradient, OutputGradient,
        ];
        foreach (var buffer in buffers)
            buffer.Dispose();
    }

    private Tensor SamplesFrom(int part) => _samples.narrow(0, part * _batch, _batch);
}
