using Unseen.Checkpoints;
using Unseen.Generators;
using Unseen.Numerics;
using Unseen.Options;
using Unseen.Problems;
using static TorchSharp.torch;

namespace Unseen.Training;

/// <summary>
/// The training of a generator on one problem with one seed, and its latest pseudo-features. Runs that differ only in
/// the classifier or the adjustment share a session, which keeps the pseudo-features of every snapshot epoch so far.
/// </summary>
internal sealed class GeneratorSession : IResumable, IDisposable
{
    private readonly GzslProblem _problem;
    private readonly RunOptions _options;
    private readonly int _seed;
    private readonly Checkpointer _checkpoints;
    private readonly bool _isShared;
    private readonly IFeatureGenerator? _generator;
    private readonly Dictionary<(int Epoch, int PerClass), PseudoFeatures> _snapshots = [];
    private int _epoch, _reported;
    private TrainingDivergedException? _divergence;

    /// <summary>Creates the untrained generator.</summary>
    /// <param name="problem">the training problem; not disposed</param>
    /// <param name="options">the run's options</param>
    /// <param name="seed">seed of all random numbers</param>
    /// <param name="checkpoints">saves the session's state after steps and epochs</param>
    /// <param name="isShared">whether several runs share the session, default false</param>
    public GeneratorSession(
        GzslProblem problem, RunOptions options, int seed, Checkpointer checkpoints, bool isShared = false)
    {
        (_checkpoints, _isShared) = (checkpoints, isShared);
        _problem = problem;
        _options = options;
        _seed = seed;
        _generator = options.Generator.Create(problem, seed, options.Precision);
        if (_generator is IResumableGenerator resumable)
            resumable.StepDone = checkpoints.Tick;
    }

    /// <summary>The generator epochs at which classifiers are trained: every <see cref="RunOptions.ClassifyEvery"/>-th
    /// epoch, and the last epoch.</summary>
    public IReadOnlyList<int> SnapshotEpochs => GetSnapshots(_options);

    /// <summary>The options that the generator chose automatically.</summary>
    public OptionValues Chosen => _generator?.ChosenOptions ?? OptionValues.None;

    /// <summary>Gets the <see cref="SnapshotEpochs"/> for the options of a run.</summary>
    public static IReadOnlyList<int> GetSnapshots(RunOptions options)
    {
        var last = options.Generator.TrainingEpochs;
        var every = Math.Max(1, options.ClassifyEvery ?? last);
        return [.. Enumerable.Range(1, last).Where(epoch => epoch % every == 0 && epoch != last), last];
    }

    /// <summary>
    /// Gets a key of everything that determines the generator. Runs with equal keys can share a session. If only the
    /// last epoch is used, the number of pseudo-features is not part of the key, since they can be generated at any
    /// time.
    /// </summary>
    public static object GetKey(RunOptions options) => (
        options.Generator, options.ScalingInUse, options.ClassifyEvery, options.Device, options.Precision,
        options.ClassifyEvery is null ? 0 : options.PseudoPerClass);

