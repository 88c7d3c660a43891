using Unseen.Runs.Predictions;


namespace Unseen.Runs.Shards;

/// <summary>Writes the predictions of a shard, row after row.</summary>
internal abstract class PredictionOutput : IDisposable
{
    /// <summary>Begins an output.</summary>
    /// <param name="format">how</param>
    /// <param name="stream">where to; stays open</param>
    /// <param name="hasNames">whether images have names</param>
    /// <param name="top">K, classes for each row at the most</param>
    public static PredictionOutput Begin(PredictionFormat format, Stream stream, bool hasNames, int top) =>
        format == PredictionFormat.Parquet
        ? new ParquetPredictions(stream, hasNames, top)
        : new TextPredictions(stream, format, hasNames);

    /// <summary>Does what of the work needs no order, on any thread.</summary>
    /// <param name="rows">the rows; their memory may be used until what is returned has been called</param>
    /// <returns>does the rest; called for one piece of work after the other, in the rows' order</returns>
    public abstract Action Prepare(ScoredRows rows);

    /// <summary>Writes what is still to be written, after the last row.</summary>
    public abstract void Complete();

    public virtual void Dispose()
    {
    }
}
