using TorchSharp;
using static TorchSharp.torch;

namespace Unseen.Numerics;

/// <summary>
/// What lies between the matrix products of a training step, each a single pass over its arrays: on the CPU by SIMD
/// loops, on other devices by tensor operations. Nothing here is differentiated by autograd, and nothing is allocated
/// for the caller: results go into given arrays.
/// </summary>
/// <remarks>
/// Arrays said to be of the product type hold bfloat16 or float32; all others hold float32, whatever the products are
/// computed in. All are contiguous. Slope means LeakyReLU's derivative: 1 above 0, otherwise 0.2, as in libtorch.
/// </remarks>
internal abstract class FusedOperations : IDisposable
{
    /// <summary>The fastest implementation for a device and product type.</summary>
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

    /// <summary>One Adam update of a parameter array, its moments and its copy of the product type.</summary>
    /// <param name="array">[R, K] or [R]</param>
    /// <param name="gradient">as <paramref name="array"/>, float32 or the product type</param>
    /// <param name="step">the step's coefficients; its scale multiplies the gradient first</param>
    /// <param name="rowScale">[R], multiplies the gradient's rows, or null</param>
    /// <param name="rowDots">[R], to which value·gradient (before scaling and updating) of every row is added, or
    /// null</param>
    public abstract void AdamUpdate(
        TrainedArray array, Tensor gradient, AdamStep step, Tensor? rowScale = null, Tensor? rowDots = null);

    /// <summary>Copies rows of a matrix: <c>destination[i] = source[rows[i]]</c>.</summary>
    /// <param name="source">[N, D] of the product type</param>
    /// <param name="rows">[B] int64</param>
    /// <param name="destination">[B, D] of the product type</param>
    public abstract void GatherRows(Tensor source, Tensor rows, Tensor destination);

    /// <summary>The hidden layer of a network conditioned on classes: <c>LeakyReLU(sums + byClass[labels] +
    /// bias)</c>.</summary>
    /// <param name="sums">[B, H] of the product type, replaced by the result</param>
    /// <param name="byClass">[C, H] of the product type, the descriptors' part, or null for none</param>
    /// <param name="labels">[B] int64, or null with <paramref name="byClass"/></param>
    /// <param name="bias">[H]</param>
    public abstract void HiddenLayer(Tensor sums, Tensor? byClass, Tensor? labels, Tensor bias);

    /// <summary>Backward of <see cref="HiddenLayer"/>: the gradient of the sums from that of the result.</summary>
    /// <param name="gradient">[B, H] of the product type, replaced</param>
    /// <param name="hidden">[B, H] of the product type, the layer's result</param>
    /// <param name="labels">[B] int64, or null for none</param>
    /// <param name="gradientByClass">[C, H] of the product type, receives the sums over each class's samples, or
    /// null</param>
    /// <param name="biasGradient">[H], receives the sums over all samples</param>
    public abstract void HiddenLayerBack(
        Tensor gradient, Tensor hidden, Tensor? labels, Tensor? gradientByClass, Tensor biasGradient);

    /// <summary>An output layer: <c>ReLU(sums + bias)</c>.</summary>
    /// <param name="sums">[B, D] of the product type, replaced by the result</param>
    /// <param name="bias">[D]</param>
    public abstract void ReluLayer(Tensor sums, Tensor bias);

    /// <summary>Backward of <see cref="ReluLayer"/>.</summary>
    /// <param name="gradient">[B, D] of the product type, set to 0 where <paramref name="output"/> is</param>
    /// <param name="output">[B, D] of the product type</param>
    /// <param name="biasGradient">[D], receives the sums over all samples</param>
    public abstract void ReluLayerBack(Tensor gradient, Tensor output, Tensor biasGradient);

    /// <summary>The critic's hidden layer for a batch of real and one of generated samples, and at the samples in
    /// between.</summary>
    /// <param name="sums">[2B, H] of the product type: Wx x of the real samples, then of the generated ones</param>
    /// <param name="byClass">[C, H] of the product type: Wa a</param>
    /// <param name="labels">[B] int64</param>
    /// <param name="bias">[H]</param>
    /// <param name="outputWeight">[H]: w</param>
    /// <param name="mix">[B], the real sample's weight in between</param>
    /// <param name="slopes">[3B, H] of the product type, receives -slope (real), slope (generated), slope (in
    /// between)</param>
    /// <param name="mixedBack">[B, H] of the product type, receives w ⊙ slope (in between)</param>
    /// <param name="slopesByClass">[C, H] of the product type, receives slope (generated) - slope (real), summed over
    /// each class's samples</param>
    /// <param name="slopeSums">[H], receives the sums of <paramref name="slopesByClass"/> over classes</param>
    /// <returns>the sums over the batch of the real samples' and the generated samples' scores</returns>
    public abstract (double Real, double Fake) CriticLayer(
        Tensor sums, Tensor byClass, Tensor labels, Tensor bias, Tensor outputWeight, Tensor mix, Tensor slopes,
            Tensor mixedBack,
        Tensor slopesByClass, Tensor slopeSums);

