using TorchSharp;
using Unseen.Adaptation;
using Unseen.Checkpoints;
using Unseen.Data;
using Unseen.Methods;
using Unseen.Numerics;
using Unseen.Training.Progress;

namespace Unseen.Training;

/// <summary>
/// Trains and tests generalized zero-shot classifiers according to a protocol. The same data, options, device and
/// number of threads give bit-identical results on the same machine. Do not make concurrent calls, since libtorch's
/// number of threads is global to the process.
/// </summary>
public static class GzslTrainer
{
    /// <summary>Trains a configuration once for each of its seeds.</summary>
    /// <param name="dataset">the benchmark</param>
    /// <param name="options">the configuration</param>
    /// <param name="progress">receives every epoch on the training thread, or null (default)</param>
    /// <param name="cancellation">
    /// stops after the current step. Once a seed is complete, or the final classifier of a seed has completed its first
    /// epoch, the result so far is returned and marked as interrupted
    /// </param>
    /// <exception cref="ArgumentException">The options are not valid; the device is not available; or, in the
    /// transductive protocol, there is no unseen class or no model file can represent the classifier.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled before there was a usable
    /// result.</exception>
    /// <exception cref="TrainingDivergedException">A loss or a trained weight became infinite or NaN.</exception>
    /// <exception cref="UnseenDataException">A classifier compares features with descriptors, but their widths differ;
    /// there are too few seen classes for a validation split that the options need; or there are too few training or
    /// test images for the transductive protocol.</exception>
    /// <exception cref="InsufficientMemoryException">The memory estimate, which is made before training, exceeds the
    /// available memory.</exception>
    public static RunResult Train(
        GzslDataset dataset, RunOptions options, IProgress<TrainingProgress>? progress = null,
            CancellationToken cancellation = default) =>
        Execute(dataset, [options], calibratesModel: true, progress, checkpoints: null, onDivergence: null,
            cancellation)[0];

    /// <summary>Trains one configuration for each of its seeds, and saves checkpoints. A run that was interrupted can
    /// be resumed from them, and gives the same result.</summary>
    /// <param name="dataset">the benchmark</param>
    /// <param name="options">the configuration</param>
    /// <param name="checkpoints">where and how often to save checkpoints, and whether to resume from them</param>
    /// <param name="progress">receives every epoch on the training thread, or null (default); a resumed run first
    /// reports all epochs that were trained before</param>
    /// <param name="cancellation">stops after the current step and saves a checkpoint. Once a seed is complete, or the
    /// final classifier of a seed has completed its first epoch, the result so far is returned and marked as
    /// interrupted</param>
    /// <exception cref="ArgumentException">The options are not valid; the time between checkpoints is negative; the
    /// device is not available; or, in the transductive protocol, there is no unseen class or no model file can
    /// represent the classifier.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled before there was a usable
    /// result.</exception>
    /// <exception cref="TrainingDivergedException">A loss or a trained weight became infinite or NaN.</exception>
    /// <exception cref="UnseenDataException">A classifier compares features with descriptors, but their widths differ;
    /// there are too few seen classes for a validation split that the options need; or there are too few training or
    /// test images for the transductive protocol.</exception>
    /// <exception cref="InsufficientMemoryException">The memory estimate, which is made before training, exceeds the
    /// available memory.</exception>
    /// <exception cref="CheckpointException">The run is to be resumed, but all checkpoints are damaged or cannot be
    /// read, or they belong to another run or to an earlier version of Unseen.</exception>
    /// <exception cref="IOException">A checkpoint cannot be written. The previous checkpoints are
    /// unchanged.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder for checkpoints cannot be created, or the checkpoints
    /// in it cannot be deleted.</exception>
    public static RunResult Train(
        GzslDataset dataset, RunOptions options, CheckpointOptions checkpoints,
            IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(checkpoints);
        Require.That(checkpoints.Every >= TimeSpan.Zero, nameof(checkpoints.Every), "at least 0", checkpoints.Every);
        return Execute(
            dataset, [options], calibratesModel: true, progress, checkpoints, onDivergence: null, cancellation)[0];
    }

