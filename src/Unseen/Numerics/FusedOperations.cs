using TorchSharp;
using static TorchSharp.torch;

namespace Unseen.Numerics;

/// <summary>
/// The operations between the matrix products of a training step. On the CPU they are SIMD loops, and on other devices
/// they consist of tensor operations. Autograd does not differentiate them. Results are written to arrays that the
/// caller passes.
/// </summary>
/// <remarks>
/// Arrays "of the product type" contain bfloat16 or float32, and all others contain float32. In tests of the gradients,
/// all contain float64. All arrays are contiguous. "Slope" is the derivative of LeakyReLU: 1 above 0, otherwise 0.2, as
/// in libtorch.
/// </remarks>
internal abstract class FusedOperations : IDisposable
{
    /// <summary>Creates the fastest implementation for a device and product type.</summary>
    public static FusedOperations For(Device device, ScalarType productType) => (device.type, productType) switch
    {
        (DeviceType.CPU, ScalarType.Float32) => new SimdOperations<float, Float32Lanes>(),
        (DeviceType.CPU, ScalarType.BFloat16) => new SimdOperations<ushort, BFloat16Lanes>(),
        _ => new TensorOperations(),
    };

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }

    /// <summary>Performs an Adam update of a parameter array, its moments and its copy of the product type.</summary>
    /// <param name="array">[R, K] or [R]</param>
    /// <param name="gradient">the same shape as <paramref name="array"/>, float32 or the product type</param>
    /// <param name="step">the coefficients of the step; the gradient is multiplied by the scale first</param>
    /// <param name="rowScale">[R] factors of the gradient's rows, or null (default)</param>
    /// <param name="rowDots">[R], to which the dot product of value and gradient of every row (before scaling and
    /// updating) is added, or null (default)</param>
    public abstract void AdamUpdate(
        TrainedArray array, Tensor gradient, AdamStep step, Tensor? rowScale = null, Tensor? rowDots = null);

    /// <summary>Copies rows of a matrix: <c>destination[i] = source[rows[i]]</c>.</summary>
    /// <param name="source">[N, D] of the product type</param>
    /// <param name="rows">[B] int64</param>
    /// <param name="destination">[B, D] of the product type</param>
    public abstract void GatherRows(Tensor source, Tensor rows, Tensor destination);

    /// <summary>Computes the hidden layer of a class-conditional network: <c>LeakyReLU(sums + byClass[labels] +
    /// bias)</c>.</summary>
    /// <param name="sums">[B, H] of the product type, replaced by the result</param>
    /// <param name="byClass">[C, H] of the product type, the contribution of the class descriptors, or null for
    /// none</param>
    /// <param name="labels">[B] int64, or null if <paramref name="byClass"/> is null</param>
    /// <param name="bias">[H]</param>
    public abstract void HiddenLayer(Tensor sums, Tensor? byClass, Tensor? labels, Tensor bias);

    /// <summary>Computes the backward pass of <see cref="HiddenLayer"/>.</summary>
    /// <param name="gradient">[B, H] of the product type, with respect to the result; replaced by the gradient with
    /// respect to the sums</param>
    /// <param name="hidden">[B, H] of the product type, the result of the layer</param>
    /// <param name="labels">[B] int64, or null if <paramref name="gradientByClass"/> is null</param>
    /// <param name="gradientByClass">[C, H] of the product type, receives the gradient summed over the samples of each
    /// class; null if it is not needed</param>
    /// <param name="biasGradient">[H], receives the gradient summed over all samples</param>
    public abstract void HiddenLayerBack(
        Tensor gradient, Tensor hidden, Tensor? labels, Tensor? gradientByClass, Tensor biasGradient);

    /// <summary>Computes an output layer: <c>ReLU(sums + bias)</c>.</summary>
    /// <param name="sums">[B, D] of the product type, replaced by the result</param>
    /// <param name="bias">[D]</param>
    public abstract void ReluLayer(Tensor sums, Tensor bias);

    /// <summary>Computes the backward pass of <see cref="ReluLayer"/>.</summary>
    /// <param name="gradient">[B, D] of the product type; set to 0 where <paramref name="output"/> is 0</param>
    /// <param name="output">[B, D] of the product type</param>
    /// <param name="biasGradient">[D], receives the gradient summed over all samples</param>
    public abstract void ReluLayerBack(Tensor gradient, Tensor output, Tensor biasGradient);

    /// <summary>Computes the critic's hidden layer for a batch of real samples and a batch of generated samples, and
    /// the slopes of this layer for both batches and for the interpolated samples of the gradient penalty.</summary>
    /// <param name="sums">[2B, H] of the product type: Wx x of the real samples, then of the generated samples</param>
    /// <param name="byClass">[C, H] of the product type: Wa a</param>
    /// <param name="labels">[B] int64</param>
    /// <param name="bias">[H]</param>
    /// <param name="outputWeight">[H]: w</param>
    /// <param name="mix">[B] weights of the real samples in the interpolation</param>
    /// <param name="slopes">[3B, H] of the product type, receives -slope (real), slope (generated), slope
    /// (interpolated)</param>
    /// <param name="mixedBack">[B, H] of the product type, receives w ⊙ slope (interpolated)</param>
    /// <param name="slopesByClass">[C, H] of the product type, receives slope (generated) - slope (real), summed over
    /// the samples of each class</param>
    /// <param name="slopeSums">[H], receives the sum of <paramref name="slopesByClass"/> over classes</param>
    /// <returns>the sum of the real samples' scores and the sum of the generated samples' scores</returns>
    public abstract (double Real, double Fake) CriticLayer(
        Tensor sums, Tensor byClass, Tensor labels, Tensor bias, Tensor outputWeight, Tensor mix, Tensor slopes,
            Tensor mixedBack,
        Tensor slopesByClass, Tensor slopeSums);

    /// <summary>Computes the gradient of the gradient penalty with respect to g: <c>2λ (1 - 1/|g|) g</c> for every row
    /// g.</summary>
    /// <param name="inputGradient">[B, D] of the product type: g</param>
    /// <param name="weight">λ</param>
    /// <param name="back">[B, D] of the product type, receives the gradient</param>
    /// <returns>the sum over the batch of (|g| - 1)²</returns>
    public abstract double PenaltyBack(Tensor inputGradient, double weight, Tensor back);

    /// <summary>Computes the gradient of a critic's score with respect to its hidden sums: <c>scale · w ⊙ slope(sums +
    /// byClass[labels] + bias)</c>.</summary>
    /// <param name="sums">[B, H] of the product type, replaced by the result</param>
    /// <param name="byClass">[C, H] of the product type</param>
    /// <param name="labels">[B] int64</param>
    /// <param name="bias">[H]</param>
    /// <param name="outputWeight">[H]: w</param>
    /// <param name="scale">factor of the result</param>
    public abstract void CriticLayerBack(
        Tensor sums, Tensor byClass, Tensor labels, Tensor bias, Tensor outputWeight, double scale);

    /// <summary>Normalises prototypes to unit length.</summary>
    /// <param name="sums">[C, D] of the product type: the output layer without its bias</param>
    /// <param name="bias">[D]</param>
    /// <param name="relu">whether to apply a ReLU first</param>
    /// <param name="unit">[C, D], receives the unit-length prototypes</param>
    /// <param name="lengths">[C], receives the lengths before normalisation, at least 1e-12</param>
    /// <param name="centred">
    /// [C, D] of the product type, receives the unit-length prototypes minus their mean. Subtracting the mean changes
    /// the cosines of all classes by the same amount, which a softmax ignores, and reduces rounding errors of the
    /// product type.
    /// </param>
    public abstract void UnitPrototypes(
        Tensor sums, Tensor bias, bool relu, Tensor unit, Tensor lengths, Tensor centred);

    /// <summary>Computes the backward pass of <see cref="UnitPrototypes"/>.</summary>
    /// <param name="gradient">[C, D] of the product type, with respect to the unit-length prototypes; replaced by the
    /// gradient with respect to the sums</param>
    /// <param name="unit">[C, D]</param>
    /// <param name="lengths">[C]</param>
    /// <param name="relu">as in <see cref="UnitPrototypes"/></param>
    /// <param name="biasGradient">[D], receives the gradient summed over classes</param>
    public abstract void UnitPrototypesBack(
        Tensor gradient, Tensor unit, Tensor lengths, bool relu, Tensor biasGradient);

    /// <summary>Computes the mean softmax cross-entropy of <c>scores · scale + bias</c>, and its gradient.</summary>
    /// <param name="scores">[B, C] of the product type, replaced by the gradient of the loss with respect to
    /// them</param>
    /// <param name="bias">[C]</param>
    /// <param name="scale">factor of the scores</param>
    /// <param name="labels">[N] int64 classes of all samples</param>
    /// <param name="rows">[B] int64 indices of the samples that the scores belong to</param>
    /// <param name="biasGradient">[C], receives the gradient with respect to the bias; null if it is not needed</param>
    /// <returns>the mean loss</returns>
    public abstract double CrossEntropy(
        Tensor scores, Tensor bias, double scale, Tensor labels, Tensor rows, Tensor? biasGradient);

    /// <summary>
    /// Keeps only the largest unseen score of every seen sample and adds an offset to it. The other unseen scores
    /// become -∞, so that a softmax ignores them. A NaN counts as the largest score, so that diverging training is
    /// noticed.
    /// </summary>
    /// <param name="scores">[B, C] of the product type, changed</param>
    /// <param name="isSeen">[C], 1 for a seen class and 0 for an unseen class</param>
    /// <param name="offset">added to the largest unseen score</param>
    /// <param name="labels">[N] int64 classes of all samples</param>
    /// <param name="rows">[B] int64 indices of the samples that the scores belong to</param>
    public abstract void KeepLargestUnseen(Tensor scores, Tensor isSeen, double offset, Tensor labels, Tensor rows);

    /// <summary>Computes a score for each pair of a row of <paramref name="left"/> and a row of
    /// <paramref name="right"/>. The sum of the two rows is the hidden layer of a network before its activation: <c>Σ w
    /// ⊙ LeakyReLU(left_i + right_c)</c>.</summary>
    /// <param name="left">[B, K] of the product type</param>
    /// <param name="right">[S, K] of the product type</param>
    /// <param name="weight">[K]</param>
    /// <param name="scores">[B, S], receives the scores</param>
    public abstract void PairScores(Tensor left, Tensor right, Tensor weight, Tensor scores);

    /// <summary>Computes the backward pass of <see cref="PairScores"/>.</summary>
    /// <param name="left">[B, K] of the product type</param>
    /// <param name="right">[S, K] of the product type</param>
    /// <param name="weight">[K]</param>
    /// <param name="gradient">[B, S] with respect to the scores</param>
    /// <param name="leftGradient">[B, K] of the product type, receives the gradient with respect to
    /// <paramref name="left"/></param>
    /// <param name="rightGradient">[S, K] of the product type, receives the gradient with respect to
    /// <paramref name="right"/></param>
    /// <param name="weightGradient">[K], receives the gradient with respect to <paramref name="weight"/></param>
    public abstract void PairScoresBack(
        Tensor left, Tensor right, Tensor weight, Tensor gradient, Tensor leftGradient, Tensor rightGradient,
            Tensor weightGradient);
}
