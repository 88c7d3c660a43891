using Unseen.Runs.Predictions;

namespace Unseen.Runs.Shards;

/// <summary>Writes the predictions of a shard in the order of its rows.</summary>
internal abstract class PredictionOutput : IDisposable
{
    /// <summary>Creates an output.</summary>
    /// <param name="format">the format</param>
    /// <param name="stream">the stream to write to, which is left open</param>
    /// <param name="hasNames">whether images have names</param>
    /// <param name="top">K, the maximum number of classes per row</param>
    /// <param name="reject">share of images of known classes that may be refused, in (0, 1); null to refuse
    /// none</param>
    public static PredictionOutput Begin(
        PredictionFormat format, Stream stream, bool hasNames, int top, double? reject) =>
        format == PredictionFormat.Parquet
        ? new ParquetPredictions(stream, hasNames, top, reject)
        : new TextPredictions(stream, format, hasNames, reject);

    /// <summary>Prepares rows for writing. Can be called in any order and from several threads.</summary>
    /// <param name="rows">the rows, whose memory must remain unchanged until the returned action has run</param>
    /// <returns>an action that writes the rows; run these actions one at a time, in the order of the rows</returns>
    public abstract Action Prepare(ScoredRows rows);

    /// <summary>Writes the remaining data after the last row.</summary>
    public abstract void Complete();

    public virtual void Dispose()
    {
    }
}
