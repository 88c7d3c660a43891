using System.Diagnostics;
using System.Runtime.InteropServices;
using Unseen.Calibration;
using Unseen.Classifiers;
using Unseen.Data;
using Unseen.Evaluation;
using Unseen.Inference;
using Unseen.Methods;
using Unseen.Numerics;
using Unseen.Problems;
using Unseen.Training.Progress;
using static TorchSharp.torch;

namespace Unseen.Training;

/// <summary>
/// A run of a closed-form classifier. It tries all candidate settings on validation images or, in the paper protocol,
/// on test images, and solves with the best settings on all training images. Only the validation split is random.
/// </summary>
internal sealed class ClosedFormRun(
    GzslDataset dataset, RunOptions options, int seed, GzslProblem testProblem, IReadOnlyList<GzslProblem> folds,
    bool calibratesModel, EpochLog log, CancellationToken cancellation)
{
    private readonly SolvedClassifierOptions _classifier = (SolvedClassifierOptions)options.Classifier;

    private ModelCalibration _calibration = ModelCalibration.None; // of the best candidate on validation

    /// <summary>Executes the run.</summary>
    public (SeedResult Result, UnseenModel? Model, bool Interrupted) Execute()
    {
        var watch = Stopwatch.StartNew();
        var tried = folds.Count > 0 ? Try(folds, gamma: null)
            : options.Protocol == Protocol.Paper ? [] : [WithoutChoice()];
        var finalWatch = Stopwatch.StartNew();
        using var finalSolver = _classifier.CreateSolver(testProblem);
        if (options.Protocol == Protocol.Paper)
            tried = [.. Try([testProblem], tried.Count == 0 ? 0 : tried.MaxBy(trial => (trial.H, trial.T1)).Gamma)];
        var best = tried.MaxBy(trial => (trial.H, trial.T1));
        var rule = finalSolver.Solve(best.Settings);
        using var weight = rule.Weight;
        using var bias = rule.Bias;
        var test = GzslMetrics.Evaluate(
            Scores(testProblem, rule), testProblem.ScoredLabels, testProblem.IsSeen, best.Gamma);
        Log(TrainingStage.Final, finalWatch, null);
        var chosen = new ChosenSettings
        {
            ClassifierEpoch = 1,
            Gamma = best.Gamma,
            Options = new(from option in _classifier.AllOptions
                          let number = option.GetNumber(best.Settings)
                          where number is not null
                          select KeyValuePair.Create(option.Name, number.Value)),
            ValidationH = options.Protocol == Protocol.Paper || folds.Count == 0 ? null : best.H,
        };
        var result = new SeedResult
        {
            Seed = seed,
            Test = test,
            Chosen = chosen,
            History = log.History,
            Seconds = watch.Elapsed.TotalSeconds
        };
        var model = ModelBuilder.Build(testProblem, rule, map: null, chosen, options, _calibration,
            metadata: _classifier.AddsClassesByDescription ? [(UnseenModel.DescriptorWeightKey, "1")] : null);
        return (result, model, Interrupted: false);
    }

    /// <summary>Gets the only candidate, for a dataset with too few classes for a validation split.</summary>
    /// <exception cref="UnseenDataException">There are several candidates, or γ must be chosen.</exception>
    private Trial WithoutChoice() => _classifier.Candidates is [var only] && !options.Adjustment.CalibratesSeenScores
        ? new Trial(only, Gamma: 0, H: 0, T1: 0) : throw ValidationSplit.CreateTooFewClassesException(dataset);

    /// <summary>Evaluates every candidate by its mean H and T1 over the problems. If <paramref name="gamma"/> is null,
    /// γ is chosen for each candidate.</summary>
    private List<Trial> Try(IReadOnlyList<GzslProblem> problems, double? gamma)
    {
        var watch = Stopwatch.StartNew();
        IClosedFormSolver[] solvers = [.. problems.Select(_classifier.CreateSolver)];
        try
        {
            var trials = new List<Trial>();
            foreach (var candidate in _classifier.Candidates)
            {
                cancellation.ThrowIfCancellationRequested();
                var scores = solvers.Zip(problems, (solver, problem) =>
                    (Problem: problem, Scores: Scores(problem, solver, candidate))).ToArray();
                var chosenGamma = gamma ?? (options.Adjustment.CalibratesSeenScores
                    ? scores.Average(fold => SeenUnseenCurve.Trace(
                        fold.Scores, fold.Problem.ScoredLabels, fold.Problem.IsSeen).BestGamma) ?? 0 : 0);
                var results = scores.Select(fold => GzslMetrics.Evaluate(
                    fold.Scores, fold.Problem.ScoredLabels, fold.Problem.IsSeen, chosenGamma)).ToArray();
                trials.Add(new Trial(candidate, chosenGamma, results.Average(result => result.H),
                    results.Average(result => result.T1)));
            }

            if (gamma is null && calibratesModel)
                _calibration = Calibrate(problems, solvers, trials.MaxBy(trial => (trial.H, trial.T1)));
            Log(TrainingStage.Validation, watch, trials.Max(trial => trial.H));
            return trials;
        }
        finally
        {
            foreach (var solver in solvers)
                solver.Dispose();
        }
    }

    private ModelCalibration Calibrate(
        IReadOnlyList<GzslProblem> problems, IClosedFormSolver[] solvers, Trial best)
    {
        var models = solvers.Zip(problems, (solver, problem) =>
        {
            var rule = solver.Solve(best.Settings);
            using var weight = rule.Weight;
            using var bias = rule.Bias;
            return ModelBuilder.Build(problem, rule, map: null,
                new ChosenSettings { ClassifierEpoch = 1, Gamma = best.Gamma }, options, ModelCalibration.None);
        });
        return ModelCalibration.Find(problems, [.. models], cancellation);
    }

    private static FeatureMatrix Scores(GzslProblem problem, IClosedFormSolver solver, SolvedClassifierOptions settings)
    {
        var rule = solver.Solve(settings);
        using var weight = rule.Weight;
        using var bias = rule.Bias;
        return Scores(problem, rule);
    }

    private static FeatureMatrix Scores(GzslProblem problem, ScoringRule rule)
    {
        using var inference = no_grad();
        var rows = problem.ScoredRows(ScalarType.Float32, rule.Form == ClassifierForm.Prototype);
        var classes = problem.IsSeen.Length;
        var scores = new FeatureMatrix(new float[rows.Count * classes], (int)rows.Count, classes); // [M, C]
        var perChunk = ClassifierRun.SamplesPerChunk(classes);
        for (long start = 0; start < rows.Count; start += perChunk)
        {
            using var scope = NewDisposeScope();
            var products = rows.Slice(start, Math.Min(perChunk, rows.Count - start)).mm(rule.Weight.t());
            var scaled = products.Over(rule.Temperature); // [B, C]
            var logits = (rule.Bias is null ? scaled : scaled.PlusInPlace(rule.Bias)).cpu().contiguous();
            MemoryMarshal.Cast<byte, float>(logits.bytes).CopyTo(scores.Values.AsSpan((int)(start * classes)));
        }

        return scores;
    }

    private void Log(TrainingStage stage, Stopwatch watch, double? h) => log.Add(
        new EpochRecord
        {
            Seed = seed,
            Stage = stage,
            Phase = TrainingPhase.Classifier,
            Epoch = 1,
            Epochs = 1,
            Loss = 0,
            Seconds = watch.Elapsed.TotalSeconds,
            H = h,
        });

    private readonly record struct Trial(SolvedClassifierOptions Settings, double Gamma, double H, double T1);
}
