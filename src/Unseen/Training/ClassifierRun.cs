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

    /// <summary>Logits of the problem's images to score; [M, C].</summary>
    public FeatureMatrix Scores()
    {
        using var inference = no_grad();
        var rows = _problem.ScoredRows(ScalarType.Float32, Classifier.UsesUnitLength);
        var classes = _problem.IsSeen.Length;
        var scores = new float[rows.Count * classes];
        for (long start = 0; start < rows.Count; start += SamplesAChunk)
        {
            using var scope = NewDisposeScope();
            var logits = Classifier.Score(rows.Slice(start, Math.Min(SamplesAChunk, rows.Count - start))).cpu(); // [B, C]
            logits.data<float>().CopyTo(scores, (int)(start * classes));
        }

        return new FeatureMatrix(scores, (int)rows.Count, classes);
    }

    /// <summary>Metrics on the problem's images.</summary>
    public GzslResult Evaluate(double gamma) => GzslMetrics.Evaluate(Scores(), _problem.ScoredLabels, _problem.IsSeen, gamma);

    /// <summary>The constant subtracted from seen scores that gives the largest H on these images.</summary>
    public double BestGamma() => SeenUnseenCurve.Trace(Scores(), _problem.ScoredLabels, _problem.IsSeen).Best.Gamma;

    public void Dispose()
    {
        _trainer.Dispose();
        Classifier.Dispose();
    }
}