    /// <summary>Gets the pseudo-features of the generator after an epoch, and trains up to this epoch if
    /// necessary.</summary>
    /// <param name="epoch">one of <see cref="SnapshotEpochs"/></param>
    /// <param name="perClass">number of pseudo-features per unseen class</param>
    /// <param name="report">called after every trained epoch with its number, loss, learning rate and seconds</param>
    /// <returns>the pseudo-features, which belong to the session. A session that is not shared disposes them when it
    /// generates others; a shared session, when it is disposed. Null without a generator</returns>
    /// <exception cref="ArgumentException">The epoch is not a snapshot epoch, or the generator has been trained for
    /// more epochs and the session is not shared.</exception>
    /// <exception cref="IOException">A checkpoint cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    /// <exception cref="TrainingDivergedException">The generator's loss became infinite or NaN.</exception>
    public PseudoFeatures? At(int epoch, int perClass, Action<int, double, double?, double> report)
    {
        if (_generator is null)
            return null;
        Require.That(SnapshotEpochs.Contains(epoch), nameof(epoch), "one of the snapshot epochs", epoch);
        Require.That(_isShared || epoch >= _epoch, nameof(epoch), $"at least {_epoch}, the last epoch", epoch);
        // Another run has already met the divergence. Training longer would start from broken weights.
        if (_divergence is not null)
            throw _divergence;
        while (_epoch < epoch)
        {
            var watch = System.Diagnostics.Stopwatch.StartNew();
            var rate = _generator.LearningRate;
            var loss = TrainEpoch(_generator);
            _epoch++;
            if (_epoch == epoch || (_isShared && SnapshotEpochs.Contains(_epoch)))
                AddSnapshot(perClass);
            // The epoch was reported before an interruption and has only been trained again. Saving now would lose the
            // restored state of parts that are attached later.
            if (_epoch <= _reported)
                continue;
            report(_reported = _epoch, loss, rate, watch.Elapsed.TotalSeconds);
            if (_epoch == epoch)
                _checkpoints.EndPhase();
            else
                _checkpoints.Tick();
        }

        if (!_snapshots.ContainsKey((epoch, perClass)))
            AddSnapshot(perClass);
        return _snapshots[(epoch, perClass)];
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Of a fully trained generator, only the pseudo-features are saved. A partly trained generator that cannot be
    /// saved, such as a plug-in's, is trained again from the beginning, with the same result. No epoch is reported
    /// twice.
    /// </remarks>
    public void SyncState(TrainingState state)
    {
        state.Sync("reported", ref _reported);
        var epoch = _generator is IResumable || _epoch == _options.Generator.TrainingEpochs ? _epoch : 0;
        state.Sync("epoch", ref epoch);
        _epoch = state.IsRestoring ? epoch : _epoch;
        if (_generator is null || _options.Generator.TrainingEpochs == 0)
            return;
        if (epoch == _options.Generator.TrainingEpochs)
            SyncSnapshot(state);
        else if (_generator is IResumable resumable)
            state.Sync("generator", resumable);
    }

    public void Dispose()
    {
        _generator?.Dispose();
        DisposeSnapshots();
    }

    private void AddSnapshot(int perClass)
    {
        if (!_isShared)
            DisposeSnapshots();
        _snapshots[(_epoch, perClass)] = Generate(perClass);
    }

    private void DisposeSnapshots()
    {
        foreach (var snapshot in _snapshots.Values)
            snapshot.Dispose();
        _snapshots.Clear();
    }

    /// <summary>Saves or restores the pseudo-features of the last epoch.</summary>
    private void SyncSnapshot(TrainingState state)
    {
        var key = (_epoch, _options.PseudoPerClass);
        var device = _problem.Descriptors.device;
        var snapshot = _snapshots.GetValueOrDefault(key);
        var features = snapshot?.Features;
        state.Sync("features", ref features, device);
        if (features is null)
            return;
        if (state.IsRestoring)
            snapshot = _snapshots[key] = new PseudoFeatures(
                features.DetachFromDisposeScope(), Labels(_options.PseudoPerClass).DetachFromDisposeScope(),
                _generator!.CreateFeatureMap(), _generator.GeneratesMapped);
        snapshot!.Map?.SyncState(state);
    }

    private double TrainEpoch(IFeatureGenerator generator)
    {
        try
        {
            // A generator that cannot be resumed does not report its steps.
            var loss = generator.TrainEpoch(
                generator is IResumable ? _checkpoints.Cancellation : _checkpoints.RunCancellation);
            TrainingDivergedException.ThrowUnlessFinite(loss, $"generator epoch {_epoch + 1}: the generator's loss");
            return loss;
        }
        catch (TrainingDivergedException exception)
        {
            _divergence = exception;
            throw;
        }
    }

    /// <summary>The class of every pseudo-feature, [n U].</summary>
    private Tensor Labels(int perClass) =>
        tensor(_problem.UnseenClasses, dtype: ScalarType.Int64, device: _problem.Descriptors.device).repeat_interleave(
            perClass);

    private PseudoFeatures Generate(int perClass)
    {
        using var scope = NewDisposeScope();
        using var random = Seeds.Stream(_seed, "pseudo-features", _problem.Descriptors.device, _epoch);
        var labels = Labels(perClass); // [n U]
        var features = _generator!.Generate(_problem.Descriptors.index_select(0, labels), random); // [n U, D]
        return new PseudoFeatures(features.DetachFromDisposeScope(), labels.DetachFromDisposeScope(),
            _generator.CreateFeatureMap(), _generator.GeneratesMapped);
    }
}
