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
    private readonly Dictionary<(int Epoch, int PerClass), PseudoFeatures> _snapshots = [];
    private int _epoch;

    public GeneratorSession(GzslProblem problem, RunOptions options, int seed)
    {
        _problem = problem;
        _options = options;
        _seed = seed;
        _generator = options.GeneratorPlugin?.Create(problem, seed, options.Precision) ?? options.Generator switch
        {
            GeneratorKind.None => null,
            GeneratorKind.Centre when options.Centre.Fit == CentreFit.Network => new NetworkCentreGenerator(problem, options.Centre, seed),
            GeneratorKind.Centre => new RidgeCentreGenerator(problem, options.Centre.Lambda),
            GeneratorKind.Cvae => new CvaeGenerator(problem, options.Cvae, seed, options.Precision),
            GeneratorKind.Wgan => new WganGenerator(problem, options.Wgan, seed, options.Precision),
            GeneratorKind.FClswgan => WganGenerator.FClswgan(problem, options.Wgan, options.FClswgan, seed, options.Precision),
            GeneratorKind.FVaeganD2 => new FVaeganGenerator(problem, options.Wgan, options.FVaegan, seed, options.Precision),
            GeneratorKind.CeGzsl => WganGenerator.CeGzsl(problem, options.Wgan, options.CeGzsl, seed, options.Precision),
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

    /// <summary>
    /// What decides the generator, so that runs with equal keys may share a session. How many pseudo-features are wanted of it does not matter
    /// where only its last epoch counts, since they can be made at any time.
    /// </summary>
    public static object KeyOf(RunOptions options) => (
        options.GeneratorPlugin, SettingsOf(options), options.Scaling, options.ClassifyEvery, options.Device, options.Precision,
        options.ClassifyEvery is null ? 0 : options.PseudoPerClass);

    /// <summary>Pseudo-features of the generator after an epoch; trains up to there if need be.</summary>
    /// <param name="epoch">one of <see cref="SnapshotEpochs"/></param>
    /// <param name="perClass">how many for each unseen class</param>
    /// <param name="report">called after every epoch trained with the epoch, its loss and its seconds</param>
    /// <param name="cancellation">stops between two steps</param>
    /// <returns>the pseudo-features, which the session keeps; null without a generator</returns>
    public PseudoFeatures? At(int epoch, int perClass, Action<int, double, double> report, CancellationToken cancellation)
    {
        if (_generator is null)
            return null;
        while (_epoch < epoch)
        {
            var watch = System.Diagnostics.Stopwatch.StartNew();
            var loss = _generator.TrainEpoch(cancellation);
            _epoch++;
            if (SnapshotEpochs.Contains(_epoch))
                _snapshots[(_epoch, perClass)] = Generate(perClass);
            report(_epoch, loss, watch.Elapsed.TotalSeconds);
        }

        if (!_snapshots.ContainsKey((epoch, perClass)))
            _snapshots[(epoch, perClass)] = Generate(perClass);
        return _snapshots[(epoch, perClass)];
    }

    public void Dispose()
    {
        _generator?.Dispose();
        foreach (var snapshot in _snapshots.Values)
            snapshot.Dispose();
    }

    private static object SettingsOf(RunOptions options) => options.Generator switch
    {
        GeneratorKind.Centre => (options.Generator, options.Centre),
        GeneratorKind.Cvae => (options.Generator, options.Cvae),
        GeneratorKind.Wgan => (options.Generator, options.Wgan),
        GeneratorKind.FClswgan => (options.Generator, options.Wgan, options.FClswgan),
        GeneratorKind.FVaeganD2 => (options.Generator, options.Wgan, options.FVaegan),
        GeneratorKind.CeGzsl => (options.Generator, options.Wgan, options.CeGzsl),
        _ => options.Generator,
    };

    private PseudoFeatures Generate(int perClass)
    {
        using var scope = NewDisposeScope();
        var device = _problem.Descriptors.device;
        using var random = Seeds.Stream(_seed, "pseudo-features", device, _epoch);
        var labels = tensor(_problem.UnseenClasses, dtype: ScalarType.Int64, device: device).repeat_interleave(perClass); // [n U]
        var features = _generator!.Generate(_problem.Descriptors.index_select(0, labels), random); // [n U, D]
        return new PseudoFeatures(features.DetachFromDisposeScope(), labels.DetachFromDisposeScope(), _generator.CreateFeatureMap());
    }
}
