using System.Runtime.InteropServices;
using Unseen.Adjustment;
using Unseen.Classifiers;
using Unseen.Data;
using Unseen.Evaluation;
using static TorchSharp.torch;

namespace Unseen.Training;

/// <summary>One classifier being trained on one problem's seen features and some pseudo-features.</summary>
internal sealed class ClassifierRun : IDisposable
{
    private const int SamplesAChunk = 1 << 15;

    private readonly GzslProblem _problem;
    private readonly ClassifierTrainer _trainer;
    private FeatureMatrix? _scores;

    public ClassifierRun(GzslProblem problem, PseudoFeatures? pseudo, RunOptions options, double? sigma, int seed)
    {
        using var scope = NewDisposeScope();
        _problem = problem;
        var (classes, width) = (problem.Descriptors.shape[0], problem.FeatureWidth);
        Classifier = options.Classifier == ClassifierKind.Prototype
            ? new PrototypeClassifier(problem.Descriptors, width, options.Prototype, seed)
            : new LinearClassifier(width, classes, seed, problem.Descriptors.device);
        var adjustment = sigma is { } odds
            ? new ZeroShotLogitAdjustment(problem.ClassCounts, problem.SeenClasses, problem.UnseenClasses, odds)
            : null;
        _trainer = new ClassifierTrainer(
            Classifier, options.ClassifierTraining, adjustment, problem, (pseudo?.Features ?? empty(0, width), pseudo?.Labels ?? empty(0, ScalarType.Int64)),
            seed, options.Precision);
    }

    /// <summary>The classifier in its present state.</summary>
    public GzslClassifier Classifier { get; }

    /// <summary>Trains one epoch; its mean loss.</summary>
    public double TrainEpoch(CancellationToken cancellation) => _trainer.TrainEpoch(cancellation);

    /// <summary>U and S on the problem's images, for epochs of which no more is asked.</summary>
    public SeenUnseenPoint Accuracy(double gamma) => GzslMetrics.Accuracy(Scores(), _problem.ScoredLabels, _problem.IsSeen, gamma);

    /// <summary>All metrics on the problem's images.</summary>
    public GzslResult Evaluate(double gamma) => GzslMetrics.Evaluate(Scores(), _problem.ScoredLabels, _problem.IsSeen, gamma);

    /// <summary>The constant subtracted from seen scores that gives the largest H on these images.</summary>
    public double BestGamma() => SeenUnseenCurve.Trace(Scores(), _problem.ScoredLabels, _problem.IsSeen).Best.Gamma;

    /// <summary>Logits of the problem's images to score, by one product for as many as are at hand; [M, C], valid until the next call.</summary>
    public FeatureMatrix Scores()
    {
        using var inference = no_grad();
        var rows = _problem.ScoredRows(ScalarType.Float32, Classifier.UsesUnitLength);
        _scores ??= new FeatureMatrix(new float[rows.Count * _problem.IsSeen.Length], (int)rows.Count, _problem.IsSeen.Length);
        for (long start = 0; start < rows.Count; start += SamplesAChunk)
        {
            using var scope = NewDisposeScope();
            var logits = Classifier.Score(rows.Slice(start, Math.Min(SamplesAChunk, rows.Count - start))).cpu().contiguous(); // [B, C]
            MemoryMarshal.Cast<byte, float>(logits.bytes).CopyTo(_scores.Values.AsSpan((int)(start * _scores.Columns)));
        }

        return _scores;
    }

    public void Dispose()
    {
        _trainer.Dispose();
        Classifier.Dispose();
    }
}