    /// <summary>The gradient penalty's own gradient, <c>2λ (1 - 1/|g|) g</c> for every row g.</summary>
    /// <param name="inputGradient">[B, D] of the product type: g</param>
    /// <param name="weight">λ</param>
    /// <param name="back">[B, D] of the product type, receives it</param>
    /// <returns>the sum over the batch of (|g| - 1)²</returns>
    public abstract double PenaltyBack(Tensor inputGradient, double weight, Tensor back);

    /// <summary>What a critic's score passes back through its hidden layer: <c>scale · w ⊙ slope(sums + byClass[labels]
    /// + bias)</c>.</summary>
    /// <param name="sums">[B, H] of the product type, replaced by the result</param>
    /// <param name="byClass">[C, H] of the product type</param>
    /// <param name="labels">[B] int64</param>
    /// <param name="bias">[H]</param>
    /// <param name="outputWeight">[H]: w</param>
    /// <param name="scale">multiplies everything</param>
    public abstract void CriticLayerBack(
        Tensor sums, Tensor byClass, Tensor labels, Tensor bias, Tensor outputWeight, double scale);

    /// <summary>Brings prototypes to unit length.</summary>
    /// <param name="sums">[C, D] of the product type: the output layer without its bias</param>
    /// <param name="bias">[D]</param>
    /// <param name="relu">whether a ReLU comes first</param>
    /// <param name="unit">[C, D], receives the unit-length prototypes</param>
    /// <param name="lengths">[C], receives their lengths before</param>
    /// <param name="centred">
    /// [C, D] of the product type, receives the unit-length prototypes less their mean. Cosines with these differ from
    /// those with the prototypes by the same amount for all classes, which no softmax sees, and lose less to a product
    /// type's rounding.
    /// </param>
    public abstract void UnitPrototypes(
        Tensor sums, Tensor bias, bool relu, Tensor unit, Tensor lengths, Tensor centred);

    /// <summary>Backward of <see cref="UnitPrototypes"/>.</summary>
    /// <param name="gradient">[C, D] of the product type, with respect to the unit-length prototypes; replaced by that
    /// of the sums</param>
    /// <param name="unit">[C, D]</param>
    /// <param name="lengths">[C]</param>
    /// <param name="relu">as in <see cref="UnitPrototypes"/></param>
    /// <param name="biasGradient">[D], receives the sums over classes</param>
    public abstract void UnitPrototypesBack(
        Tensor gradient, Tensor unit, Tensor lengths, bool relu, Tensor biasGradient);

    /// <summary>Mean softmax cross-entropy of <c>scores · scale + bias</c>, and its gradient.</summary>
    /// <param name="scores">[B, C] of the product type, replaced by the loss's gradient with respect to them</param>
    /// <param name="bias">[C]</param>
    /// <param name="scale">multiplies the scores</param>
    /// <param name="labels">[N] int64 classes of all samples</param>
    /// <param name="rows">[B] int64, the samples that the scores belong to</param>
    /// <param name="biasGradient">[C], receives the gradient with respect to the bias, or null</param>
    /// <returns>the mean loss</returns>
    public abstract double CrossEntropy(
        Tensor scores, Tensor bias, double scale, Tensor labels, Tensor rows, Tensor? biasGradient);

    /// <summary>
    /// Leaves only the largest unseen score of every seen sample, raised by an offset: the others become -∞, which no
    /// softmax counts. A NaN counts as the largest, so that a diverging training does not go unnoticed.
    /// </summary>
    /// <param name="scores">[B, C] of the product type, changed</param>
    /// <param name="isSeen">[C], 1 for a seen class and 0 for an unseen one</param>
    /// <param name="offset">added to the largest unseen score</param>
    /// <param name="labels">[N] int64 classes of all samples</param>
    /// <param name="rows">[B] int64, the samples that the scores belong to</param>
    public abstract void KeepLargestUnseen(Tensor scores, Tensor isSeen, double offset, Tensor labels, Tensor rows);

    /// <summary>Scores of all pairs by a network with one hidden layer whose first layer is split: <c>Σ w ⊙
    /// LeakyReLU(left_i + right_c)</c>.</summary>
    /// <param name="left">[B, K] of the product type</param>
    /// <param name="right">[S, K] of the product type</param>
    /// <param name="weight">[K]</param>
    /// <param name="scores">[B, S], receives them</param>
    public abstract void PairScores(Tensor left, Tensor right, Tensor weight, Tensor scores);

    /// <summary>Backward of <see cref="PairScores"/>.</summary>
    /// <param name="left">[B, K] of the product type</param>
    /// <param name="right">[S, K] of the product type</param>
    /// <param name="weight">[K]</param>
    /// <param name="gradient">[B, S] with respect to the scores</param>
    /// <param name="leftGradient">[B, K] of the product type, receives it</param>
    /// <param name="rightGradient">[S, K] of the product type, receives it</param>
    /// <param name="weightGradient">[K], receives it</param>
    public abstract void PairScoresBack(
        Tensor left, Tensor right, Tensor weight, Tensor gradient, Tensor leftGradient, Tensor rightGradient,
            Tensor weightGradient);
}
