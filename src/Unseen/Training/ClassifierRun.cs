using System.Diagnostics;
using Unseen.Adjustment;
using Unseen.Classifiers;
using Unseen.Data;
using Unseen.Evaluation;
using static TorchSharp.torch;

namespace Unseen.Training;

/// <summary>One classifier being trained on one problem's seen features and some pseudo-features.</summary>
internal sealed class ClassifierRun : IDisposable
{
    private readonly GzslProblem _problem;
    private readonly ClassifierTrainer _trainer;
    private readonly Tensor _prepared; // scored images, [M, D]

    public ClassifierRun(GzslProblem problem, PseudoFeatures? pseudo, RunOptions options, double? sigma, int seed)
    {
        using var scope = NewDisposeScope();
        _problem = problem;
        var (classes, width) = (problem.Descriptors.shape[0], problem.TrainFeatures.shape[1]);
        Classifier = options.Classifier == ClassifierKind.Prototype
            ? new PrototypeClassifier(problem.Descriptors, width, options.Prototype, seed)
            : new LinearClassifier(width, classes, seed, problem.Descriptors.device);
        var adjustment = sigma is { } odds
            ? new ZeroShotLogitAdjustment(problem.ClassCounts, problem.SeenClasses, problem.UnseenClasses, odds)
            : null;
        var features = pseudo is null ? problem.TrainFeatures : cat([problem.TrainFeatures, pseudo.Features]);
        var labels = pseudo is null ? problem.Labels : cat([problem.Labels, pseudo.Labels]);
        _trainer = new ClassifierTrainer(Classifier, options.ClassifierTraining, adjustment, features, labels, seed);
        _prepared = Classifier.Prepare(problem.ScoredFeatures).DetachFromDisposeScope();
    }

    /// <summary>The classifier in its present state.</summary>
    public GzslClassifier Classifier { get; }

    /// <summary>Trains one epoch; its mean loss and its seconds.</summary>
    public (double Loss, double Seconds) TrainEpoch(CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        return (_trainer.TrainEpoch(cancellation), watch.Elapsed.TotalSeconds);
    }

    /// <summary>Logits of the problem's images to score; [M, C].</summary>
    public FeatureMatrix Scores()
    {
        using var inference = no_grad();
        using var scope = NewDisposeScope();
        var logits = Classifier.Score(_prepared).cpu(); // [M, C]
        return new FeatureMatrix(logits.data<float>().ToArray(), (int)logits.shape[0], (int)logits.shape[1]);
    }

    /// <summary>Metrics on the problem's images.</summary>
    public GzslResult Evaluate(double gamma) => GzslMetrics.Evaluate(Scores(), _problem.ScoredLabels, _problem.IsSeen, gamma);

    /// <summary>The constant subtracted from seen scores that gives the largest H on these images.</summary>
    public double BestGamma() => SeenUnseenCurve.Trace(Scores(), _problem.ScoredLabels, _problem.IsSeen).Best.Gamma;

    public void Dispose()
    {
        _trainer.Dispose();
        _prepared.Dispose();
        Classifier.Dispose();
    }
}
