using Unseen.Adjustment;
using Unseen.Checkpoints;
using Unseen.Classifiers;
using Unseen.Numerics;
using Unseen.Numerics.Products;
using Unseen.Optimisation;
using Unseen.Problems;
using static TorchSharp.torch;

namespace Unseen.Methods.Linear;

/// <summary>One training step of the linear softmax head, with the gradient in closed form.</summary>
internal sealed class LinearStep : ClassifierStep
{
    private readonly FusedOperations _operations;
    private readonly FusedAdam _adam;
    private readonly TrainedArray _weight, _bias;
    private readonly StepAdjustment _adjustment;
    private readonly double _scale; // the factor of the products of W with features
    private readonly Tensor _logitBias; // [C]: the bias of the head plus the bias of the adjustment
    private readonly Tensor _samples; // [B, D]
    private readonly Tensor _scores; // [B, C]
    private readonly Tensor _weightGradient, _biasGradient;

    /// <summary>Allocates all buffers.</summary>
    /// <param name="classifier">the classifier to train; not disposed</param>
    /// <param name="options">the optimiser's settings and the batch size</param>
    /// <param name="adjustment">the adjustment of the logits, or null for none</param>
    /// <param name="productType">the type of matrix products</param>
    public LinearStep(LinearClassifier classifier, ClassifierTrainingOptions options, IFusedAdjustment? adjustment,
        ScalarType productType)
    {
        var device = classifier.Weight.device;
        var (classes, width) = (classifier.Weight.size(0), classifier.Weight.size(1));
        _scale = 1 / (classifier.UnitTemperature ?? 1);
        _operations = FusedOperations.For(device, productType);
        _adam = new FusedAdam(new AdamSettings(options.LearningRate, options.Beta1, options.Beta2,
            options.WeightDecay), _operations);
        _weight = TrainedArray.Borrowing(classifier.Weight, productType);
        _bias = TrainedArray.Borrowing(classifier.Bias);

        Tensor Float32Buffer(long size) => zeros(size, device: device).DetachFromDisposeScope();
        Tensor ProductBuffer(long rows, long columns) =>
            zeros(rows, columns, dtype: productType, device: device).DetachFromDisposeScope();
        _adjustment = new StepAdjustment(adjustment, classes, device, _operations);
        (_logitBias, _biasGradient) = (Float32Buffer(classes), Float32Buffer(classes));
        (_samples, _scores) = (ProductBuffer(options.BatchSize, width), ProductBuffer(options.BatchSize, classes));
        _weightGradient = ProductBuffer(classes, width);
    }

    public override double LearningRate
    {
        set => _adam.LearningRate = value;
    }

    public override ScalarType SampleType => _samples.dtype;

    public override double Run(SampleRows samples, Tensor labels, Tensor rows)
    {
        using var inference = no_grad();
        using var scope = NewDisposeScope();
        var batch = rows.size(0);
        var (x, scores) = (_samples.narrow(0, 0, batch), _scores.narrow(0, 0, batch));
        samples.Gather(rows, x);
        scores.Multiply(x, _weight.Product.t());
        _logitBias.copy_(_bias.Value).PlusInPlace(_adjustment.Bias);
        _adjustment.Apply(scores, _logitBias, _scale, labels, rows);
        var loss = _operations.CrossEntropy(scores, _logitBias, _scale, labels, rows, _biasGradient);
        TrainingDivergedException.ThrowUnlessFinite(loss, "the classifier's loss");
        _weightGradient.Multiply(scores.t(), x);
        _adam.NextStep();
        _adam.Update(_weight, _weightGradient);
        _adam.Update(_bias, _biasGradient);
        return loss;
    }

    public override void SyncState(TrainingState state)
    {
        state.Sync("weight", _weight);
        state.Sync("bias", _bias);
        state.Sync("adam", _adam);
    }

    public override void Dispose()
    {
        _operations.Dispose();
        _adjustment.Dispose();
        foreach (var array in new[] { _weight, _bias })
            array.Dispose();
        foreach (var buffer in new[] { _logitBias, _samples, _scores, _weightGradient, _biasGradient })
            buffer.Dispose();
    }
}
