using Unseen.Checkpoints;
using Unseen.Generators;
using Unseen.Networks;
using Unseen.Numerics;
using Unseen.Numerics.Products;
using Unseen.Optimisation;
using static TorchSharp.torch;

namespace Unseen.Methods.Wgan;

/// <summary>
/// The critic [x; a] -> H -> LeakyReLU(0.2) -> 1 and the gradient of its WGAN-GP loss, derived by hand. With one
/// hidden layer, the whole gradient has a closed form, and the penalty needs no differentiation through a gradient.
/// </summary>
/// <remarks>
/// <para>
/// Gulrajani et al., "Improved Training of Wasserstein GANs", NeurIPS 2017, algorithm 1. The penalty applies to x
/// only.
/// </para>
/// <code>
/// h = Wx x + Wa a + b,  m = LeakyReLU'(h),  score = w·(m ⊙ h)         (an output bias would cancel, so there is none)
/// loss = mean score(fake) - mean score(real) + λ mean (|g| - 1)²,      g = (w ⊙ m) Wx at x̂ = t real + (1 - t) fake
/// q = B ∂loss/∂g = 2λ (1 - 1/|g|) g                                    (m is piecewise constant)
/// ∂loss/∂Wx = w/B ⊙ T,   T = m(fake)ᵀ fake - m(real)ᵀ real + m(x̂)ᵀ q     (likewise for Wa and b, without q)
/// </code>
/// <para>
/// The closed form saves work in four ways. First, h at x̂ is the interpolation of h at the real and at the generated
/// sample, so it needs no product. Second, Wa a depends only on the class, so it is computed for C classes instead of
/// B samples, and its gradient is first summed by class. Third, the three products of T are computed as one product
/// over 3B samples. Fourth, the gradient of w needs no product. Scaling a hidden unit's Wx, Wa and b up and its w down
/// by the same factor changes no score. By Euler's theorem, w ∂loss/∂w = Wx·∂loss/∂Wx + Wa·∂loss/∂Wa + b ∂loss/∂b for
/// every unit, and the optimiser computes these sums anyway. Six products of size B x D x H remain for a step. They
/// are numbered in the code.
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

    /// <summary>Draws the weights from N(0, 0.02²) and allocates all buffers.</summary>
    /// <param name="shape">the sizes of the networks and the batch</param>
    /// <param name="random">the random number generator for the weights</param>
    /// <param name="device">the device of all tensors</param>
    /// <param name="productType">
    /// the type of matrix products. If it is float64, as in tests of the gradients, everything is float64
    /// </param>
    /// <param name="operations">the operations for that device and type; not disposed</param>
    /// <param name="generator">a generator of the same shape, whose memory for gradients the critic uses too; null
    /// (default) for separate memory. The two networks must not need their gradients at the same time.</param>
    public WganCritic(GeneratorShape shape, Generator random, Device device, ScalarType productType,
        FusedOperations operations, ConditionalGenerator? generator = null)
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
        FeatureGradient = generator?.OutputGradient.view(shape.Hidden, shape.Features).DetachFromDisposeScope()
            ?? Buffer(shape.Hidden, shape.Features);
        DescriptorGradient = generator?.NoiseGradient.view(shape.Hidden, shape.Descriptor).DetachFromDisposeScope()
            ?? Buffer(shape.Hidden, shape.Descriptor);
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

    /// <summary>The real samples of a step; [B, D].</summary>
    public Tensor Real { get; }

    /// <summary>The generated samples of a step, of the same classes as the real samples; [B, D].</summary>
    public Tensor Fake { get; }

    /// <summary>
    /// T, after <see cref="Backward"/>; [H, D]. The gradient of Wx is this matrix, row h times w_h/B.
    /// </summary>
    public Tensor FeatureGradient { get; }

    /// <summary>The same as <see cref="FeatureGradient"/>, for Wa; [H, A].</summary>
    public Tensor DescriptorGradient { get; }

    /// <summary>The same as <see cref="FeatureGradient"/>, for b; [H].</summary>
    public Tensor HiddenBiasGradient { get; }

    /// <summary>B times the gradient of w, after <see cref="Update"/>; [H].</summary>
    public Tensor OutputGradient { get; }

    /// <summary>Computes the WGAN-GP loss on <see cref="Real"/> and <see cref="Fake"/> and its gradient.</summary>
    /// <param name="descriptors">[C, A] of the product type</param>
    /// <param name="labels">[B] int64, the row of <paramref name="descriptors"/> for each pair of a real and
    /// a generated sample</param>
    /// <param name="mix">[B] the interpolation weight t of the real sample, uniform in [0, 1)</param>
    /// <param name="penaltyWeight">λ, at least 0</param>
    /// <returns>the loss, and the estimate of the Wasserstein distance: mean score(real) - mean score(fake)</returns>
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

    /// <summary>Updates the weights by the gradient of <see cref="Backward"/>.</summary>
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

    /// <summary>
    /// Computes the gradient of the generator's loss, the negative mean score, with respect to <see cref="Fake"/>.
    /// </summary>
    /// <param name="descriptors">[C, A] of the product type</param>
    /// <param name="labels">[B] int64</param>
    /// <returns>[B, D], valid until the next step; the caller must not dispose it</returns>
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
