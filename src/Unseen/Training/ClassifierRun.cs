using System.Runtime.InteropServices;
using Unseen.Checkpoints;
using Unseen.Classifiers;
using Unseen.Data;
using Unseen.Evaluation;
using Unseen.Methods;
using Unseen.Numerics;
using Unseen.Problems;
using static TorchSharp.torch;

namespace Unseen.Training;

/// <summary>One classifier being trained on one problem's seen features and some pseudo-features.</summary>
internal sealed class ClassifierRun : IResumable, IDisposable
{
    private const int SamplesAChunk = 1 << 15;

    private readonly GzslProblem _problem;
    private readonly FeatureMap? _map;
    private readonly int _seed;
    private readonly ClassifierTrainer _trainer;
    private SampleRows? _mapped;
    private FeatureMatrix? _scores;
    private double _loss; // of the epoch before

    /// <summary>Makes the classifier, untrained.</summary>
    /// <param name="problem">seen samples, descriptors and images to score; borrowed</param>
    /// <param name="pseudo">pseudo-features, and the space to work in; null for none; borrowed</param>
    /// <param name="options">which classifier, one that is trained</param>
    /// <param name="adjustment">the adjustment, with its strength</param>
    /// <param name="seed">decides weights and order</param>
    public ClassifierRun(GzslProblem problem, PseudoFeatures? pseudo, RunOptions options, AdjustmentOptions adjustment,
        int seed)
    {
        using var scope = NewDisposeScope();
        (_problem, _map, _seed) = (problem, pseudo?.Map, seed);
        var classifier = (TrainedClassifierOptions)options.Classifier;
        Classifier = classifier.Create(problem, _map?.Width ?? problem.FeatureWidth, seed);
        var labels = pseudo is null ? problem.Labels : cat([problem.Labels, pseudo.Labels]);
        _trainer = new ClassifierTrainer(
            Classifier, classifier.Training, adjustment.Create(problem, options.PseudoPerClass), type =>
                Samples(pseudo, type), labels, seed,
            options.Precision);
    }

    /// <summary>The classifier in its present state.</summary>
    public GzslClassifier Classifier { get; }

    /// <summary>Epochs trained so far.</summary>
    public int Epoch => _trainer.Epoch;

    /// <summary>The learning rate in the next epoch.</summary>
    public double LearningRate => _trainer.LearningRate;

    /// <summary>Called after every step, or null.</summary>
    public Action? StepDone
    {
        set => _trainer.StepDone = value;
    }

    /// <summary>Trains up to the end of an epoch; the last one's mean loss.</summary>
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

    /// <summary>U and S on the problem's images, for epochs of which no more is asked.</summary>
    public SeenUnseenPoint Accuracy(double gamma) =>
        GzslMetrics.Accuracy(Scores(), _problem.ScoredLabels, _problem.IsSeen, gamma);

    /// <summary>All metrics on the problem's images.</summary>
    public GzslResult Evaluate(double gamma) =>
        GzslMetrics.Evaluate(Scores(), _problem.ScoredLabels, _problem.IsSeen, gamma);

    /// <summary>The constant subtracted from seen scores that gives the largest H on these images.</summary>
    public double BestGamma() => SeenUnseenCurve.Trace(Scores(), _problem.ScoredLabels, _problem.IsSeen).Best.Gamma;

    /// <summary>Logits of the problem's images to score, by one product for as many as are at hand; [M, C], valid until
    /// the next call.</summary>
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

    /// <summary>Real samples, then pseudo-features, mapped if there is a space to work in.</summary>
    private JoinedRows Samples(PseudoFeatures? pseudo, ScalarType type)
    {
        using var inference = no_grad();
        using var scope = NewDisposeScope();
        var features = pseudo?.Features ?? empty(0, _problem.FeatureWidth, device: _problem.Labels.device);
        var mapped = pseudo is { AreMapped: true } ? features : _map?.Apply(features) ?? features;
        var second = Classifier.Prepare(mapped).to(type).alias().DetachFromDisposeScope();
        var unitLength = Classifier.UsesUnitLength;
        if (_map is null)
            return new JoinedRows(_problem.TrainRows(type, unitLength), second);
        using var random = Seeds.Stream(_seed, "mapped samples", _problem.Labels.device);
        return new JoinedRows(_problem.Mapped(train: true, _map, type, unitLength, random), second, ownsFirst: true);
    }
}
