using Unseen.Images.Backbones;
using Unseen.Images.Decoding;

namespace Unseen.Images.Extraction;

/// <summary>
/// Computes the features of many photographs. Each thread decodes its own photographs and computes their features.
/// </summary>
public static class FeatureExtraction
{
    /// <summary>The default number of photographs that a thread processes at once.</summary>
    public const int DefaultBatch = 4;

    /// <summary>Extracts features. A photograph that cannot be read or decoded is skipped. The features do not depend
    /// on the batch size or the number of threads.</summary>
    /// <param name="images">the photographs</param>
    /// <param name="imageModels">the image models</param>
    /// <param name="cache">a cache of features computed earlier, to which new ones are added; null (default) for
    /// none</param>
    /// <param name="batch">
    /// the number of photographs that a thread processes at once, at least 1, default 4. A smaller number is used if an
    /// image model has a smaller fixed batch size, or if the inputs of the batch would not fit into one array
    /// </param>
    /// <param name="threads">the maximum number of threads, at least 1, or -1 for no limit; null (default) for one per
    /// core</param>
    /// <param name="progress">receives the progress after every batch, on any thread</param>
    /// <param name="cancellation">stops the extraction after the current batches; their features are added to the
    /// cache</param>
    /// <exception cref="ArgumentOutOfRangeException">The batch is less than 1, or <paramref name="threads"/> is 0 or
    /// less than -1.</exception>
    /// <exception cref="ArgumentException">There are so many images that their features do not fit into one
    /// array.</exception>
    /// <exception cref="ImageDataException">An image model fails.</exception>
    /// <exception cref="IOException">The cache cannot be written.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled.</exception>
    public static ExtractionResult Run(
        IReadOnlyList<LabelledImage> images, ImageFeatures imageModels, FeatureCache? cache = null,
            int batch = DefaultBatch, int? threads = null,
        IProgress<ExtractionProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(imageModels);
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        if (threads is 0 or < -1)
            throw new ArgumentOutOfRangeException(
                nameof(threads), threads, "threads must be at least 1, or -1 for no limit.");
        if ((long)images.Count * imageModels.Width > Array.MaxLength)
            throw new ArgumentException($"images must be at most {Array.MaxLength / imageModels.Width}, so that their "
                + $"features fit into one array, but were {images.Count}.", nameof(images));
        batch = Math.Min(batch, imageModels.MaxBatch ?? batch);
        batch = Math.Clamp(images.Count, 1, Math.Min(batch, Array.MaxLength / imageModels.InputLength));
        var featuresByImage = new float[]?[images.Count];
        var reasons = new string?[images.Count];
        var (done, cached) = (0, 0);
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = threads ?? Environment.ProcessorCount,
            CancellationToken = cancellation
        };
        var chunks = Enumerable.Range(0, (images.Count + batch - 1) / batch)
            .Select(chunk => (Start: chunk * batch, End: Math.Min(images.Count, (chunk + 1) * batch)));
        try
        {
            Parallel.ForEach(
                System.Collections.Concurrent.Partitioner.Create(
                    chunks, System.Collections.Concurrent.EnumerablePartitionerOptions.NoBuffering), parallel,
                () => new float[batch * imageModels.InputLength],
                (chunk, _, prepared) =>
                {
                    Interlocked.Add(ref cached, Extract(images, chunk.Start, chunk.End, imageModels, cache, prepared,
                        featuresByImage, reasons));
                    progress?.Report(new ExtractionProgress(
                        Interlocked.Add(ref done, chunk.End - chunk.Start), images.Count));
                    return prepared;
                },
                _ => { });
        }
        catch (AggregateException exception)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }

        return Collect(images, featuresByImage, reasons, imageModels.Width, cached);
    }

    /// <summary>Extracts the features of one batch.</summary>
    /// <returns>the number of photographs whose features were in the cache</returns>
    private static int Extract(
        IReadOnlyList<LabelledImage> images, int start, int end, ImageFeatures imageModels, FeatureCache? cache,
            float[] prepared,
        float[]?[] featuresByImage, string?[] reasons)
    {
        List<(int Index, string Key, byte[] Encoded)> wanted = [];
        var cached = 0;
        for (var i = start; i < end; i++)
        {
            if (Read(images[i].Path, imageModels.Limits, out reasons[i]) is not { } encoded)
                continue;
            var key = cache is null ? "" : FeatureCache.GetKey(encoded);
            if (cache?.Find(key) is { } known)
                (featuresByImage[i], cached) = (known, cached + 1);
            else
                wanted.Add((i, key, encoded));
        }

        List<(int Index, string Key)> ready = [];
        foreach (var (index, key, encoded) in wanted)
            if (Prepare(
                images[index].Path, encoded, imageModels, prepared, ready.Count, wanted.Count, out reasons[index]))
                ready.Add((index, key));
        if (ready.Count == 0)
            return cached;
        Compact(prepared, imageModels, ready.Count, wanted.Count);
        var values = new float[ready.Count * imageModels.Width];
        imageModels.Extract(prepared, ready.Count, values);
        foreach (var (place, (index, key)) in ready.Index())
        {
            featuresByImage[index] = values[(place * imageModels.Width)..((place + 1) * imageModels.Width)];
            cache?.Add(key, featuresByImage[index]!);
        }

        return cached;
    }

    /// <summary>
    /// Decodes a photograph and writes the inputs of all image models. Each image model has a block for
    /// <paramref name="capacity"/> images, in which the photograph has the position <paramref name="place"/>.
    /// </summary>
    private static bool Prepare(string path, byte[] encoded, ImageFeatures imageModels, float[] prepared, int place,
        int capacity, out string? reason)
    {
        try
        {
            var inputs = new float[imageModels.InputLength];
            imageModels.Prepare(encoded, path, inputs);
            var (from, to) = (0, 0);
            foreach (var length in imageModels.Backbones.Select(backbone => backbone.InputLength))
            {
                inputs.AsSpan(from, length).CopyTo(prepared.AsSpan(to + (place * length)));
                (from, to) = (from + length, to + (capacity * length));
            }

            reason = null;
            return true;
        }
        catch (ImageDataException exception)
        {
            reason = exception.Problem;
            return false;
        }
    }

    /// <summary>Removes the gaps that skipped images have left between the blocks of the image models.</summary>
    private static void Compact(float[] prepared, ImageFeatures imageModels, int count, int capacity)
    {
        if (count == capacity)
            return;
        var (from, to) = (0, 0);
        foreach (var length in imageModels.Backbones.Select(backbone => backbone.InputLength))
        {
            prepared.AsSpan(from, count * length).CopyTo(prepared.AsSpan(to));
            (from, to) = (from + (capacity * length), to + (count * length));
        }
    }

    private static byte[]? Read(string path, ImageLimits limits, out string? reason)
    {
        try
        {
            var file = new FileInfo(path);
            if (file.ResolveLinkTarget(returnFinalTarget: true) is { } target)
                file = new FileInfo(target.FullName);
            // Files of length 0 are rejected before they are opened. This includes named pipes, which would block until
            // another process writes to them.
            reason = !file.Exists ? "the file does not exist"
                : file.Length == 0 ? ImageFolder.EmptyReason
                : file.Length > limits.MaxBytes ? ImageLimits.TooManyBytes(file.Length, limits)
                : null;
            return reason is null ? File.ReadAllBytes(path) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            reason = $"the file cannot be read: {FailureReason.Describe(exception)}";
            return null;
        }
    }

    private static ExtractionResult Collect(
        IReadOnlyList<LabelledImage> images, float[]?[] featuresByImage, string?[] reasons, int width, int cached)
    {
        int[] kept = [.. Enumerable.Range(0, images.Count).Where(i => featuresByImage[i] is not null)];
        var all = new float[(long)kept.Length * width];
        foreach (var (place, index) in kept.Index())
            featuresByImage[index]!.CopyTo(all, (long)place * width);
        SkippedImage[] skipped = [.. Enumerable.Range(0, images.Count).Where(i => featuresByImage[i] is null)
            .Select(i => new SkippedImage(images[i].Path, reasons[i]!))];
        return new ExtractionResult([.. kept.Select(i => images[i])], all, width, skipped, cached);
    }
}
