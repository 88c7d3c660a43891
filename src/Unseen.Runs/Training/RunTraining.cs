using System.Diagnostics;
using Unseen.Data;
using Unseen.Data.Caching;
using Unseen.Runs.Photographs;
using Unseen.Runs.Records;

namespace Unseen.Runs.Training;

/// <summary>Trains, tests and writes a run's folder in one call, as <c>unseen train</c> does. Loads libtorch.
/// </summary>
public static class RunTraining
{
    /// <summary>Trains on features.</summary>
    /// <param name="source">the location of the dataset</param>
    /// <param name="request">the configuration and the folder for results</param>
    /// <param name="context">clock, cancellation and output; null (default) for defaults</param>
    /// <param name="cache">cache of converted datasets; null (default) for none</param>
    /// <exception cref="UsageException">The results cannot be written to the folder.</exception>
    /// <exception cref="FolderInUseException">Another process uses the folder.</exception>
    /// <exception cref="IOException">A file of the run cannot be written.</exception>
    /// <exception cref="ArgumentException">The options are not valid, or the device is not available.</exception>
    /// <exception cref="UnseenDataException">The dataset cannot be read, or does not suit the classifier or the
    /// protocol.</exception>
    /// <exception cref="TrainingDivergedException">A loss became infinite or NaN.</exception>
    /// <exception cref="InsufficientMemoryException">The estimated memory exceeds the available memory.</exception>
    /// <exception cref="Checkpoints.CheckpointException">A run is to be resumed, but all its checkpoints are damaged,
    /// or they belong to another run.</exception>
    /// <exception cref="InterruptedException">The run was cancelled before it had results. It can be
    /// resumed.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled, and cannot be resumed.</exception>
    public static TrainingOutcome OnFeatures(
        DataSource source, TrainingRequest request, RunContext? context = null, DatasetCache? cache = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(request);
        context ??= new RunContext();
        using var session = new TrainingSession(request, context);
        var watch = Stopwatch.StartNew();
        var dataset = CancellableRead.Run(() => source.Load(cache), context.Cancellation);
        return session.Run(dataset, source, watch.Elapsed.TotalSeconds);
    }

    /// <summary>Trains on photographs. Features that are not in the cache are extracted first.</summary>
    /// <param name="project">the photographs and descriptions</param>
    /// <param name="request">the configuration and the folder for results</param>
    /// <param name="context">clock, cancellation and output; null (default) for defaults</param>
    /// <param name="cacheFolder">folder of the feature cache; null (default) for none</param>
    /// <param name="batch">number of photographs that a core processes at once, at least 1; features do not depend on
    /// it</param>
    /// <exception cref="UsageException">The results cannot be written to the folder, or the settings of the project
    /// are not valid (see <see cref="PhotoData.Load"/>).</exception>
    /// <exception cref="FolderInUseException">Another process uses the folder.</exception>
    /// <exception cref="IOException">A file of the run cannot be written.</exception>
    /// <exception cref="ArgumentException">The options are not valid, or the device is not available.</exception>
    /// <exception cref="UnseenDataException">The photographs or descriptions cannot be used.</exception>
    /// <exception cref="Images.ImageDataException">The photographs or an image model cannot be read.</exception>
    /// <exception cref="TrainingDivergedException">A loss became infinite or NaN.</exception>
    /// <exception cref="InsufficientMemoryException">The estimated memory exceeds the available memory.</exception>
    /// <exception cref="Checkpoints.CheckpointException">A run is to be resumed, but all its checkpoints are damaged,
    /// or they belong to another run.</exception>
    /// <exception cref="InterruptedException">The extraction or the run was cancelled before there were results. It can
    /// be resumed.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled, and cannot be resumed.</exception>
    public static TrainingOutcome OnPhotographs(
        PhotoProject project, TrainingRequest request, RunContext? context = null, string? cacheFolder = null,
        int batch = Images.Extraction.FeatureExtraction.DefaultBatch)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(request);
        context ??= new RunContext();
        using var session = new TrainingSession(request, context);
        var watch = Stopwatch.StartNew();
        using var photos = PhotoData.Load(project, cacheFolder, batch, context);
        return session.Run(photos.Dataset, source: null, watch.Elapsed.TotalSeconds, photos);
    }
}
