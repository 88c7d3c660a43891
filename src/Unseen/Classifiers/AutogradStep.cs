using Unseen.Adjustment;
using Unseen.Checkpoints;
using Unseen.Numerics;
using Unseen.Optimisation;
using Unseen.Problems;
using static TorchSharp.torch;

namespace Unseen.Classifiers;

/// <summary>
/// A training step for any classifier and any adjustment, in float32, with gradients computed by autograd.
/// </summary>
internal sealed class AutogradStep(
    GzslClassifier classifier, ClassifierTrainingOptions options, ILogitAdjustment? adjustment) : ClassifierStep
{
    private readonly AutogradAdam _adam = new(
        classifier.parameters(), new AdamSettings(
            options.LearningRate, options.Beta1, options.Beta2, options.WeightDecay));

    public override double LearningRate
    {
        set
        {
            foreach (var group in _adam.ParamGroups)
                group.LearningRate = value;
        }
    }

    public override ScalarType SampleType => ScalarType.Float32;

    public override double Run(SampleRows samples, Tensor labels, Tensor rows)
    {
        using var scope = NewDisposeScope();
        var batch = empty(rows.size(0), samples.Width, device: rows.device); // [B, D]
        samples.Gather(rows, batch);
        var logits = classifier.Score(batch); // [B, C]
        var truth = labels.index_select(0, rows); // [B]
        if (adjustment is not null)
            logits = adjustment.Adjust(logits, truth);
        var loss = nn.functional.cross_entropy(logits, truth);
        var value = loss.item<float>();
        TrainingDivergedException.ThrowUnlessFinite(value, "the classifier's loss");
        _adam.zero_grad();
        loss.backward();
        _adam.step();
        return value;
    }

    public override void SyncState(TrainingState state)
    {
        foreach (var (name, parameter) in classifier.named_parameters())
            state.Sync(name, parameter);
        foreach (var (name, buffer) in classifier.named_buffers())
            state.Sync(name, buffer);
        state.Sync("adam", _adam);
    }

    public override void Dispose() => _adam.Dispose();
}
