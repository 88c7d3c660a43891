using Unseen.Images.Backbones;

namespace Unseen.Images.Extraction;

/// <summary>Turns many photographs into features, every core decoding and computing photographs of its own.</summary>
public static class FeatureExtraction
{
    /// <summary>Photographs that a core computes at once where nobody says.</summary>
    public const int DefaultBatch = 4;

    /// <summary>Extracts features. A photograph that cannot be decoded is skipped; the features do not depend on batch
    /// or threads.</summary>
    /// <param name="images">the photographs</param>
    /// <param name="features">the image models</param>
    /// <param name="cache">features known from before, or null; what is extracted is added</param>
    /// <param name="batch">photographs that a core computes at once, at least 1</param>
    /// <param name="threads">cores at work, at least 1; null for all</param>
    /// <param name="progress">told after every batch, on any thread</param>
    /// <param name="cancellation">stops after the photographs at hand, which the cache then has</param>
    /// <exception cref="ImageDataException">An image model fails.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static ExtractionResult Run(
        IReadOnlyList<LabelledImage> images, ImageFeatures features, FeatureCache? cache = null,
            int batch = DefaultBatch, int? threads = null,
        IProgress<ExtractionProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(features);
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        batch = Math.Min(batch, features.MaxBatch ?? batch);
        var found = new float[]?[images.Count];
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
                () => new float[batch * features.InputLength],
                (chunk, _, prepared) =>
                {
                    Interlocked.Add(ref cached, Extract(images, chunk.Start, chunk.End, features, cache, prepared,
                        found, reasons));
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

        return Collect(images, found, reasons, features.Width, cached);
    }

    /// <summary>One batch: looks up, decodes, computes.</summary>
    /// <returns>how many were known</returns>
    private static int Extract(
        IReadOnlyList<LabelledImage> images, int start, int end, ImageFeatures features, FeatureCache? cache,
            float[] prepared,
        float[]?[] found, string?[] reasons)
    {
        List<(int Index, string Key, byte[] Encoded)> wanted = [];
        var cached = 0;
        for (var i = start; i < end; i++)
        {
            if (Read(images[i].Path, features.Limits.MaxBytes, out reasons[i]) is not { } encoded)
                continue;
            var key = cache is null ? "" : FeatureCache.KeyOf(encoded);
            if (cache?.Find(key) is { } known)
                (found[i], cached) = (known, cached + 1);
            else
                wanted.Add((i, key, encoded));
        }

        List<(int Index, string Key)> ready = [];
        foreach (var (index, key, encoded) in wanted)
            if (Prepare(images[index].Path, encoded, features, prepared, ready.Count, wanted.Count, out reasons[index]))
                ready.Add((index, key));
        if (ready.Count == 0)
            return cached;
        Compact(prepared, features, ready.Count, wanted.Count);
        var values = new float[ready.Count * features.Width];
        features.Extract(prepared, ready.Count, values);
        foreach (var (place, (index, key)) in ready.Index())
        {
            found[index] = values[(place * features.Width)..((place + 1) * features.Width)];
            cache?.Add(key, found[index]!);
        }

        return cached;
    }

    /// <summary>Decodes into the place-th image of every model's block, blocks being <paramref name="capacity"/> images
    /// long.</summary>
    private static bool Prepare(string path, byte[] encoded, ImageFeatures features, float[] prepared, int place,
        int capacity, out string? reason)
    {
        try
        {
            var one = new float[features.InputLength];
            features.Prepare(encoded, path, one);
            var (from, to) = (0, 0);
            foreach (var length in features.Backbones.Select(backbone => backbone.InputLength))
            {
                one.AsSpan(from, length).CopyTo(prepared.AsSpan(to + (place * length)));
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

    /// <summary>Closes the gaps that skipped images left between the models' blocks.</summary>
    private static void Compact(float[] prepared, ImageFeatures features, int count, int capacity)
    {
        if (count == capacity)
            return;
        var (from, to) = (0, 0);
        foreach (var length in features.Backbones.Select(backbone => backbone.InputLength))
        {
            prepared.AsSpan(from, count * length).CopyTo(prepared.AsSpan(to));
            (from, to) = (from + (capacity * length), to + (count * length));
        }
    }

    private static byte[]? Read(string path, long maxBytes, out string? reason)
    {
        try
        {
            reason = new FileInfo(path).Length > maxBytes
                ? $"image must be of at most {maxBytes} bytes, but was {new FileInfo(path).Length}" : null;
            return reason is null ? File.ReadAllBytes(path) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            reason = $"image must be readable, but was not: {exception.Message.TrimEnd('.')}";
            return null;
        }
    }

    private static ExtractionResult Collect(
        IReadOnlyList<LabelledImage> images, float[]?[] found, string?[] reasons, int width, int cached)
    {
        int[] kept = [.. Enumerable.Range(0, images.Count).Where(i => found[i] is not null)];
        var all = new float[(long)kept.Length * width];
        foreach (var (place, index) in kept.Index())
            found[index]!.CopyTo(all, (long)place * width);
        SkippedImage[] skipped = [.. Enumerable.Range(0, images.Count).Where(i => found[i] is null)
            .Select(i => new SkippedImage(images[i].Path, reasons[i] ?? "unknown"))];
        return new ExtractionResult([.. kept.Select(i => images[i])], all, width, skipped, cached);
    }
}
