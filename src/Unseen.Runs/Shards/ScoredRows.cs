using Unseen.Inference;

namespace Unseen.Runs.Shards;

/// <summary>Consecutive rows with their best classes.</summary>
/// <param name="FirstRow">the first row's number in the shard</param>
/// <param name="Names">[R] the images' names, or empty</param>
/// <param name="Best">[R * K] the classes, best first</param>
/// <param name="Stride">K, places for each row</param>
/// <param name="Found">how many of them are used</param>
internal readonly record struct ScoredRows(
    long FirstRow, ReadOnlyMemory<string?> Names, ReadOnlyMemory<Prediction> Best, int Stride, int Found)
{
    /// <summary>R, the number of rows.</summary>
    public int Count => Best.Length / Stride;

    /// <summary>The image's name, or null.</summary>
    public string? NameOf(int row) => Names.IsEmpty ? null : Names.Span[row];

    /// <summary>A row's best classes.</summary>
    public ReadOnlySpan<Prediction> Of(int row) => Best.Span.Slice(row * Stride, Found);
}
