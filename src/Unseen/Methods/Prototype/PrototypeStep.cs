using Unseen.Adjustment;
using Unseen.Checkpoints;
using Unseen.Classifiers;
using Unseen.Numerics;
using Unseen.Numerics.Products;
using Unseen.Optimisation;
using Unseen.Problems;
using static TorchSharp.torch;

namespace Unseen.Methods.Prototype;

/// <summary>One training step of the prototype learner, with all gradients in closed form.</summary>
/// <remarks>
/// Prototypes do not depend on the batch, so the network runs once per step, for the C classes. Let p̂ be the unit
/// prototypes, x̂ the unit features and |p| the lengths of the prototypes. Then logits = x̂·p̂ / τ + bias, and
/// ∂loss/∂p = (g - (g·p̂) p̂) / |p| for g = ∂loss/∂p̂.
/// </remarks>
internal sealed class PrototypeStep : ClassifierStep
{
    private readonly PrototypeClassifier _classifier;
    private readonly FusedOperations _operations;
    private readonly FusedAdam _adam;
    private readonly TrainedArray _hiddenWeight, _hiddenBias, _outputWeight, _outputBias;
    private readonly StepAdjustment _adjustment;
    private readonly Tensor _descriptors; // [C, A], with noise if the adjustment requires it
    private readonly Generator? _random;
    private readonly Tensor? _noise; // [C, A] float32
    private readonly double _deviation;
    private readonly Tensor _hidden, _hiddenGradient; // [C, K]
    private readonly Tensor _prototypes; // [C, D]
    private readonly Tensor _centred; // [C, D]: the unit prototypes minus their mean
    private readonly Tensor _unit; // [C, D] float32
    private readonly Tensor _lengths; // [C]
    private readonly Tensor _samples; // [B, D]
    private readonly Tensor _scores; // [B, C]
    private readonly Tensor _hiddenWeightGradient, _hiddenBiasGradient, _outputWeightGradient, _outputBiasGradient;

    /// <summary>Allocates all buffers.</summary>
    /// <param name="classifier">the classifier to train; not disposed</param>
    /// <param name="options">the optimiser's settings and the batch size</param>
    /// <param name="adjustment">the adjustment of the logits, or null for none</param>
    /// <param name="seed">the seed of the noise on the descriptors</param>
    /// <param name="productType">the type of matrix products</param>
    public PrototypeStep(
        PrototypeClassifier classifier, ClassifierTrainingOptions options, IFusedAdjustment? adjustment, int seed,
            ScalarType productType)
    {
        _classifier = classifier;
        var map = classifier.Map;
        var device = classifier.Descriptors.device;
        _operations = FusedOperations.For(device, productType);
        _adam = new FusedAdam(new AdamSettings(options.LearningRate, options.Beta1, options.Beta2,
            options.WeightDecay), _operations);
        _hiddenWeight = TrainedArray.Borrowing(map.HiddenWeight, productType);
        _hiddenBias = TrainedArray.Borrowing(map.HiddenBias);
        _outputWeight = TrainedArray.Borrowing(map.OutputWeight, productType);
        _outputBias = TrainedArray.Borrowing(map.OutputBias);

        Tensor Float32Buffer(params long[] size) => zeros(size, device: device).DetachFromDisposeScope();
        Tensor ProductBuffer(params long[] size) =>
            zeros(size, dtype: productType, device: device).DetachFromDisposeScope();
        var (classes, hidden, width) =
            (classifier.Descriptors.size(0), map.HiddenWeight.size(0), map.OutputWeight.size(0));
        _adjustment = new StepAdjustment(adjustment, classes, device, _operations);
        _descriptors = classifier.Descriptors.to(productType, copy: true).DetachFromDisposeScope();
        (_hidden, _hiddenGradient) = (ProductBuffer(classes, hidden), ProductBuffer(classes, hidden));
        (_prototypes, _centred) = (ProductBuffer(classes, width), ProductBuffer(classes, width));
        (_unit, _lengths) = (Float32Buffer(classes, width), Float32Buffer(classes));
        (_samples, _scores) = (ProductBuffer(options.BatchSize, width), ProductBuffer(options.BatchSize, classes));
        if (adjustment is { DescriptorNoise: > 0 and var deviation })
        {
            _deviation = deviation;
            _random = Seeds.Stream(seed, "descriptor noise", device);
            _noise = Float32Buffer(classifier.Descriptors.shape);
        }

        (_hiddenWeightGradient, _hiddenBiasGradient) = (ProductBuffer(map.HiddenWeight.shape), Float32Buffer(hidden));
        (_outputWeightGradient, _outputBiasGradient) = (ProductBuffer(map.OutputWeight.shape), Float32Buffer(width));
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
        if (_noise is not null)
            _descriptors.copy_(_classifier.Descriptors.Plus(_noise.normal_(0, _deviation, _random!)));
        _hidden.Multiply(_descriptors, _hiddenWeight.Product.t());
        _operations.HiddenLayer(_hidden, null, null, _hiddenBias.Value);
        _prototypes.Multiply(_hidden, _outputWeight.Product.t());
        _operations.UnitPrototypes(_prototypes, _outputBias.Value, _classifier.OutputRelu, _unit, _lengths, _centred);
        samples.Gather(rows, x);
        scores.Multiply(x, _centred.t());
        _adjustment.Apply(scores, bias: null, 1 / _classifier.Temperature, labels, rows);
        var loss = _operations.CrossEntropy(
            scores, _adjustment.Bias, 1 / _classifier.Temperature, labels, rows, biasGradient: null);
        TrainingDivergedException.ThrowUnlessFinite(loss, "the classifier's loss");

        _prototypes.Multiply(scores.t(), x); // from here on, _prototypes contains the gradient of the prototypes
        _operations.UnitPrototypesBack(_prototypes, _unit, _lengths, _classifier.OutputRelu, _outputBiasGradient);
        _outputWeightGradient.Multiply(_prototypes.t(), _hidden);
        _hiddenGradient.Multiply(_prototypes, _outputWeight.Product);
        _operations.HiddenLayerBack(_hiddenGradient, _hidden, null, null, _hiddenBiasGradient);
        _hiddenWeightGradient.Multiply(_hiddenGradient.t(), _descriptors);
        _adam.NextStep();
        _adam.Update(_outputWeight, _outputWeightGradient);
        _adam.Update(_outputBias, _outputBiasGradient);
        _adam.Update(_hiddenWeight, _hiddenWeightGradient);
        _adam.Update(_hiddenBias, _hiddenBiasGradient);
        return loss;
    }

    public override void SyncState(TrainingState state)
    {
        state.Sync("hiddenWeight", _hiddenWeight);
        state.Sync("hiddenBias", _hiddenBias);
        state.Sync("outputWeight", _outputWeight);
        state.Sync("outputBias", _outputBias);
        state.Sync("adam", _adam);
        if (_random is not null)
            state.Sync("noise", _random);
    }

    public override void Dispose()
    {
        _operations.Dispose();
        _adjustment.Dispose();
        _noise?.Dispose();
        _random?.Dispose();
        foreach (var array in new[] { _hiddenWeight, _hiddenBias, _outputWeight, _outputBias })
            array.Dispose();
        Tensor[] buffers =
        [
            _descriptors, _hidden, _hiddenGradient, _prototypes, _centred, _unit, _lengths, _samples, _scores,
            _hiddenWeightGradient, _hiddenBiasGradient, _outputWeightGradient, _outputBiasGradient,
        ];
        foreach (var buffer in buffers)
            buffer.Dispose();
    }
}
