using System.Diagnostics;
using Unseen.Calibration;
using Unseen.Checkpoints;
using Unseen.Data;
using Unseen.Evaluation;
using Unseen.Inference;
using Unseen.Methods.Ensemble;
using Unseen.Options;
using Unseen.Problems;
using Unseen.Training.Progress;

namespace Unseen.Training;

/// <summary>A run for one seed: it chooses settings on validation images if the options require this, trains and
/// tests.</summary>
internal sealed partial class SeedRun(
    GzslDataset dataset, RunOptions options, int seed, GzslProblem testProblem, GeneratorSession testSession,
        IReadOnlyList<GzslProblem> folds,
    IReadOnlyList<GeneratorSession> foldSessions, bool calibratesModel, EpochLog log, Checkpointer checkpoints)
    : IResumable
{
    private readonly Stopwatch _watch = new();
    private double _secondsBeforeResume;
    private List<Trial> _validated = [];
    private ModelCalibration _calibration = ModelCalibration.None;

    private bool IsValidationOptional =>
        options.AveragesEpochs && !options.Adjustment.CalibratesSeenScores
            && (!options.Adjustment.SearchesStrength || options.Adjustment.HasRule)
            && testSession.SnapshotEpochs.Count == 1;

    private int Epochs => options.Classifier.TrainingEpochs;

    /// <summary>Determines whether these options call for validation. If the dataset has too few classes for a split, a
    /// run can omit it unless a setting depends on it.</summary>
    public static bool UsesValidation(RunOptions options) =>
        options.Adjustment.SearchesStrength || options.Adjustment.CalibratesSeenScores
            || options.Classifier.SolvedWeight is null || (options.Protocol != Protocol.Paper
                && (options.AlwaysValidates || !options.AveragesEpochs
                    || GeneratorSession.GetSnapshots(options).Count > 1));

    /// <summary>Adds the expected epochs of a run to a meter.</summary>
    /// <param name="options">the run's options</param>
    /// <param name="folds">the number of validation splits; 0 if there are too few classes for a split</param>
    /// <param name="meter">the meter</param>
    /// <param name="sharesFinal">whether an earlier run trains the generator for the test</param>
    /// <param name="sharesValidation">whether an earlier run trains the generators for the validation splits</param>
    public static void Plan(
        RunOptions options, int folds, ProgressMeter meter, bool sharesFinal, bool sharesValidation)
    {
        var snapshots = GeneratorSession.GetSnapshots(options).Count;
        var generatorEpochs = options.Generator.TrainingEpochs;
        var epochs = options.Classifier.TrainingEpochs;
        var trainings = SigmaSearch.GetTrainings(options.Adjustment);
        if (folds > 0 && UsesValidation(options))
        {
            meter.Plan(TrainingStage.Validation, TrainingPhase.Generator,
                sharesValidation ? 0 : folds * generatorEpochs);
            meter.Plan(TrainingStage.Validation, TrainingPhase.Classifier, snapshots * trainings * epochs);
        }

        meter.Plan(TrainingStage.Final, TrainingPhase.Generator, sharesFinal ? 0 : generatorEpochs);
        meter.Plan(TrainingStage.Final, TrainingPhase.Classifier,
            (options.Protocol == Protocol.Paper ? snapshots : 1) * epochs);
    }

    /// <summary>Executes the run.</summary>
    /// <returns>the result, the model, and whether the run was cancelled but the result is usable</returns>
    public (SeedResult Result, UnseenModel? Model, bool Interrupted) Execute()
    {
        _watch.Start();
        using var attachment = checkpoints.Attach("run", this);
        var settings = UsesValidation(options) && (folds.Count > 0 || !IsValidationOptional) ? ChooseOnValidation()
            : CreateSettings(options.Adjustment.Odds
                ?? (RuleOdds(testProblem) is { } ruleOdds ? SigmaSearch.RoundOdds(ruleOdds) : null))
            with
            { GeneratorEpoch = testSession.SnapshotEpochs[^1], ClassifierEpoch = Epochs };
        var best = options.Protocol == Protocol.Paper ? TrainAndTestEveryEpoch(settings) : TrainAndTestOnce(settings);
        var result = new SeedResult
        {
            Seed = seed,
            Test = best.Test,
            Chosen = best.Chosen with
            {
                Options = best.Chosen.Options.With(testSession.Chosen),
                AveragedFrom = options.AveragesEpochs && options.Classifier.Schedule!.FirstAveraged is { } first
                    && best.Chosen.ClassifierEpoch >= first ? first : null,
            },
            History = log.History,
            Seconds = _secondsBeforeResume + _watch.Elapsed.TotalSeconds,
        };
        return (result, best.Model, best.Interrupted);
    }

    /// <inheritdoc/>
    public void SyncState(TrainingState state)
    {
        var seconds = _secondsBeforeResume + _watch.Elapsed.TotalSeconds;
        state.Sync("seconds", ref seconds);
        _secondsBeforeResume = state.IsRestoring ? seconds : _secondsBeforeResume;
        state.Sync("validated", ref _validated);
    }

    private ChosenSettings CreateSettings(double? odds) => new()
    {
        ClassifierEpoch = 0,
        Options = GetStrength(odds).With(EnsembleOptions.WeightName, options.Classifier.SolvedMembers.Count == 0 ? null
            : options.Classifier.SolvedWeight ?? EnsembleOptions.EqualWeight),
    };

    /// <summary>Gets the option that sets the adjustment's strength, with the value for the given odds; empty if the
    /// odds are null or the adjustment has no strength.</summary>
    private OptionValues GetStrength(double? odds) =>
        odds is { } given && options.Adjustment.StrengthOption is { } option
        ? new([KeyValuePair.Create(option.Name, StrengthValue(given)!.Value)]) : OptionValues.None;

    private double? StrengthValue(double odds) =>
        options.Adjustment.StrengthOption!.GetNumber(options.Adjustment.WithOdds(odds));

    /// <summary>Computes the odds of seen to unseen classes by the adjustment's rule; null if it has no rule. If
    /// there are no pseudo-features, the rule uses the default of <see cref="RunOptions.PseudoPerClass"/>.</summary>
    private double? RuleOdds(GzslProblem problem) => options.Adjustment.RuleOdds(
        problem, options.HasGenerator ? options.PseudoPerClass : RunOptions.DefaultPseudoPerClass);

    private Outcome TrainAndTestOnce(ChosenSettings settings)
    {
        var pseudo = GetPseudoFeatures(testSession, settings.GeneratorEpoch, TrainingStage.Final);
        using var run = new ClassifierRun(testProblem, pseudo, options, settings.Strengthen(options.Adjustment),
            seed)
        { StepDone = checkpoints.Tick, SolvedWeight = settings.SolvedWeight };
        using var attachment = checkpoints.Attach("final", run);
        log.Meter.Plan(TrainingStage.Final, TrainingPhase.Classifier, settings.ClassifierEpoch - Epochs);
        var trained = run.Epoch;
        var interrupted = !TryTrainToEnd(ref trained, settings.ClassifierEpoch, epoch =>
        {
            var watch = Stopwatch.StartNew();
            Log(TrainingStage.Final, epoch, settings.ClassifierEpoch, settings, run.LearningRate,
                run.TrainTo(epoch, checkpoints.Cancellation), watch, []);
        });
        return new Outcome(
            run.Evaluate(settings.Gamma), settings with { ClassifierEpoch = trained },
                ModelBuilder.Build(testProblem, run, pseudo?.Map, settings, options, _calibration),
                interrupted);
    }

    private Outcome TrainAndTestEveryEpoch(ChosenSettings settings)
    {
        var tested = new TestedEpochs();
        using var testedAttachment = checkpoints.Attach("tested", tested);
        var interrupted = false;
        try
        {
            foreach (var generatorEpoch in testSession.SnapshotEpochs.Skip(tested.Snapshots))
            {
                var pseudo = GetPseudoFeatures(testSession, generatorEpoch, TrainingStage.Final);
                using var run = new ClassifierRun(testProblem, pseudo, options, settings.Strengthen(options.Adjustment),
                    seed)
                { StepDone = checkpoints.Tick, SolvedWeight = settings.SolvedWeight };
                using (checkpoints.Attach("final", run))
                {
                    var trained = run.Epoch;
                    interrupted = !TryTrainToEnd(ref trained, Epochs, epoch =>
                    {
                        var watch = Stopwatch.StartNew();
                        var rate = run.LearningRate;
                        var loss = run.TrainTo(epoch, checkpoints.Cancellation);
                        var scored = run.Accuracy(settings.Gamma);
                        Log(TrainingStage.Final, epoch, Epochs, settings with { GeneratorEpoch = generatorEpoch }, rate,
                            loss, watch, [scored]);
                        if (tested.Best is { } best && scored.H <= best.Test.H)
                            return;
                        var chosen = settings with { GeneratorEpoch = generatorEpoch, ClassifierEpoch = epoch };
                        tested.Best = new Outcome(run.Evaluate(settings.Gamma), chosen,
                            ModelBuilder.Build(testProblem, run, pseudo?.Map, chosen, options, _calibration),
                            Interrupted: false);
                        // Free the model that was replaced. On a processor with large caches, the garbage collector
                        // would otherwise run so rarely that the models of many epochs stay in memory.
                        GC.Collect();
                    });
                }

                if (interrupted)
                    break;
                tested.Snapshots++;
                checkpoints.EndPhase();
            }
        }
        catch (OperationCanceledException) when (tested.Best is not null)
        {
            // Cancelled while the generator was trained further, or in the first classifier epoch after that.
            interrupted = true;
        }

        return tested.Best! with { Interrupted = interrupted };
    }

    /// <summary>Trains the remaining epochs. Returns false if training is cancelled after at least one epoch is
    /// complete, since the result is then usable.</summary>
    /// <exception cref="OperationCanceledException">Training was cancelled before the end of the first
    /// epoch.</exception>
    private static bool TryTrainToEnd(ref int trained, int epochs, Action<int> train)
    {
        try
        {
            for (; trained < epochs; trained++)
                train(trained + 1);
            return true;
        }
        catch (OperationCanceledException) when (trained > 0)
        {
            return false;
        }
    }

    private PseudoFeatures? GetPseudoFeatures(
        GeneratorSession session, int epoch, TrainingStage stage, int? fold = null) =>
        session.At(
            epoch,
            options.PseudoPerClass,
            (reached, loss, rate, seconds) => log.Add(
                new EpochRecord
                {
                    Seed = seed,
                    Stage = stage,
                    Phase = TrainingPhase.Generator,
                    Fold = fold,
                    Epoch = reached,
                    Epochs = options.Generator.TrainingEpochs,
                    Loss = loss,
                    LearningRate = rate,
                    Seconds = seconds,
                }));

    private void Log(
        TrainingStage stage, int epoch, int epochs, ChosenSettings settings, double rate, double loss, Stopwatch watch,
            SeenUnseenPoint[] scored) =>
        log.Add(
            new EpochRecord
            {
                Seed = seed,
                Stage = stage,
                Phase = TrainingPhase.Classifier,
                Epoch = epoch,
                Epochs = epochs,
                GeneratorEpoch = settings.GeneratorEpoch,
                Strength = options.Adjustment.StrengthOption is { } option
                    ? OptionValues.None.With(option.Name, settings.Options.Find(option.Name)) : OptionValues.None,
                Loss = loss,
                LearningRate = rate,
                Seconds = watch.Elapsed.TotalSeconds,
                U = Mean(scored, result => result.U),
                S = Mean(scored, result => result.S),
                H = Mean(scored, result => result.H),
            });

    private static double? Mean(SeenUnseenPoint[] results, Func<SeenUnseenPoint, double> value) =>
        results.Length == 0 ? null : results.Average(value);
}
