using Unseen.Classifiers;
using Unseen.Methods.Linear;
using Unseen.Methods.Wgan;
using Unseen.Numerics;
using Unseen.Numerics.Products;
using Unseen.Problems;
using static TorchSharp.torch;

namespace Unseen.Methods.FClswgan;

/// <summary>
/// The classification loss of f-CLSWGAN. A linear softmax classifier of the seen classes is trained on real features
/// and then frozen. The generator minimises the cross-entropy of this classifier on generated features.
/// </summary>
internal sealed class ClassificationLoss : AuxiliaryLoss
{
    private readonly GzslProblem _problem;
    private readonly FClswganOptions _options;
    private readonly int _seed;
    private readonly Precision _precision;
    private readonly FusedOperations _operations;
    private readonly Tensor _seenIndex; // [C], the position of each class among the seen classes
    private readonly Tensor _classifierWeight; // [S, D] of the product type
    private readonly Tensor _bias; // [S]
    private readonly Tensor _scores; // [B, S]
    private readonly Tensor _back; // [B, D]
    private readonly Tensor _rows; // [B]
    private bool _isPrepared;

    /// <summary>Allocates the buffers. The classifier is trained by <see cref="Prepare"/>.</summary>
    /// <param name="problem">the seen training samples; not disposed</param>
    /// <param name="options">the training settings and weight of the classifier</param>
    /// <param name="seed">the seed of the weights and of the order of samples</param>
    /// <param name="precision">the number type of matrix products</param>
    public ClassificationLoss(GzslProblem problem, FClswganOptions options, int seed, Precision precision)
    {
        (_problem, _options, _seed, _precision) = (problem, options, seed, precision);
        using var scope = NewDisposeScope();
        var device = problem.Descriptors.device;
        var productType = precision.ProductType(device);
        var seen = problem.SeenClasses;
        _operations = FusedOperations.For(device, productType);
        _seenIndex = SeenIndex.Create(seen, problem.IsSeen.Length, device).DetachFromDisposeScope();
        var batch = Math.Min(options.BatchSize, problem.Labels.size(0));
        _classifierWeight = zeros(seen.Length, problem.FeatureWidth, dtype: productType, device: device)
            .DetachFromDisposeScope();
        _bias = zeros(seen.Length, device: device).DetachFromDisposeScope();
        _scores = zeros(batch, seen.Length, dtype: productType, device: device).DetachFromDisposeScope();
        _back = zeros(batch, problem.FeatureWidth, dtype: productType, device: device).DetachFromDisposeScope();
        _rows = ScalarArithmetic.Indices(batch, device).DetachFromDisposeScope();
    }

    /// <summary>The frozen weights; [S, D] of the product type.</summary>
    internal Tensor Weight => _classifierWeight;

    /// <summary>The frozen biases; [S].</summary>
    internal Tensor Bias => _bias;

    /// <inheritdoc/>
    /// <remarks>Not part of checkpoints: a resumed run trains the classifier again, with the same result.</remarks>
    public override void Prepare(Action? stepDone, CancellationToken cancellation)
    {
        if (_isPrepared)
            return;
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        var device = _bias.device;
        using var classifier = new LinearClassifier(
            _problem.FeatureWidth, _problem.SeenClasses.Length, _seed, device);
        var training = new LinearOptions().Training with { Epochs = _options.GuideEpochs };
        var labels = _seenIndex.index_select(0, _problem.Labels);
        SampleRows Samples(ScalarType type) => new JoinedRows(
            _problem.TrainRows(type, unitLength: false),
                empty(0, _problem.FeatureWidth, dtype: type, device: device).DetachFromDisposeScope());
        using var trainer = new ClassifierTrainer(
            classifier, training, adjustment: null, Samples, labels, _seed, _precision)
        { StepDone = stepDone };
        for (var epoch = 0; epoch < _options.GuideEpochs; epoch++)
            trainer.TrainEpoch(cancellation);
        _classifierWeight.copy_(classifier.Weight);
        _bias.copy_(classifier.Bias);
        _isPrepared = true;
    }

    public override void AddGradient(Tensor fake, Tensor real, Tensor classes, Tensor gradient)
    {
        using var scope = NewDisposeScope();
        _scores.Multiply(fake, _classifierWeight.t());
        _operations.CrossEntropy(_scores, _bias, 1, _seenIndex.index_select(0, classes), _rows, biasGradient: null);
        _back.Multiply(_scores, _classifierWeight);
        gradient.PlusScaledInPlace(_back, _options.ClassificationWeight);
    }

    public override void Dispose()
    {
        _operations.Dispose();
        foreach (var tensor in new[] { _seenIndex, _classifierWeight, _bias, _scores, _back, _rows })
            tensor.Dispose();
    }
}
