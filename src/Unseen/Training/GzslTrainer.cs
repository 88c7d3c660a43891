using TorchSharp;
using Unseen.Checkpoints;
using Unseen.Data;
using Unseen.Training.Progress;

namespace Unseen.Training;

/// <summary>
/// Trains and tests generalized zero-shot classifiers by a protocol. The same data, options, device and thread count
/// give the same result to the last bit. One call at a time in a process, since libtorch's thread count is the
/// process's.
/// </summary>
public static class GzslTrainer
{
    /// <summary>Trains one configuration for each of its seeds.</summary>
    /// <param name="dataset">the benchmark</param>
    /// <param name="options">what to train and how</param>
    /// <param name="progress">told of every epoch, on the training thread</param>
    /// <param name="cancellation">
    /// stops after the step at hand; with a seed finished, or its final classifier begun, the result so far is returned
    /// as interrupted
    /// </param>
    /// <exception cref="ArgumentException">The options are not valid, or the device is not there.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before anything of use was there.</exception>
    /// <exception cref="TrainingDivergedException">A loss has become infinite or not a number.</exception>
    /// <exception cref="InsufficientMemoryException">Training needs more memory than there is, by a guess made before
    /// any is taken.</exception>
    public static RunResult Train(
        GzslDataset dataset, RunOptions options, IProgress<TrainingProgress>? progress = null,
            CancellationToken cancellation = default) =>
        Execute(dataset, [options], progress, checkpoints: null, cancellation)[0];

    /// <summary>As the other, saving itself now and then, so that a run that was killed can go on and end with the same
    /// result.</summary>
    /// <param name="dataset">the benchmark</param>
    /// <param name="options">what to train and how</param>
    /// <param name="checkpoints">where training saves itself, and whether it goes on from there</param>
    /// <param name="progress">as in the other; on going on, first told again of all epochs that were trained
    /// before</param>
    /// <param name="cancellation">as in the other; the step at hand is saved</param>
    /// <exception cref="ArgumentException">The options are not valid, or the device is not there.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before anything of use was there.</exception>
    /// <exception cref="TrainingDivergedException">A loss has become infinite or not a number.</exception>
    /// <exception cref="InsufficientMemoryException">Training needs more memory than there is, by a guess made before
    /// any is taken.</exception>
    /// <exception cref="CheckpointException">The run is to go on, but no checkpoint is whole, or they are of another
    /// run.</exception>
    /// <exception cref="IOException">A checkpoint cannot be written; those before it are as they were.</exception>
    public static RunResult Train(
        GzslDataset dataset, RunOptions options, CheckpointOptions checkpoints,
            IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(checkpoints);
        return Execute(dataset, [options], progress, checkpoints, cancellation)[0];
    }

    /// <summary>Trains several configurations for the same seeds; those that differ in the classifier only share their
    /// generators.</summary>
    /// <param name="dataset">the benchmark</param>
    /// <param name="runs">the configurations, with equal seeds, device and threads</param>
    /// <param name="progress">told of every epoch, on the training thread</param>
    /// <param name="cancellation">as in
    /// <see cref="Train(GzslDataset, RunOptions, IProgress{TrainingProgress}?, CancellationToken)"/>; then only the
    /// configurations with a result are returned</param>
    /// <returns>one result for each configuration, in their order</returns>
    /// <exception cref="ArgumentException">Options are not valid, differ in seeds, device or threads, or the device is
    /// not there.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before anything of use was there.</exception>
    /// <exception cref="TrainingDivergedException">A loss has become infinite or not a number.</exception>
    /// <exception cref="InsufficientMemoryException">Training needs more memory than there is, by a guess made before
    /// any is taken.</exception>
    public static IReadOnlyList<RunResult> Compare(
        GzslDataset dataset, IReadOnlyList<RunOptions> runs, IProgress<TrainingProgress>? progress = null,
            CancellationToken cancellation = default) =>
        Execute(dataset, runs, progress, checkpoints: null, cancellation);

    private static IReadOnlyList<RunResult> Execute(
        GzslDataset dataset, IReadOnlyList<RunOptions> runs, IProgress<TrainingProgress>? progress,
            CheckpointOptions? checkpoints, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(runs);
        RequireValid(runs);
        var device = OpenDevice(runs[0].Device);
        foreach (var run in runs)
            MemoryGuess.Of(dataset, run).RequireAvailable();
        var threads = torch.get_num_threads();
        torch.set_num_threads(runs[0].Threads ?? threads);
        GC.Collect(); // what loading left behind: cheap here, a pause of some milliseconds in the middle of an epoch
        try
        {
            using var checkpointer = checkpoints is null ? Checkpointer.Off(cancellation)
                : Checkpointer.Open(checkpoints, dataset, runs[0], cancellation);
            return new Comparison(dataset, runs, device, progress, checkpointer, cancellation).Execute();
        }
        finally
        {
            torch.set_num_threads(threads);
        }
    }

    private static void RequireValid(IReadOnlyList<RunOptions> runs)
    {
        Require.That(runs.Count > 0, nameof(runs), "at least one configuration", "empty");
        foreach (var run in runs)
        {
            if (run.Validate() is [_, ..] problems)
                throw new ArgumentException(string.Join(" ", problems));
            Require.That(run.Seeds.SequenceEqual(runs[0].Seeds), "seeds", "the same in all configurations",
                string.Join(", ", run.Seeds));
            Require.That(run.Device == runs[0].Device, "device", $"the same in all configurations ({runs[0].Device})",
                run.Device);
            Require.That(run.Threads == runs[0].Threads, "threads", "the same in all configurations", run.Threads);
        }
    }

    /// <summary>The main memory that a run is going to need beside what is taken already, bytes: a guess from its
    /// options, made before any is taken.</summary>
    /// <param name="dataset">what it trains on</param>
    /// <param name="options">its options</param>
    public static double GuessMemory(GzslDataset dataset, RunOptions options)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(options);
        return MemoryGuess.Of(dataset, options).Total;
    }

    /// <summary>Opens a device, so that it is known to be there before anything else is done.</summary>
    /// <param name="name">TorchSharp's name, such as <c>cpu</c> or <c>cuda:0</c></param>
    /// <exception cref="ArgumentException">It is not there.</exception>
    public static torch.Device OpenDevice(string name)
    {
        try
        {
            return torch.device(name); // loads the CUDA backend where that is asked for
        }
        catch (Exception exception) when (
            exception is ArgumentException or FormatException or InvalidOperationException)
        {
            throw new ArgumentException(
                $"device must be one that is here, such as cpu or cuda:0, but was {name}. Use cpu.", exception);
        }
    }
}
