using static TorchSharp.torch;

namespace Unseen.Numerics;

/// <summary>Implements <see cref="FusedOperations"/> with tensor operations, for any device and any floating-point
/// type.</summary>
internal sealed class TensorOperations : FusedOperations
{
    public const double NegativeSlope = 0.2;

    /// <summary>Applies an activation function.</summary>
    /// <returns>a new tensor, or <paramref name="sums"/> itself for the identity</returns>
    public static Tensor Activate(Tensor sums, Inference.Activation activation) => activation switch
    {
        Inference.Activation.Relu => sums.relu(),
        Inference.Activation.LeakyRelu => sums.LeakyRelu(NegativeSlope),
        Inference.Activation.Sigmoid => sums.sigmoid(),
        _ => sums,
    };

    public override void AdamUpdate(
        TrainedArray array, Tensor gradient, AdamStep step, Tensor? rowScale = null, Tensor? rowDots = null)
    {
        using var inference = no_grad();
        using var scope = NewDisposeScope();
        var settings = step.Settings;
        var value = array.Value.dim() == 1 ? array.Value.unsqueeze(1) : array.Value; // [R, K]
        var g = gradient.to(value.dtype).view(value.shape); // [R, K]
        rowDots?.PlusInPlace((value * g).sum(dim: 1));
        g = g.Times(step.Scale);
        if (rowScale is not null)
            g = g * rowScale.unsqueeze(1);
        if (settings.WeightDecay != 0)
            g = g.Plus(value.Times(settings.WeightDecay));
        g = g.view(array.Value.shape);
        array.FirstMoment.TimesInPlace(settings.Beta1).PlusScaledInPlace(g, 1 - settings.Beta1);
        array.SecondMoment.TimesInPlace(settings.Beta2).PlusProductInPlace(g, g, 1 - settings.Beta2);
        var denominator = array.SecondMoment.sqrt().OverInPlace(step.SecondCorrection).PlusInPlace(AdamStep.Epsilon);
        array.Value.PlusQuotientInPlace(array.FirstMoment, denominator, -step.StepSize);
        if (array.HasCopy)
            array.Product.copy_(array.Value);
    }

    public override void GatherRows(Tensor source, Tensor rows, Tensor destination)
    {
        using var scope = NewDisposeScope();
        destination.copy_(source.index_select(0, rows));
    }

    public override void HiddenLayer(Tensor sums, Tensor? byClass, Tensor? labels, Tensor bias)
    {
        using var scope = NewDisposeScope();
        var activation = Activation(sums, byClass, labels, bias);
        sums.copy_(activation.LeakyRelu(NegativeSlope));
    }

    public override void HiddenLayerBack(
        Tensor gradient, Tensor hidden, Tensor? labels, Tensor? gradientByClass, Tensor biasGradient)
    {
        using var scope = NewDisposeScope();
        var back = gradient.to(biasGradient.dtype).mul_(Slope(hidden.to(biasGradient.dtype))); // [B, H]
        gradient.copy_(back);
        biasGradient.copy_(back.sum(dim: 0));
        if (gradientByClass is not null)
            gradientByClass.copy_(zeros_like(gradientByClass, dtype: back.dtype).PlusAtInPlace(0, labels!, back));
    }

    public override void ReluLayer(Tensor sums, Tensor bias)
    {
        using var scope = NewDisposeScope();
        sums.copy_(sums.to(bias.dtype).Plus(bias).relu());
    }

    public override void ReluLayerBack(Tensor gradient, Tensor output, Tensor biasGradient)
    {
        using var scope = NewDisposeScope();
        gradient.mul_(output.ArePositive().to(gradient.dtype));
        biasGradient.copy_(gradient.to(biasGradient.dtype).sum(dim: 0));
    }

    public override (double Real, double Fake) CriticLayer(
        Tensor sums, Tensor byClass, Tensor labels, Tensor bias, Tensor outputWeight, Tensor mix, Tensor slopes,
            Tensor mixedBack,
        Tensor slopesByClass, Tensor slopeSums)
    {
        using var scope = NewDisposeScope();
        var batch = labels.shape[0];
        var real = Activation(sums.narrow(0, 0, batch), byClass, labels, bias); // [B, H]
        var fake = Activation(sums.narrow(0, batch, batch), byClass, labels, bias);
        var (realSlope, fakeSlope, mixedSlope) = (Slope(real), Slope(fake), Slope(lerp(fake, real, mix.unsqueeze(1))));
        slopes.narrow(0, 0, batch).copy_(-realSlope);
        slopes.narrow(0, batch, batch).copy_(fakeSlope);
        slopes.narrow(0, 2 * batch, batch).copy_(mixedSlope);
        mixedBack.copy_(mixedSlope * outputWeight);
        var difference = fakeSlope - realSlope;
        slopesByClass.copy_(zeros_like(slopesByClass, dtype: difference.dtype).PlusAtInPlace(0, labels, difference));
        slopeSums.copy_(difference.sum(dim: 0));
        return ((real * realSlope).mv(outputWeight).sum().Number(), (fake * fakeSlope).mv(outputWeight).sum().Number());
    }

