using TorchSharp;
using Unseen.Adaptation;
using Unseen.Checkpoints;
using Unseen.Data;
using Unseen.Inference;
using Unseen.Methods;
using Unseen.Problems;
using Unseen.Training.Progress;

namespace Unseen.Training;

/// <summary>Runs several configurations seed by seed. They share data tensors and trained generators.</summary>
/// <param name="dataset">the benchmark</param>
/// <param name="runs">the configurations</param>
/// <param name="device">the device of all tensors</param>
/// <param name="calibratesModel">whether the models, which come from the first seed, are calibrated on
/// validation</param>
/// <param name="progress">receives every epoch, or null</param>
/// <param name="checkpoints">saves the run if there is only one run; otherwise saves nothing</param>
/// <param name="onDivergence">called if a configuration diverges, which then has no result; null to throw</param>
/// <param name="cancellation">stops after the current step</param>
internal sealed class Comparison(
    GzslDataset dataset, IReadOnlyList<RunOptions> runs, torch.Device device, bool calibratesModel,
    IProgress<TrainingProgress>? progress, Checkpointer checkpoints,
    Action<RunOptions, TrainingDivergedException>? onDivergence, CancellationToken cancellation) : IResumable
{
    private readonly RunOptions[] _effective = [.. runs.Select(run => run.For(dataset))];
    private readonly List<SeedResult>[] _results = [.. runs.Select(_ => new List<SeedResult>())];
    private readonly UnseenModel?[] _models = new UnseenModel?[runs.Count];
    private readonly bool[] _hasDiverged = new bool[runs.Count];
    private readonly ProgressMeter _meter = new();
    private byte[]? _modelBytes;
    private int? _unfinished; // the run that was cancelled during training but has a usable result

    /// <summary>Runs all configurations. After a cancellation, returns the results so far if there are any.</summary>
    /// <exception cref="OperationCanceledException">The run was cancelled before there was a result.</exception>
    public IReadOnlyList<RunResult> Execute()
    {
        using var attachment = checkpoints.Attach("results", this);
        foreach (var seed in runs[0].Seeds)
            for (var run = 0; run < runs.Count; run++)
            {
                RunOptions[] sharing = [.. _effective.Take(run).Where(earlier =>
                    GeneratorSession.GetKey(earlier).Equals(GeneratorSession.GetKey(_effective[run])))];
                SeedRun.Plan(_effective[run], ValidationSplit.CreateFolds(dataset, seed).Count, _meter,
                    sharing.Length > 0, sharing.Any(SeedRun.UsesValidation));
            }

        var testProblems = new Dictionary<FeatureScalingKind, GzslProblem>();
        try
        {
            foreach (var options in _effective.Where(options => options.Protocol == Protocol.Transductive))
                TransductiveTest.RequireModel(TestProblem(options, testProblems), options.Classifier);
            ReportRestored();
            for (var seed = _results[0].Count; seed < runs[0].Seeds.Count && _unfinished is null; seed++)
                ExecuteSeed(seed, testProblems);
        }
        catch (OperationCanceledException) when (_results.Any(results => results.Count > 0))
        {
            // return the results so far
        }
        finally
        {
            foreach (var problem in testProblems.Values)
                problem.Dispose();
        }

        return [.. Enumerable.Range(0, runs.Count).Where(run => _results[run].Count > 0).Select(GetResult)];
    }

    /// <inheritdoc/>
    /// <remarks>Only single runs have checkpoints.</remarks>
    public void SyncState(TrainingState state)
    {
        state.Sync("seeds", ref _results[0]);
        var model = _models[0] is { } known ? _modelBytes ??= ModelBytes.Serialize(known) : null;
        state.Sync("model", ref model);
        if (state.IsRestoring && model is not null)
            _models[0] = ModelBytes.Read(model);
    }

    private void ReportRestored()
    {
        foreach (var (index, result) in _results[0].Index())
            new EpochLog(_meter, progress, Position(run: 0, index)).ReportRestored(result.History);
    }

    private void ExecuteSeed(int seedIndex, Dictionary<FeatureScalingKind, GzslProblem> testProblems)
    {
        using var shared = new SharedWork(ValidationSplit.CreateFolds(dataset, runs[0].Seeds[seedIndex]));
        for (var run = 0; run < runs.Count && _unfinished is null; run++)
        {
            if (_hasDiverged[run])
                continue;
            try
            {
                Execute(run, seedIndex, testProblems, shared);
            }
            catch (TrainingDivergedException exception) when (onDivergence is not null)
            {
                _hasDiverged[run] = true;
                _results[run].Clear();
                onDivergence(runs[run], exception);
            }
        }
    }

    private void Execute(
        int run, int seedIndex, Dictionary<FeatureScalingKind, GzslProblem> testProblems, SharedWork shared)
    {
        var (options, seed) = (_effective[run], runs[run].Seeds[seedIndex]);
        var test = TestProblem(options, testProblems);
        var validation = SeedRun.UsesValidation(options)
            ? GetOrAdd(shared.Folds, options.ScalingInUse, () =>
                [.. shared.Splits.Select(split =>
                    GzslProblem.ForValidation(dataset, split, options.ScalingInUse, device))])
            : [];
        GeneratorSession SessionOn(GzslProblem problem) =>
            GetOrAdd(shared.Sessions, (problem, GeneratorSession.GetKey(options)), () => new GeneratorSession(
                problem, options, seed, checkpoints, isShared: runs.Count > 1));
        var log = new EpochLog(_meter, progress, Position(run, seedIndex));
        var (result, model, interrupted) = options.Classifier is SolvedClassifierOptions
            ? new ClosedFormRun(
                dataset, options, seed, test, validation, calibratesModel && seedIndex == 0, log, cancellation)
                .Execute()
            : Execute(options, seed, test, SessionOn(test), validation, [.. validation.Select(SessionOn)],
                calibratesModel && seedIndex == 0, log);
        if (options.Protocol == Protocol.Transductive && !interrupted)
        {
            var learnt = TransductiveTest.Run(model, dataset, result.Seed, cancellation);
            (result, model) = (result with { Test = learnt.Test, Pool = learnt.Pool }, learnt.Model);
        }

        _results[run].Add(result);
        _models[run] ??= model;
        if (interrupted)
            _unfinished = run;
        else
            checkpoints.EndPhase();
    }

    private (SeedResult Result, UnseenModel? Model, bool Interrupted) Execute(
        RunOptions options, int seed, GzslProblem test, GeneratorSession session, GzslProblem[] folds,
            GeneratorSession[] foldSessions, bool calibratesModel, EpochLog log)
    {
        List<IDisposable> attachments = [checkpoints.Attach("log", log), checkpoints.Attach("session", session)];
        try
        {
            foreach (var (place, foldSession) in foldSessions.Index())
                attachments.Add(checkpoints.Attach($"session{place}", foldSession));
            return new SeedRun(dataset, options, seed, test, session, folds, foldSessions, calibratesModel, log,
                checkpoints).Execute();
        }
        catch (TrainingDivergedException exception)
        {
            throw exception.At(
                $"seed {seed}, {(log.History is [.., var last] ? $"after {Describe(last)}" : "at the start")}");
        }
        finally
        {
            foreach (var attachment in attachments)
                attachment.Dispose();
        }
    }

    private GzslProblem TestProblem(RunOptions options, Dictionary<FeatureScalingKind, GzslProblem> problems) =>
        GetOrAdd(problems, options.ScalingInUse, () => GzslProblem.ForTest(dataset, options.ScalingInUse, device));

    private static string Describe(EpochRecord epoch) =>
        $"{Names.Get(epoch.Stage)} {Names.Get(epoch.Phase)} {epoch.Epoch}/{epoch.Epochs}";

    private RunResult GetResult(int run) => new()
    {
        Options = runs[run],
        Seeds = _results[run],
        ModelOrNull = _models[run],
        Interrupted = run == _unfinished || _results[run].Count < runs[run].Seeds.Count,
    };

    private TrainingProgress Position(int run, int seedIndex) => new()
    {
        Epoch = null!, // the log sets the epoch, fraction and time left of every report
        Run = run,
        Runs = runs.Count,
        SeedIndex = seedIndex,
        Seeds = runs[0].Seeds.Count,
        Fraction = 0,
        TimeLeft = TimeSpan.Zero,
    };

    private static TValue GetOrAdd<TKey, TValue>(Dictionary<TKey, TValue> known, TKey key, Func<TValue> make)
        where TKey : notnull =>
        known.TryGetValue(key, out var value) ? value : known[key] = make();

    /// <summary>What the configurations of one seed share: validation problems by scaling, and generators by problem
    /// and options.</summary>
    private sealed class SharedWork(IReadOnlyList<ValidationSplit> splits) : IDisposable
    {
        public IReadOnlyList<ValidationSplit> Splits => splits;

        public Dictionary<FeatureScalingKind, GzslProblem[]> Folds { get; } = [];

        public Dictionary<(GzslProblem, object), GeneratorSession> Sessions { get; } = [];

        public void Dispose()
        {
            foreach (var session in Sessions.Values)
                session.Dispose();
            foreach (var problem in Folds.Values.SelectMany(problems => problems))
                problem.Dispose();
        }
    }
}
