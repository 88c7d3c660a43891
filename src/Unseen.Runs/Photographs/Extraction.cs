using Unseen.Images.Backbones;
using Unseen.Images.Extraction;
using Unseen.Training.Progress;

namespace Unseen.Runs.Photographs;

/// <summary>Extracts features, shows the progress, and warns about photographs that were skipped.</summary>
public static class Extraction
{
    private const int MaxWarnings = 10;

    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(200);

    /// <summary>Runs an extraction. If another process uses the cache, this method first waits until it has
    /// finished, since it probably computes the same features.</summary>
    /// <param name="listing">the photographs, and the files that were skipped when they were listed</param>
    /// <param name="features">the image models</param>
    /// <param name="cacheFolder">folder of the feature cache, or null for none</param>
    /// <param name="batch">number of photographs that a core processes at once, at least 1</param>
    /// <param name="context">progress, warnings, clock and cancellation</param>
    /// <returns>the features, and all skipped files, including those of the listing</returns>
    /// <exception cref="InterruptedException">The extraction was cancelled, and the finished features are in the
    /// cache.</exception>
    /// <exception cref="OperationCanceledException">The extraction was cancelled without a cache, or while it waited
    /// for the cache.</exception>
    public static ExtractionResult Run(
        ImageListing listing, ImageFeatures features, string? cacheFolder, int batch, RunContext context)
    {
        var images = listing.Images;
        using var cache = cacheFolder is null ? null : OpenCache(cacheFolder, features, context);
        var start = context.Clock.GetTimestamp();
        var (gate, done) = (new Lock(), 0);
        ExtractionResult result;
        try
        {
            result = context.Display.Run(show => FeatureExtraction.Run(
                images, features, cache, batch, cancellation: context.Cancellation,
                    progress: new Relay<ExtractionProgress>(progress =>
                {
                    lock (gate) // several threads report, and not always in order
                    {
                        done = Math.Max(done, progress.Done);
                        var elapsed = context.Clock.GetElapsedTime(start);
                        var left = elapsed / Math.Max(1, done) * (progress.Total - done);
                        show((double)done / progress.Total, left, $"photograph {done} of {progress.Total}");
                    }
                })));
        }
        catch (OperationCanceledException) when (cache is not null)
        {
            throw new InterruptedException(
                $"interrupted after {done} of {images.Count} photographs. Their features are kept: run the same "
                    + "command again to continue.");
        }

        result = result with { Skipped = [.. listing.Skipped, .. result.Skipped] };
        SkippedImage[] unusable = [.. result.Skipped.Where(skipped => skipped.IsImage)];
        foreach (var skipped in unusable.Take(MaxWarnings))
            context.Warn($"{skipped.Path} skipped: {skipped.Reason}.");
        if (unusable.Length > MaxWarnings)
            context.Warn($"{unusable.Length - MaxWarnings} more photographs were skipped.");
        return result;
    }

    private static FeatureCache OpenCache(string folder, ImageFeatures features, RunContext context)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            if (FeatureCache.TryOpen(folder, features) is { } cache)
                return cache;
            if (isFirst)
                context.Say($"Another process uses the cache of features in {folder}. Waiting until it has finished.");
            context.Cancellation.WaitHandle.WaitOne(_interval);
            context.Cancellation.ThrowIfCancellationRequested();
        }
    }
}
