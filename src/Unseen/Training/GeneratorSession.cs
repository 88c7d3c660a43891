using Unseen.Data;
using Unseen.Generators;
using static TorchSharp.torch;

namespace Unseen.Training;

/// <summary>
/// A generator being trained on one problem from one seed, and its pseudo-features at every snapshot epoch reached so far. Runs that
/// differ in the classifier only share one.
/// </summary>
internal sealed class GeneratorSession : IDisposable
{
    private readonly GzslProblem _problem;
    private readonly RunOptions _options;
    private readonly int _seed;
    private readonly IFeatureGenerator? _generator;
    private readonly SortedDictionary<int, PseudoFeatures> _snapshots = [];
    private int _epoch;

    public GeneratorSession(GzslProblem problem, RunOptions options, int seed)
    {
        _problem = problem;
        _options = options;
        _seed = seed;
        _generator = options.Generator switch
        {
            GeneratorKind.None => null,
            GeneratorKind.Centre when options.Centre.Fit == CentreFit.Network => new NetworkCentreGenerator(problem, options.Centre, seed),
            GeneratorKind.Centre => new RidgeCentreGenerator(problem, options.Centre.Lambda),
            GeneratorKind.Wgan => new WganGenerator(problem, options.Wgan, seed, options.Precision),
            var unknown => throw new ArgumentException($"generator must be a known kind, but was {unknown}."),
        };
    }

    /// <summary>The epochs at which classifiers are trained: every ClassifyEvery-th and the last.</summary>
    public IReadOnlyList<int> SnapshotEpochs => SnapshotsOf(_options);

    /// <summary>The ridge penalty in use, or null.</summary>
    public double? Lambda => (_generator as RidgeCentreGenerator)?.Lambda;

    /// <summary>As <see cref="SnapshotEpochs"/>, for given options.</summary>
    public static IReadOnlyList<int> SnapshotsOf(RunOptions options)
    {
        var last = options.GeneratorEpochs;
        var every = Math.Max(1, options.ClassifyEvery ?? last);
        return [.. Enumerable.Range(1, last).Where(epoch => epoch % every == 0 && epoch != last), last];
    }

    /// <summary>What decides the pseudo-features, so that equal keys may share a session.</summary>
    public static object KeyOf(RunOptions options) =>
        (options.Generator, options.Centre, options.Wgan, options.PseudoPerClass, options.Scaling, options.ClassifyEvery, options.Device, options.Precision);

    /// <summary>Pseudo-features of the generator after an epoch; trains up to there if need be.</summary>
    /// <param name="epoch">one of <see cref="SnapshotEpochs"/></param>
    /// <param name="report">called after every epoch trained with the epoch, its loss and its seconds</param>
    /// <param name="cancellation">stops between two steps</param>
    /// <returns>the pseudo-features, which the session keeps; null without a generator</returns>
    public PseudoFeatures? At(int epoch, Action<int, double, double> report, CancellationToken cancellation)
    {
        if (_generator is null)
            return null;
        while (_epoch < epoch)
        {
            var watch = System.Diagnostics.Stopwatch.StartNew();
            var loss = _generator.TrainEpoch(cancellation);
            _epoch++;
            if (SnapshotEpochs.Contains(_epoch))
                _snapshots[_epoch] = Generate();
            report(_epoch, loss, watch.Elapsed.TotalSeconds);
        }

        if (!_snapshots.ContainsKey(epoch))
            _snapshots[epoch] = Generate();
        return _snapshots[epoch];
    }

    public void Dispose()
    {
        _generator?.Dispose();
        foreach (var snapshot in _snapshots.Values)
            snapshot.Dispose();
    }

    private PseudoFeatures Generate()
    {
        using var scope = NewDisposeScope();
        var device = _problem.Descriptors.device;
        using var random = Seeds.Stream(_seed, "pseudo-features", device, _epoch);
        var labels = tensor(_problem.UnseenClasses, dtype: ScalarType.Int64, device: device).repeat_interleave(_options.PseudoPerClass); // [n U]
        var features = _generator!.Generate(_problem.Descriptors.index_select(0, labels), random); // [n U, D]
        return new PseudoFeatures(features.DetachFromDisposeScope(), labels.DetachFromDisposeScope());
    }
}
