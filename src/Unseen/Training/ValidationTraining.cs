using System.Diagnostics;
using Unseen.Calibration;
using Unseen.Checkpoints;
using Unseen.Data;
using Unseen.Evaluation;
using Unseen.Methods;
using Unseen.Methods.Ensemble;
using Unseen.Problems;
using Unseen.Training.Progress;

namespace Unseen.Training;

/// <summary>Trains one classifier on each fold, epoch by epoch, and chooses the epoch with the best mean H. If weights
/// are averaged, it chooses the last epoch.</summary>
/// <param name="options">the run's options</param>
/// <param name="strengthen">returns the adjustment with its strength for a validation problem</param>
/// <param name="folds">the validation problems, and pseudo-features of each; not disposed</param>
/// <param name="seed">seed of the initial weights and the order of samples</param>
/// <param name="calibratesModel">whether the models of the folds are needed, to calibrate the final model</param>
/// <param name="checkpoints">saves the state after steps</param>
internal sealed class ValidationTraining(
    RunOptions options, Func<GzslProblem, AdjustmentOptions> strengthen,
        IReadOnlyList<(GzslProblem Problem, PseudoFeatures? Pseudo)> folds, int seed,
        bool calibratesModel, Checkpointer checkpoints) : IResumable
{
    private int _epoch; // finished epochs
    private double _laterH; // ValidatedSettings.LaterH of the epochs so far
    private ValidatedSettings? _best; // without LaterH
    private double _bestH; // H of the epoch of _best

    /// <summary>Whether the folds have validation images of seen classes. If every class has a single training image,
    /// there are none. H is then NaN, and the weight of members that are not trained stays at its default.</summary>
    private bool HasSeenImages =>
        folds.Any(fold => fold.Problem.ScoredLabels.Any(label => fold.Problem.IsSeen[label]));

    /// <summary>Logs an epoch.</summary>
    public delegate void Log(
        TrainingStage stage, int epoch, int epochs, ChosenSettings settings, double rate, double loss, Stopwatch watch,
            SeenUnseenPoint[] scored);

    /// <summary>Executes the training.</summary>
    /// <param name="settings">the settings to validate</param>
    /// <param name="log">called after every epoch</param>
    public ValidatedSettings Execute(ChosenSettings settings, Log log)
    {
        var epochs = options.Classifier.TrainingEpochs;
        List<IDisposable> attachments = [checkpoints.Attach("validation", this)];
        List<ClassifierRun> runs = [];
        try
        {
            foreach (var (place, (problem, pseudo)) in folds.Index())
            {
                runs.Add(new ClassifierRun(problem, pseudo, options, strengthen(problem),
                    seed)
                { StepDone = checkpoints.Tick, SolvedWeight = options.Classifier.SolvedWeight ?? 0 });
                attachments.Add(checkpoints.Attach($"fold{place}", runs[^1]));
            }

            while (_epoch < epochs)
            {
                var watch = Stopwatch.StartNew();
                var rate = runs[^1].LearningRate;
                var losses = runs.ConvertAll(run => run.TrainTo(_epoch + 1, checkpoints.Cancellation));
                var gamma = options.Adjustment.CalibratesSeenScores ? runs.Average(run => run.BestGamma()) ?? 0 : 0;
                SeenUnseenPoint[] scored = [.. runs.Select(run => run.Accuracy(gamma))];
                var h = scored.Average(result => result.H);
                _epoch++;
                _laterH += options.AveragesEpochs ? (_epoch == epochs ? h : 0)
                    : _epoch > epochs / 2 ? h / (epochs - (epochs / 2)) : 0;
                // If weights are averaged, choose the last epoch, when the average is complete. Otherwise, choose the
                // last of equally good epochs: H can be 0 in all epochs (without an adjustment) or NaN in all epochs
                // (without validation images of seen classes).
                if (options.AveragesEpochs ? _epoch == epochs : _best is null || !(h < _bestH))
                {
                    _best = Choose(runs, settings with
                    {
                        Gamma = gamma,
                        ClassifierEpoch = _epoch,
                        ValidationH = h,
                    });
                    _bestH = h;
                }

                log(TrainingStage.Validation, _epoch, epochs, settings, rate, losses.Average(), watch, scored);
            }

            return _best! with { LaterH = _laterH };
        }
        finally
        {
            foreach (var run in runs)
                run.Dispose();
            foreach (var attachment in attachments)
                attachment.Dispose();
        }
    }

    /// <summary>Chooses what depends on the scores after the current epoch: the correction of the strength, and the
    /// weight of the members that are not trained.</summary>
    private ValidatedSettings Choose(List<ClassifierRun> runs, ChosenSettings settings)
    {
        var correction = new StrengthCorrection();
        foreach (var (run, (problem, _)) in runs.Zip(folds))
            correction.Add(run.Scores(solvedWeight: 0), problem.ScoredLabels, problem.IsSeen);
        var factor = correction.LogFactor();
        if (options.Classifier.SolvedWeight is null && HasSeenImages)
            settings = ChooseWeight(runs, settings, factor);
        return new ValidatedSettings(
            settings, LaterH: 0, factor, calibratesModel ? GetModels(runs, settings, factor) : null);
    }

    /// <summary>Chooses the weight of the members that are not trained. Before that, the scores of the trained members
    /// are changed as the corrected strength will change them.</summary>
    private ChosenSettings ChooseWeight(List<ClassifierRun> runs, ChosenSettings settings, double logFactor)
    {
        var search = new WeightSearch(options.Adjustment.CalibratesSeenScores);
        foreach (var (run, (problem, _)) in runs.Zip(folds))
        {
            var trained = Copy(run.Scores(solvedWeight: 0));
            for (var c = 0; c < trained.Columns; c++)
                for (var i = 0; i < trained.Rows && problem.IsSeen[c]; i++)
                    trained.Values[(i * trained.Columns) + c] -= (float)GetShift(logFactor);
            search.Add(trained, Copy(run.Scores(solvedWeight: 1)), problem.ScoredLabels, problem.IsSeen);
        }

        var (weight, gamma, h) = search.Find();
        return settings with
        {
            Gamma = gamma,
            ValidationH = h,
            Options = settings.Options.With(EnsembleOptions.WeightName, weight),
        };

        static FeatureMatrix Copy(FeatureMatrix scores) => new([.. scores.Values], scores.Rows, scores.Columns);
    }

    /// <summary>Gets the constant by which the corrected strength will lower the seen logits of trained
    /// members.</summary>
    private double GetShift(double logFactor) =>
        options.Adjustment.SearchesStrength && options.Adjustment.HasRule ? logFactor : 0;

    /// <summary>Gets each fold's model with the corrected strength; null if a model file cannot represent the
    /// classifier.</summary>
    private byte[][]? GetModels(List<ClassifierRun> runs, ChosenSettings settings, double logFactor)
    {
        var shift = settings.Gamma + ((1 - settings.SolvedWeight) * GetShift(logFactor));
        var models = new List<byte[]>();
        foreach (var (run, (problem, pseudo)) in runs.Zip(folds))
        {
            var weightInTraining = run.SolvedWeight;
            run.SolvedWeight = settings.SolvedWeight;
            var model = ModelBuilder.Build(
                problem, run, pseudo?.Map, settings with { Gamma = shift }, options, ModelCalibration.None);
            run.SolvedWeight = weightInTraining;
            if (model is null)
                return null;
            models.Add(ModelBytes.Serialize(model));
        }

        return [.. models];
    }

    /// <inheritdoc/>
    public void SyncState(TrainingState state)
    {
        state.Sync("epoch", ref _epoch);
        state.Sync("laterH", ref _laterH);
        state.Sync("best", ref _best);
        state.Sync("bestH", ref _bestH);
    }
}
