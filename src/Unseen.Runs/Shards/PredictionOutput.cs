using Unseen.Runs.Predictions;

namespace Unseen.Runs.Shards;

/// <summary>Writes the predictions of a shard in the order of its rows.</summary>
internal abstract class PredictionOutput : IDisposable
{
    /// <summary>Creates an output.</summary>
    /// <param name="format">the format</param>
    /// <param name="stream">the stream to write to; stays open</param>
    /// <param name="hasNames">whether images have names</param>
    /// <param name="top">K, the maximum number of classes per row</param>
    /// <param name="reject">the share of known images that may be refused; null to refuse none</param>
    public static PredictionOutput Begin(
        PredictionFormat format, Stream stream, bool hasNames, int top, double? reject) =>
        format == PredictionFormat.Parquet
        ? new ParquetPredictions(stream, hasNames, top, reject)
        : new TextPredictions(stream, format, hasNames, reject);

    /// <summary>Does the part of the work that can be done in any order, on any thread.</summary>
    /// <param name="rows">the rows, whose memory must stay valid until the returned action has run</param>
    /// <returns>an action that does the rest; run these actions one at a time, in the order of the rows</returns>
    public abstract Action Prepare(ScoredRows rows);

    /// <summary>Writes the remaining data after the last row.</summary>
    public abstract void Complete();

    public virtual void Dispose()
    {
    }
}