    public override double PenaltyBack(Tensor inputGradient, double weight, Tensor back)
    {
        using var scope = NewDisposeScope();
        var g = Wide(inputGradient);
        var length = g.norm(1, keepdim: true, p: 2f).AtLeastInPlace(1e-12); // [B, 1]
        back.copy_(g * length.reciprocal().negative().Plus(1).TimesInPlace(2 * weight));
        return length.Minus(1).Squared().sum().Number();
    }

    public override void CriticLayerBack(
        Tensor sums, Tensor byClass, Tensor labels, Tensor bias, Tensor outputWeight, double scale)
    {
        using var scope = NewDisposeScope();
        sums.copy_(Slope(Activation(sums, byClass, labels, bias)).mul_(outputWeight.Times(scale)));
    }

    public override void UnitPrototypes(
        Tensor sums, Tensor bias, bool relu, Tensor unit, Tensor lengths, Tensor centred)
    {
        using var scope = NewDisposeScope();
        var prototypes = sums.to(bias.dtype).Plus(bias); // [C, D]
        if (relu)
            prototypes = prototypes.relu();
        lengths.copy_(prototypes.norm(1, p: 2f).AtLeastInPlace(1e-12));
        unit.copy_(prototypes / lengths.unsqueeze(1));
        centred.copy_(unit - unit.mean([0], keepdim: true));
    }

    public override void UnitPrototypesBack(
        Tensor gradient, Tensor unit, Tensor lengths, bool relu, Tensor biasGradient)
    {
        using var scope = NewDisposeScope();
        var g = gradient.to(unit.dtype);
        var back = (g - (unit * (g * unit).sum(dim: 1, keepdim: true))) / lengths.unsqueeze(1);
        if (relu)
            back = back * unit.ArePositive().to(unit.dtype);
        gradient.copy_(back);
        biasGradient.copy_(back.sum(dim: 0));
    }

    public override double CrossEntropy(
        Tensor scores, Tensor bias, double scale, Tensor labels, Tensor rows, Tensor? biasGradient)
    {
        using var scope = NewDisposeScope();
        var batch = scores.shape[0];
        var truth = labels.index_select(0, rows).unsqueeze(1); // [B, 1]
        var logProbability = scores.to(bias.dtype).Times(scale).Plus(bias).log_softmax(1); // [B, C]
        var gradient = logProbability.exp();
        gradient.scatter_add_(1, truth, truth.FilledLike(-1, gradient.dtype)).OverInPlace(batch);
        biasGradient?.copy_(gradient.sum(dim: 0));
        scores.copy_(gradient.Times(scale));
        return -logProbability.gather(1, truth).mean().Number();
    }

    public override void KeepLargestUnseen(Tensor scores, Tensor isSeen, double offset, Tensor labels, Tensor rows)
    {
        using var scope = NewDisposeScope();
        var seen = isSeen.ArePositive(); // [C]
        var largest = scores.Masked(seen, double.NegativeInfinity).argmax(1, keepdim: true); // [B, 1]
        var isLargest = zeros_like(scores, dtype: ScalarType.Bool).scatter_(
            1, largest, ones_like(largest, dtype: ScalarType.Bool)); // [B, C]
        var kept = scores.Plus(isLargest.to(scores.dtype).Times(offset))
            .Masked(seen.logical_or(isLargest).logical_not(), double.NegativeInfinity);
        var isSeenSample = seen.index_select(0, labels.index_select(0, rows)).unsqueeze(1); // [B, 1]
        scores.copy_(where(isSeenSample, kept, scores));
    }

    public override void PairScores(Tensor left, Tensor right, Tensor weight, Tensor scores)
    {
        for (long c = 0; c < right.size(0); c++)
        {
            using var scope = NewDisposeScope();
            var activation = left.to(weight.dtype).Plus(right[c].to(weight.dtype)); // [B, K]
            scores.select(1, c).copy_(activation.LeakyRelu(NegativeSlope).mv(weight));
        }
    }

    public override void PairScoresBack(
        Tensor left, Tensor right, Tensor weight, Tensor gradient, Tensor leftGradient, Tensor rightGradient,
            Tensor weightGradient)
    {
        using var scope = NewDisposeScope();
        var (leftSum, weightSum) = (zeros_like(left, dtype: weight.dtype), zeros_like(weight));
        for (long c = 0; c < right.size(0); c++)
        {
            using var classScope = NewDisposeScope();
            var activation = left.to(weight.dtype).Plus(right[c].to(weight.dtype)); // [B, K]
            var back = gradient.select(1, c).unsqueeze(1) * Slope(activation); // [B, K]
            leftSum.PlusInPlace(back * weight);
            weightSum.PlusInPlace((back * activation).sum(dim: 0));
            rightGradient[c].copy_(back.sum(dim: 0) * weight);
        }

        leftGradient.copy_(leftSum);
        weightGradient.copy_(weightSum);
    }

    private static Tensor Activation(Tensor sums, Tensor? byClass, Tensor? labels, Tensor bias)
    {
        var activation = sums.to(bias.dtype).Plus(bias); // [B, H]
        return byClass is null ? activation : activation.Plus(byClass.index_select(0, labels!).to(bias.dtype));
    }

    private static Tensor Slope(Tensor activation) =>
        activation.ArePositive().to(activation.dtype).TimesInPlace(1 - NegativeSlope).PlusInPlace(NegativeSlope);

    private static Tensor Wide(Tensor values) =>
        values.dtype == ScalarType.Float64 ? values : values.to(ScalarType.Float32);
}
