using Unseen.Inference;

namespace Unseen.Runs.Shards;

/// <summary>A block of consecutive rows with their best classes.</summary>
/// <param name="FirstRow">0-based position in the shard of this block's first row</param>
/// <param name="Names">[R] names of the images, or empty</param>
/// <param name="Best">[R * K] the classes, best first</param>
/// <param name="Stride">K, the number of elements of <paramref name="Best"/> per row</param>
/// <param name="Found">number of elements per row that are used, at most K</param>
internal readonly record struct ScoredRows(
    long FirstRow, ReadOnlyMemory<string?> Names, ReadOnlyMemory<Prediction> Best, int Stride, int Found)
{
    /// <summary>R, the number of rows.</summary>
    public int Count => Best.Length / Stride;

    /// <summary>Gets the name of a row's image, or null.</summary>
    public string? GetName(int row) => Names.IsEmpty ? null : Names.Span[row];

    /// <summary>Gets the best classes of a row.</summary>
    public ReadOnlySpan<Prediction> GetPredictions(int row) => Best.Span.Slice(row * Stride, Found);
}
