using System.Diagnostics.CodeAnalysis;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Unseen.Generators;

/// <summary>
/// The critic [x; a] -> hidden -> LeakyReLU(0.2) -> 1 and the gradient of its WGAN-GP loss, derived by hand: with one hidden layer
/// everything is closed-form, and the penalty needs no graph of a gradient.
/// </summary>
/// <remarks>
/// <para>Gulrajani et al., "Improved Training of Wasserstein GANs", NeurIPS 2017, algorithm 1; the penalty is on x only.</para>
/// <code>
/// h = Wx x + Wa a + b,  m = LeakyReLU'(h),  score = w·(m ⊙ h)         (an output bias would cancel, so there is none)
/// loss = mean score(fake) - mean score(real) + λ mean (|g| - 1)²,      g = (w ⊙ m) Wx at x̂ = t real + (1 - t) fake
/// q = ∂loss/∂g = 2λ/B (1 - 1/|g|) g
/// ∂loss/∂Wx = (w ⊙ m)ᵀ q + ...,   ∂loss/∂w = Σ m ⊙ (q Wxᵀ) + ...        (m is piecewise constant)
/// </code>
/// <para>
/// Two savings: h at the interpolate x̂ is the same interpolation of the two h, so it costs no product; and Wa a + b depends on the
/// class alone, so it is computed for C classes, not B samples, and its gradient is summed by class first. What remains are seven
/// products of size B x D x H for a step, numbered below.
/// </para>
/// </remarks>
internal sealed class WganCritic : nn.Module
{
    [SuppressMessage("Style", "IDE1006", Justification = "TorchSharp names parameters after the fields.")]
    private readonly Parameter featureWeight, descriptorWeight, hiddenBias, outputWeight;

    /// <summary>Draws the weights from N(0, 0.02²).</summary>
    public WganCritic(long features, long descriptor, long hidden, Generator random, Device device)
        : base(nameof(WganCritic))
    {
        featureWeight = GaussianInit.Weight(hidden, features, random, device);
        descriptorWeight = GaussianInit.Weight(hidden, descriptor, random, device);
        hiddenBias = GaussianInit.Bias(hidden, device);
        outputWeight = GaussianInit.Weight(1, hidden, random, device);
        RegisterComponents();
    }

    /// <summary>Scores samples; differentiable by autograd.</summary>
    /// <param name="x">[B, D] features</param>
    /// <param name="descriptors">[C, A]</param>
    /// <param name="labels">[B] int64</param>
    /// <returns>[B]</returns>
    public Tensor Score(Tensor x, Tensor descriptors, Tensor labels)
    {
        using var scope = NewDisposeScope();
        var byClass = nn.functional.linear(descriptors, descriptorWeight, hiddenBias); // [C, H]
        var activation = nn.functional.linear(x, featureWeight) + byClass.index_select(0, labels); // [B, H]
        return nn.functional.leaky_relu(activation, Perceptron.NegativeSlope).mm(outputWeight.t()).squeeze(1).MoveToOuterDisposeScope();
    }

    /// <summary>Computes the WGAN-GP loss and leaves its gradient in the parameters' grad.</summary>
    /// <param name="real">[B, D] features of training samples</param>
    /// <param name="fake">[B, D] generated features of the same classes</param>
    /// <param name="mix">[B, 1] interpolation weight t of the real sample, uniform in [0, 1)</param>
    /// <param name="descriptors">[C, A]</param>
    /// <param name="labels">[B] int64</param>
    /// <param name="penaltyWeight">λ, at least 0</param>
    /// <returns>the loss, and the estimate of the Wasserstein distance, mean score(real) - mean score(fake)</returns>
    public (double Loss, double Distance) LossAndGradient(
        Tensor real, Tensor fake, Tensor mix, Tensor descriptors, Tensor labels, double penaltyWeight)
    {
        using var inference = no_grad();
        using var scope = NewDisposeScope();
        var batch = real.shape[0];
        var transposed = featureWeight.t();
        var byClass = addmm(hiddenBias, descriptors, descriptorWeight.t(), 1, 1).index_select(0, labels); // [B, H]
        var realActivation = real.mm(transposed).add_(byClass); // product 1, [B, H]
        var fakeActivation = fake.mm(transposed).add_(byClass); // product 2, [B, H]
        var mixedSlope = Slope(lerp(fakeActivation, realActivation, mix)); // [B, H]

        var mixedBack = mixedSlope * outputWeight; // w ⊙ m, [B, H]
        var slope = mixedBack.mm(featureWeight); // g, product 3, [B, D]
        var length = slope.norm(1, keepdim: true, p: 2f).clamp_(min: 1e-12); // [B, 1]
        var penalty = (length - 1).square().mean();
        var slopeBack = slope.mul_((1 - length.reciprocal()).mul_(2 * penaltyWeight / batch)); // q, [B, D]
        var featureGradient = mixedBack.t().mm(slopeBack); // product 4, [H, D]
        var outputGradient = slopeBack.mm(transposed).mul_(mixedSlope).sum(dim: 0, keepdim: true); // product 5, [1, H]

        var realSlope = Slope(realActivation);
        var fakeSlope = Slope(fakeActivation);
        var meanReal = realActivation.mul_(realSlope).mean([0], keepdim: true); // [1, H]
        var meanFake = fakeActivation.mul_(fakeSlope).mean([0], keepdim: true);
        outputGradient.add_(meanFake).sub_(meanReal);
        var realBack = realSlope.mul_(outputWeight * (-1.0 / batch)); // [B, H]
        var fakeBack = fakeSlope.mul_(outputWeight * (1.0 / batch));
        featureGradient.addmm_(realBack.t(), real); // product 6
        featureGradient.addmm_(fakeBack.t(), fake); // product 7
        var back = realBack.add_(fakeBack);
        var backByClass = zeros(descriptors.shape[0], back.shape[1], dtype: back.dtype, device: back.device).index_add_(0, labels, back, 1);

        featureWeight.grad = featureGradient;
        descriptorWeight.grad = backByClass.t().mm(descriptors);
        hiddenBias.grad = backByClass.sum(dim: 0);
        outputWeight.grad = outputGradient;
        var distance = (meanReal - meanFake).mul_(outputWeight).sum().ToDouble();
        return (penaltyWeight * penalty.ToDouble() - distance, distance);
    }

    /// <summary>The gradient of -mean score(fake) with respect to the generated features: what the generator learns from.</summary>
    /// <param name="fake">[B, D]</param>
    /// <param name="descriptors">[C, A]</param>
    /// <param name="labels">[B] int64</param>
    /// <returns>[B, D]; the caller disposes it.</returns>
    public Tensor GeneratorGradient(Tensor fake, Tensor descriptors, Tensor labels)
    {
        using var inference = no_grad();
        using var scope = NewDisposeScope();
        var byClass = addmm(hiddenBias, descriptors, descriptorWeight.t(), 1, 1).index_select(0, labels);
        var slope = Slope(fake.mm(featureWeight.t()).add_(byClass)); // [B, H]
        return slope.mul_(outputWeight * (-1.0 / fake.shape[0])).mm(featureWeight).MoveToOuterDisposeScope();
    }

    /// <summary>LeakyReLU's derivative: 1 above 0, otherwise 0.2, as in libtorch.</summary>
    private static Tensor Slope(Tensor activation) =>
        (activation > 0).to(activation.dtype).mul_(1 - Perceptron.NegativeSlope).add_(Perceptron.NegativeSlope);
}
