using System.Runtime.InteropServices;
using Unseen.Checkpoints;
using Unseen.Classifiers;
using Unseen.Data;
using Unseen.Evaluation;
using Unseen.Methods;
using Unseen.Problems;
using static TorchSharp.torch;

namespace Unseen.Training;

/// <summary>The training of one classifier on a problem's seen features and on pseudo-features.</summary>
internal sealed class ClassifierRun : IResumable, IDisposable
{
    private const int SamplesAChunk = 1 << 15;

    private readonly GzslProblem _problem;
    private readonly FeatureMap? _map;
    private readonly ClassifierTrainer _trainer;
    private SampleRows? _mapped;
    private FeatureMatrix? _scores;
    private double _loss; // loss of the previous epoch

    /// <summary>Creates the untrained classifier.</summary>
    /// <param name="problem">seen samples, descriptors and images to score; not disposed</param>
    /// <param name="pseudo">pseudo-features and their feature map, or null for none; not disposed</param>
    /// <param name="options">the run's options; the classifier must be one that is trained in epochs</param>
    /// <param name="adjustment">the adjustment, with its strength</param>
    /// <param name="seed">seed of the initial weights and the order of samples</param>
    public ClassifierRun(GzslProblem problem, PseudoFeatures? pseudo, RunOptions options, AdjustmentOptions adjustment,
        int seed)
    {
        using var scope = NewDisposeScope();
        (_problem, _map) = (problem, pseudo?.Map);
        var classifier = (TrainedClassifierOptions)options.Classifier;
        Classifier = classifier.Create(problem, _map?.Width ?? problem.FeatureWidth, seed);
        var labels = pseudo is null ? problem.Labels : cat([problem.Labels, pseudo.Labels]);
        _trainer = new ClassifierTrainer(
            Classifier, classifier.Training, adjustment.Create(problem, options.PseudoPerClass), type =>
                Samples(pseudo, type), labels, seed,
            options.Precision);
    }

    /// <summary>The classifier in its current state.</summary>
    public GzslClassifier Classifier { get; }

    /// <summary>The number of epochs trained so far.</summary>
    public int Epoch => _trainer.Epoch;

    /// <summary>The learning rate in the next epoch.</summary>
    public double LearningRate => _trainer.LearningRate;

    /// <summary>A callback after every step, or null.</summary>
    public Action? StepDone
    {
        set => _trainer.StepDone = value;
    }

    /// <summary>Trains up to the end of an epoch, and returns the mean loss of the last epoch.</summary>
    public double TrainTo(int epoch, CancellationToken cancellation)
    {
        while (Epoch < epoch)
            _loss = _trainer.TrainEpoch(cancellation);
        return _loss;
    }

    /// <inheritdoc/>
    public void SyncState(TrainingState state)
    {
        state.Sync("trainer", _trainer);
        state.Sync("loss", ref _loss);
    }

    /// <summary>Computes U and S on the problem's images.</summary>
    public SeenUnseenPoint Accuracy(double gamma) =>
        GzslMetrics.Accuracy(Scores(), _problem.ScoredLabels, _problem.IsSeen, gamma);

    /// <summary>Computes all metrics on the problem's images.</summary>
    public GzslResult Evaluate(double gamma) =>
        GzslMetrics.Evaluate(Scores(), _problem.ScoredLabels, _problem.IsSeen, gamma);

    /// <summary>Computes the constant γ that gives the largest H on the problem's images when it is subtracted from
    /// seen scores.</summary>
    public double BestGamma() => SeenUnseenCurve.Trace(Scores(), _problem.ScoredLabels, _problem.IsSeen).Best.Gamma;

    /// <summary>Computes the logits of the problem's images, [M, C], in chunks. The result is valid until the next
    /// call.</summary>
    public FeatureMatrix Scores()
    {
        using var inference = no_grad();
        var rows = _map is null
            ? _problem.ScoredRows(ScalarType.Float32, Classifier.UsesUnitLength)
            : _mapped ??= _problem.Mapped(train: false, _map, ScalarType.Float32, Classifier.UsesUnitLength);
        _scores ??= new FeatureMatrix(
            new float[rows.Count * _problem.IsSeen.Length], (int)rows.Count, _problem.IsSeen.Length);
        for (long start = 0; start < rows.Count; start += SamplesAChunk)
        {
            using var scope = NewDisposeScope();
            var logits = Classifier.Score(rows.Slice(
                start, Math.Min(SamplesAChunk, rows.Count - start))).cpu().contiguous(); // [B, C]
            MemoryMarshal.Cast<byte, float>(logits.bytes).CopyTo(_scores.Values.AsSpan((int)(start * _scores.Columns)));
        }

        return _scores;
    }

    public void Dispose()
    {
        _trainer.Dispose();
        _mapped?.Dispose();
        Classifier.Dispose();
    }

    /// <summary>Joins the real samples and the pseudo-features, mapped if there is a feature map.</summary>
    private JoinedRows Samples(PseudoFeatures? pseudo, ScalarType type)
    {
        using var inference = no_grad();
        using var scope = NewDisposeScope();
        var features = pseudo?.Features ?? empty(0, _problem.FeatureWidth, device: _problem.Labels.device);
        var second = Classifier.Prepare(_map?.Apply(features) ?? features).to(type).alias().DetachFromDisposeScope();
        var unitLength = Classifier.UsesUnitLength;
        return _map is null
            ? new JoinedRows(_problem.TrainRows(type, unitLength), second)
            : new JoinedRows(_problem.Mapped(train: true, _map, type, unitLength), second, ownsFirst: true);
    }
}
