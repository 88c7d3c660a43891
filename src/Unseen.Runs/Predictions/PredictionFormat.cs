namespace Unseen.Runs.Predictions;

/// <summary>Specifies the output format of predictions.</summary>
public enum PredictionFormat
{
    /// <summary>Aligned columns for people.</summary>
    Table,

    /// <summary>Comma-separated values with a header.</summary>
    Csv,

    /// <summary>One JSON object per line.</summary>
    Jsonl,

    /// <summary>Parquet columns; only for shards of features.</summary>
    Parquet,
}
