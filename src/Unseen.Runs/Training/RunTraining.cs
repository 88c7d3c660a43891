using System.Diagnostics;
using Unseen.Data;
using Unseen.Data.Caching;
using Unseen.Runs.Photographs;
using Unseen.Runs.Records;

namespace Unseen.Runs.Training;

/// <summary>Trains, tests and writes a run's folder: what <c>unseen train</c> does, in one call. Loads libtorch.
/// </summary>
public static class RunTraining
{
    /// <summary>Trains on features.</summary>
    /// <param name="source">where the dataset is</param>
    /// <param name="request">what to train, and where results go</param>
    /// <param name="context">clock, cancellation, and who is told; null (default) for nobody</param>
    /// <param name="cache">where converted datasets are kept; null (default) for nowhere</param>
    /// <exception cref="UsageException">The results cannot go where they are asked for.</exception>
    /// <exception cref="DataException">The dataset cannot be read.</exception>
    /// <exception cref="InterruptedException">The run was cancelled before it had results; it can go on.</exception>
    public static TrainingOutcome OnFeatures(
        DataSource source, TrainingRequest request, RunContext? context = null, DatasetCache? cache = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(request);
        using var session = new TrainingSession(request, context ?? new RunContext());
        var watch = Stopwatch.StartNew();
        var dataset = source.Load(cache);
        return session.Run(dataset, source, watch.Elapsed.TotalSeconds);
    }

    /// <summary>Trains on photographs. Features that are not known yet are extracted first.</summary>
    /// <param name="project">the photographs and descriptions</param>
    /// <param name="request">what to train, and where results go</param>
    /// <param name="context">clock, cancellation, and who is told; null (default) for nobody</param>
    /// <param name="cacheFolder">where features are kept for the next time; null (default) for nowhere</param>
    /// <param name="batch">photographs that a core computes at once, at least 1; features do not depend on it</param>
    /// <exception cref="UsageException">The results cannot go where they are asked for.</exception>
    /// <exception cref="DataException">The photographs or descriptions cannot be used.</exception>
    /// <exception cref="InterruptedException">The run was cancelled before it had results; it can go on.</exception>
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