    /// <summary>Trains several configurations for the same seeds. Configurations that differ only in the classifier
    /// or the adjustment share their generators. The models have no temperatures and no thresholds for "none of these",
    /// because finding these takes seconds and does not change the results.</summary>
    /// <param name="dataset">the benchmark</param>
    /// <param name="runs">the configurations, at least one, with equal seeds, device and threads</param>
    /// <param name="progress">receives every epoch on the training thread, or null (default)</param>
    /// <param name="onDivergence">called with a configuration and the reason if its training diverges; the
    /// configuration then has no result for any seed, and the others continue. If null (default), the exception is
    /// thrown</param>
    /// <param name="cancellation">stops as in
    /// <see cref="Train(GzslDataset, RunOptions, IProgress{TrainingProgress}?, CancellationToken)"/>; only
    /// configurations with a result are returned</param>
    /// <returns>one result per configuration, in the order of <paramref name="runs"/>; fewer after a cancellation or
    /// a divergence</returns>
    /// <exception cref="ArgumentException">There is no configuration; options are not valid or differ in seeds, device
    /// or threads; the device is not available; or, in the transductive protocol, there is no unseen class or no model
    /// file can represent the classifier.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled before there was a usable
    /// result.</exception>
    /// <exception cref="TrainingDivergedException">A loss or a trained weight became infinite or NaN, and
    /// <paramref name="onDivergence"/> is null.</exception>
    /// <exception cref="UnseenDataException">A classifier compares features with descriptors, but their widths differ;
    /// there are too few seen classes for a validation split that the options need; or there are too few training or
    /// test images for the transductive protocol.</exception>
    /// <exception cref="InsufficientMemoryException">The memory estimate, which is made before training, exceeds the
    /// available memory.</exception>
    public static IReadOnlyList<RunResult> Compare(
        GzslDataset dataset, IReadOnlyList<RunOptions> runs, IProgress<TrainingProgress>? progress = null,
        Action<RunOptions, TrainingDivergedException>? onDivergence = null, CancellationToken cancellation = default) =>
        Execute(dataset, runs, calibratesModel: false, progress, checkpoints: null, onDivergence, cancellation);

    private static IReadOnlyList<RunResult> Execute(
        GzslDataset dataset, IReadOnlyList<RunOptions> runs, bool calibratesModel,
        IProgress<TrainingProgress>? progress,
            CheckpointOptions? checkpoints, Action<RunOptions, TrainingDivergedException>? onDivergence,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(runs);
        RequireValid(runs);
        var device = OpenDevice(runs[0].Device);
        foreach (var run in runs)
        {
            RequireEqualWidths(dataset, run.Classifier);
            if (run.Protocol == Protocol.Transductive)
                TransductiveTest.RequirePool(dataset);
            MemoryGuess.Estimate(dataset, run, isCompared: runs.Count > 1).RequireAvailable();
        }

        using var threads = new ThreadCount(runs[0].Threads);
        // Collect the garbage from loading now, and return its memory to the operating system, to avoid a pause in the
        // middle of an epoch.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var checkpointer = checkpoints is null ? Checkpointer.Off(cancellation)
            : Checkpointer.Open(checkpoints, dataset, runs[0], cancellation);
        return new Comparison(
            dataset, runs, device, calibratesModel, progress, checkpointer, onDivergence, cancellation).Execute();
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

    private static void RequireEqualWidths(GzslDataset dataset, ClassifierOptions classifier)
    {
        if (classifier.NeedsEncoder && dataset.Features.Columns != dataset.Descriptors.Columns)
            throw new UnseenDataException(dataset.Name,
                "image-text needs features and descriptors of one encoder, such as CLIP's vectors of images and "
                    + $"texts, but features have {dataset.Features.Columns} columns and descriptors "
                    + $"{dataset.Descriptors.Columns}. Extract both with one encoder, or leave image-text out.");
    }

    /// <summary>Estimates the main memory that a run needs in addition to the loaded data.</summary>
    /// <param name="dataset">the benchmark</param>
    /// <param name="options">the run's options</param>
    /// <returns>the estimate, in bytes</returns>
    public static double GuessMemory(GzslDataset dataset, RunOptions options)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(options);
        return MemoryGuess.Estimate(dataset, options).Total;
    }

    /// <summary>Opens a device, to check that it is available before anything else is done.</summary>
    /// <param name="name">TorchSharp's name of the device, such as <c>cpu</c> or <c>cuda:0</c></param>
    /// <exception cref="ArgumentException">The device is not available.</exception>
    public static torch.Device OpenDevice(string name)
    {
        try
        {
            return torch.device(name); // loads the CUDA backend for a CUDA device
        }
        catch (Exception exception) when (
            exception is ArgumentException or FormatException or InvalidOperationException)
        {
            throw new ArgumentException(
                $"the device '{name}' is not available. Use cpu, or cuda:0 on a machine with a CUDA GPU.", exception);
        }
    }
}
