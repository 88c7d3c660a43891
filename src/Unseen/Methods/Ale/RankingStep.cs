using Unseen.Checkpoints;
using Unseen.Classifiers;
using Unseen.Numerics;
using Unseen.Numerics.Products;
using Unseen.Optimisation;
using Unseen.Problems;
using static TorchSharp.torch;

namespace Unseen.Methods.Ale;

/// <summary>
/// One training step of a bilinear classifier by a ranking loss, with the gradient in closed form. The weights [D, S]
/// of the seen classes are computed first, from the map and the descriptors, so that no matrix product needs B x D x A
/// multiplications.
/// </summary>
internal sealed class RankingStep : ClassifierStep
{
    private readonly RankingClassifier _classifier;
    private readonly FusedOperations _operations;
    private readonly FusedAdam _adam;
    private readonly TrainedArray _map;
    private readonly Tensor _descriptors; // [S, A]
    private readonly Tensor _column; // [C], the position of each class among the seen classes
    private readonly Tensor _weight; // [D, S]
    private readonly Tensor _samples; // [B, D]
    private readonly Tensor _mapGradient; // [D, A]

    /// <summary>Allocates all buffers.</summary>
    /// <param name="classifier">the classifier to train; not disposed</param>
    /// <param name="options">the optimiser's settings and the batch size</param>
    /// <param name="productType">the type of matrix products</param>
    public RankingStep(RankingClassifier classifier, ClassifierTrainingOptions options, ScalarType productType)
    {
        _classifier = classifier;
        var device = classifier.Map.device;
        var (width, descriptor) = (classifier.Map.size(0), classifier.Map.size(1));
        _operations = FusedOperations.For(device, productType);
        _adam = new FusedAdam(new AdamSettings(options.LearningRate, options.Beta1, options.Beta2,
            options.WeightDecay), _operations);
        _map = TrainedArray.Borrowing(classifier.Map, productType);
        using var scope = NewDisposeScope();
        var seen = tensor(classifier.SeenClasses, dtype: ScalarType.Int64, device: device);
        _descriptors = classifier.Descriptors.index_select(0, seen).to(productType).DetachFromDisposeScope();
        _column = SeenIndex.Create(classifier.SeenClasses, classifier.Descriptors.size(0), device)
            .DetachFromDisposeScope();
        _weight = zeros(width, seen.size(0), dtype: productType, device: device).DetachFromDisposeScope();
        _samples = zeros(options.BatchSize, width, dtype: productType, device: device).DetachFromDisposeScope();
        _mapGradient = zeros(width, descriptor, dtype: productType, device: device).DetachFromDisposeScope();
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
        var x = _samples.narrow(0, 0, rows.size(0));
        samples.Gather(rows, x);
        _weight.Multiply(_map.Product, _descriptors.t());
        var scores = x.mm(_weight).to(ScalarType.Float32); // [B, S]
        var truth = _column.index_select(0, labels.index_select(0, rows));
        var (loss, gradient) = RankingLoss.Back(scores, truth, _classifier.Margin, _classifier.WeighsRanks);
        TrainingDivergedException.ThrowUnlessFinite(loss, "the classifier's loss");
        _mapGradient.Multiply(x.t().mm(gradient.to(x.dtype)), _descriptors);
        _adam.NextStep();
        _adam.Update(_map, _mapGradient);
        return loss;
    }

    public override void SyncState(TrainingState state)
    {
        state.Sync("map", _map);
        state.Sync("adam", _adam);
    }

    public override void Dispose()
    {
        _operations.Dispose();
        _map.Dispose();
        foreach (var buffer in new[] { _descriptors, _column, _weight, _samples, _mapGradient })
            buffer.Dispose();
    }
}
