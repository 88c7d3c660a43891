using System.Diagnostics;
using Unseen.Checkpoints;
using Unseen.Evaluation;
using Unseen.Problems;
using Unseen.Training.Progress;

namespace Unseen.Training;

/// <summary>Trains one classifier on each validation split, epoch by epoch, and keeps the epoch with the best mean
/// H.</summary>
/// <param name="options">the run's options</param>
/// <param name="folds">the validation problems and their pseudo-features; not disposed</param>
/// <param name="seed">seed of the initial weights and the order of samples</param>
/// <param name="checkpoints">notified of every step</param>
internal sealed class ValidationTraining(
    RunOptions options, IReadOnlyList<(GzslProblem Problem, PseudoFeatures? Pseudo)> folds, int seed,
        Checkpointer checkpoints) : IResumable
{
    private int _epoch; // number of finished epochs
    private double _laterH; // sum over the second half of the epochs
    private ChosenSettings? _best;

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
        List<IDisposable> kept = [checkpoints.Attach("validation", this)];
        List<ClassifierRun> runs = [];
        try
        {
            foreach (var (place, (problem, pseudo)) in folds.Index())
            {
                runs.Add(new ClassifierRun(problem, pseudo, options, options.Adjustment,
                    seed)
                { StepDone = checkpoints.Tick });
                kept.Add(checkpoints.Attach($"fold{place}", runs[^1]));
            }

            while (_epoch < epochs)
            {
                var watch = Stopwatch.StartNew();
                var rate = runs[^1].LearningRate;
                var losses = runs.ConvertAll(run => run.TrainTo(_epoch + 1, checkpoints.Cancellation));
                var gamma = options.Adjustment.CalibratesSeenScores ? runs.Average(run => run.BestGamma()) : 0;
                SeenUnseenPoint[] scored = [.. runs.Select(run => run.Accuracy(gamma))];
                var h = scored.Average(result => result.H);
                _epoch++;
                // Of equal epochs, prefer the latest. Without any adjustment, H can be 0 in all epochs.
                if (_best is null || h >= _best.ValidationH)
                    _best = settings with { Gamma = gamma, ClassifierEpoch = _epoch, ValidationH = h };
                _laterH += _epoch > epochs / 2 ? h : 0;
                log(TrainingStage.Validation, _epoch, epochs, settings, rate, losses.Average(), watch, scored);
            }

            return new ValidatedSettings(_best!, _laterH / (epochs - (epochs / 2)));
        }
        finally
        {
            foreach (var run in runs)
                run.Dispose();
            foreach (var attachment in kept)
                attachment.Dispose();
        }
    }

    /// <inheritdoc/>
    public void SyncState(TrainingState state)
    {
        state.Sync("epoch", ref _epoch);
        state.Sync("laterH", ref _laterH);
        state.Sync("best", ref _best);
    }
}
