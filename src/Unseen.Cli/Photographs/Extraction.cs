using Unseen.Cli.Reporting;
using Unseen.Images.Backbones;
using Unseen.Images.Extraction;

namespace Unseen.Cli.Photographs;

/// <summary>Extracts features, with progress and a word on what was skipped.</summary>
internal static class Extraction
{
    private const int ListedSkips = 10;

    /// <summary>Runs an extraction.</summary>
    /// <param name="images">the photographs</param>
    /// <param name="features">the image models</param>
    /// <param name="cacheFolder">where features are kept for the next time, or null for nowhere</param>
    /// <param name="batch">photographs that a core computes at once</param>
    /// <param name="view">shows progress</param>
    /// <param name="terminal">for warnings, time and Ctrl-C</param>
    /// <exception cref="InterruptedException">Interrupted, with something kept.</exception>
    public static ExtractionResult Run(
        IReadOnlyList<LabelledImage> images, ImageFeatures features, string? cacheFolder, int batch, ProgressView view,
            Terminal terminal)
    {
        using var cache = cacheFolder is null ? null : FeatureCache.Open(cacheFolder, features);
        var start = terminal.Clock.GetTimestamp();
        ExtractionResult result;
        try
        {
            result = view.Run(show => FeatureExtraction.Run(
                images, features, cache, batch, cancellation: terminal.Cancellation, progress: new Reports(progress =>
                {
                    var elapsed = terminal.Clock.GetElapsedTime(start);
                    var left = elapsed / Math.Max(1, progress.Done) * (progress.Total - progress.Done);
                    show((double)progress.Done / progress.Total, left,
                        $"photograph {progress.Done} of {progress.Total}");
                })));
        }
        catch (OperationCanceledException) when (cache is not null)
        {
            throw new InterruptedException(
                $"interrupted with the features of {Math.Min(cache.Count, images.Count)} of {images.Count} "
                + "photographs kept; the same command goes on from there.");
        }

        foreach (var skipped in result.Skipped.Take(ListedSkips))
            terminal.Warn($"{skipped.Path} skipped: {skipped.Reason}.");
        if (result.Skipped.Count > ListedSkips)
            terminal.Warn($"{result.Skipped.Count - ListedSkips} more photographs were skipped.");
        return result;
    }

    private sealed class Reports(Action<ExtractionProgress> report) : IProgress<ExtractionProgress>
    {
        private readonly Lock _lock = new();

        public void Report(ExtractionProgress value)
        {
            lock (_lock)
                report(value);
        }
    }
}
