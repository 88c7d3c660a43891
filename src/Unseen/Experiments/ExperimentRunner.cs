using System.Diagnostics;
using Unseen.Data;
using Unseen.Methods;
using Unseen.Training;
using Unseen.Training.Progress;

namespace Unseen.Experiments;

/// <summary>
/// Trains those cells of experiments for which there is no result yet. Cells with the same seed and the same generator
/// are trained together, and their results are stored as soon as all of them are trained. Do not make concurrent calls,
/// since libtorch's number of threads is global to the process.
/// </summary>
/// <param name="dataset">the benchmark</param>
/// <param name="store">the store of results</param>
public sealed class ExperimentRunner(GzslDataset dataset, ResultStore store)
{
    private const double SolvedCost = 20; // cost of a closed-form classifier, in epochs of the prototype learner
    // cost of training the generator also for validation, relative to the final training alone
    private const double ValidationCost = 1.8;

    /// <summary>Trains all cells that have no result.</summary>
    /// <param name="cells">cells of one or more experiments; equal configurations are trained once</param>
    /// <param name="seeds">seeds of every cell</param>
    /// <param name="progress">receives every epoch on the training thread, or null (default)</param>
    /// <param name="cancellation">stops after the current step; results that are finished by then are stored and
    /// returned</param>
    /// <returns>all results of these cells, including earlier ones</returns>
    /// <exception cref="ArgumentException">The options of a cell are not valid, or its device is not
    /// available.</exception>
    /// <exception cref="UnseenDataException">A method cannot be trained on the dataset.</exception>
    /// <exception cref="InsufficientMemoryException">The estimate of the memory that a training needs exceeds the
    /// available memory.</exception>
    /// <exception cref="IOException">A result cannot be stored.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the store's folder or to one of its files is
    /// denied.</exception>
    public ExperimentResults Run(
        IReadOnlyList<ExperimentCell> cells, IReadOnlyList<int> seeds, IProgress<ExperimentProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(cells);
        ArgumentNullException.ThrowIfNull(seeds);
        var known = new Dictionary<string, CellResult>();
        var diverged = new Dictionary<string, string>();
        var missing = new List<Work>();
        var content = ResultStore.GetContent(dataset);
        foreach (var seed in seeds)
            foreach (var cell in cells)
            {
                var key = ResultStore.GetKey(content, cell.Options, seed);
                if (store.Find(key) is { } result)
                    known[key] = result;
                else if (!missing.Exists(task => task.Key == key))
                    missing.Add(new Work(key, seed, cell));
            }

        var groups = missing.GroupBy(task => (task.Seed, GeneratorSession.GetKey(task.Cell.Options)));
        var meter = new WorkMeter(missing.Sum(task => Cost(task.Cell.Options))
            + groups.Sum(group => group.Max(task => GeneratorCost(task.Cell.Options))));
        try
        {
            foreach (var group in groups)
                Run([.. group], known, diverged, meter, progress, cancellation);
        }
        catch (OperationCanceledException)
        {
            return new ExperimentResults(dataset, seeds, known, diverged, wasCancelled: true);
        }

        return new ExperimentResults(dataset, seeds, known, diverged, wasCancelled: false);
    }

    private void Run(
        Work[] group, Dictionary<string, CellResult> known, Dictionary<string, string> diverged, WorkMeter meter,
        IProgress<ExperimentProgress>? progress, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var cost = group.Sum(task => Cost(task.Cell.Options)) + group.Max(task => GeneratorCost(task.Cell.Options));
        RunOptions[] runs = [.. group.Select(task => task.Cell.Options with { Seeds = [task.Seed] })];
        for (var run = 1; run < runs.Length; run++)
            runs[run] = runs[run] with { Seeds = runs[0].Seeds };
        var results = GzslTrainer.Compare(dataset, runs, new Relay<TrainingProgress>(training => progress?.Report(
            new ExperimentProgress(meter.Fraction(cost * training.Fraction), meter.TimeLeft(cost * training.Fraction),
                group[training.Run].Cell, training))),
            (options, reason) => diverged.Add(GetKey(options), reason.Message), cancellation);
        var generatorSeconds = results.Select(result => Seconds(result, TrainingPhase.Generator))
            .DefaultIfEmpty().Max();
        foreach (var result in results.Where(result => !result.Interrupted))
        {
            var key = GetKey(result.Options);
            known[key] = ToCellResult(result, generatorSeconds);
            store.Save(key, known[key]);
        }

        meter.Done(cost);
        if (group.Any(task => !known.ContainsKey(task.Key) && !diverged.ContainsKey(task.Key)))
            throw new OperationCanceledException(cancellation);

        // Equal options have equal keys, so a group contains them only once.
        string GetKey(RunOptions options) => group[Array.IndexOf(runs, options)].Key;
    }

    private CellResult ToCellResult(RunResult run, double generatorSeconds)
    {
        var seed = run.Seeds[0];
        return new CellResult
        {
            Seed = seed.Seed,
            U = seed.Test.U,
            S = seed.Test.S,
            H = seed.Test.H,
            T1 = seed.Test.T1,
            Ausuc = seed.Test.Ausuc,
            Chosen = seed.Chosen,
            GeneratorSeconds = generatorSeconds,
            ClassifierSeconds = Seconds(run, TrainingPhase.Classifier),
            PseudoFeatures = run.Options.HasGenerator ? (long)run.Options.PseudoPerClass * dataset.UnseenClasses.Length
                : 0,
        };
    }

    private static double Seconds(RunResult run, TrainingPhase phase) =>
        run.Seeds[0].History.Where(epoch => epoch.Stage == TrainingStage.Final && epoch.Phase == phase)
            .Sum(epoch => epoch.Seconds);

    /// <summary>The expected work for a cell's classifiers, in epochs of the prototype learner on the seen
    /// samples.</summary>
    private double Cost(RunOptions options)
    {
        if (options.Classifier is SolvedClassifierOptions)
            return SolvedCost;
        var samples = 1 + ((double)options.PseudoPerClass * dataset.UnseenClasses.Length
            / dataset.Split.TrainVal.Length);
        var search = SigmaSearch.GetTrainings(options.Adjustment);
        var trainings = SeedRun.UsesValidation(options) ? 1 + search : 1;
        return options.Classifier.TrainingEpochs * (options.HasGenerator ? samples : 1) * trainings
            * options.Classifier.EpochCost;
    }

    /// <summary>The expected work for a generator, in the unit of <see cref="Cost"/>.</summary>
    private static double GeneratorCost(RunOptions options) =>
        options.Generator.TrainingEpochs * (SeedRun.UsesValidation(options) ? ValidationCost : 1)
            * options.Generator.EpochCost;

    private sealed record Work(string Key, int Seed, ExperimentCell Cell);

    private sealed class WorkMeter(double planned)
    {
        private readonly Stopwatch _watch = Stopwatch.StartNew();
        private double _done;

        public void Done(double work) => _done += work;

        public double Fraction(double underway) => planned == 0 ? 1 : Math.Min(1, (_done + underway) / planned);

        public TimeSpan TimeLeft(double underway)
        {
            var done = _done + underway;
            return done == 0 ? TimeSpan.Zero : _watch.Elapsed * Math.Max(0, (planned - done) / done);
        }
    }
}
