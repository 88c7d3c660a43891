using System.Globalization;
using Unseen.Classifiers;
using Unseen.Data;
using Unseen.Evaluation;
using Unseen.Inference;
using Unseen.Methods;
using Unseen.Methods.Centre;
using Unseen.Methods.Zla;
using Unseen.Numerics;
using Unseen.Problems;
using static TorchSharp.torch;

namespace Unseen.Benchmarks.Studies;

/// <summary>The training samples of a study: features of training images, and pseudo-features of a centre generator.
/// Classifiers are trained with ZLA, with σ from <see cref="GetLaw"/>.</summary>
internal sealed class StudySamples : IDisposable
{
    private const int Pseudo = 10;
    private readonly Tensor _features;
    private readonly Tensor _labels;

    private StudySamples(GzslProblem problem, Tensor features, Tensor labels)
    {
        Problem = problem;
        (_features, _labels) = (features.DetachFromDisposeScope(), labels.DetachFromDisposeScope());
    }

    /// <summary>The problem. <see cref="Dispose"/> does not dispose it.</summary>
    public GzslProblem Problem { get; }

    /// <summary>Generates the pseudo-features.</summary>
    public static StudySamples Create(GzslProblem problem, CentreOptions centre, int seed)
    {
        using var scope = NewDisposeScope();
        using var generator = centre.Create(problem, seed, Precision.Auto)!;
        for (var epoch = 0; epoch < centre.TrainingEpochs; epoch++)
            _ = generator.TrainEpoch(CancellationToken.None);
        var labels = tensor(
            problem.UnseenClasses.SelectMany(label => Enumerable.Repeat((long)label, Pseudo)).ToArray());
        using var random = Seeds.Stream(seed, "pseudo-features", CPU, 1);
        using var inference = no_grad();
        var pseudo = generator.Generate(problem.Descriptors.index_select(0, labels), random);
        return new StudySamples(problem, cat([problem.TrainFeatures, pseudo]), cat([problem.Labels, labels]));
    }

    /// <summary>Measures on the validation splits and on the test images. The result for validation is the mean over
    /// the splits.</summary>
    public static (double[] Validation, double[] Test) OnValidationAndTest(
        GzslDataset dataset, int seed, Func<GzslProblem, double[]> measure)
    {
        var folds = ValidationSplit.CreateFolds(dataset, seed).Select(split =>
        {
            using var held = GzslProblem.ForValidation(dataset, split, FeatureScalingKind.L2, CPU);
            return measure(held);
        }).ToArray();
        using var tested = GzslProblem.ForTest(dataset, FeatureScalingKind.L2, CPU);
        return ([.. folds[0].Select((_, column) => folds.Average(fold => fold[column]))], measure(tested));
    }

    /// <summary>Formats the mean and deviation over seeds of one column of the results.</summary>
    public static string Mean(double[][] results, int column)
    {
        var mean = MeanAndDeviation.Compute(results.Select(result => result[column]));
        return string.Create(CultureInfo.InvariantCulture, $"{mean.Mean:0.0} ± {mean.Deviation:0.0}");
    }

    /// <summary>Computes σ by the law σ = 4 N / (U n).</summary>
    public static double GetLaw(GzslProblem problem) => new ZlaOptions().RuleOdds(problem, Pseudo)!.Value;

    /// <summary>Creates the trainer of a classifier on these samples.</summary>
    public ClassifierTrainer Trainer(GzslClassifier classifier, TrainedClassifierOptions options, int seed,
        bool isAdjusted = true) => new(classifier, options.Training, isAdjusted
            ? new ZlaOptions { Sigma = GetLaw(Problem) }.Create(Problem, Pseudo) : null, _features, _labels, seed);

    /// <summary>Trains a classifier on these samples, and returns its logits on the images to score. Its weights are
    /// averaged over the last epochs, by default over the last half of all epochs.</summary>
    public Tensor Train(TrainedClassifierOptions options, int seed, bool isAdjusted = true)
    {
        using var classifier = options.Create(Problem, Problem.FeatureWidth, seed);
        using var trainer = Trainer(classifier, options, seed, isAdjusted);
        using var average = new WeightAverage(options.Create(Problem, Problem.FeatureWidth, seed));
        for (var epoch = 1; epoch <= options.Training.Epochs; epoch++)
        {
            _ = trainer.TrainEpoch(CancellationToken.None);
            if (epoch >= options.Training.FirstAveraged)
                average.Add(classifier);
        }

        using var inference = no_grad();
        return average.Classifier!.forward(Problem.ScoredFeatures);
    }

    /// <summary>Computes H in per cent from scores of the images to score.</summary>
    public double H(Tensor scores) => GzslMetrics.Accuracy(
        new FeatureMatrix(scores.contiguous().data<float>().ToArray(), Problem.ScoredLabels.Length,
            Problem.IsSeen.Length),
        Problem.ScoredLabels, Problem.IsSeen, 0).H;

    /// <inheritdoc/>
    public void Dispose()
    {
        _features.Dispose();
        _labels.Dispose();
    }
}
