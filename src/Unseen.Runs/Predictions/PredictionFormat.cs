namespace Unseen.Runs.Predictions;

/// <summary>The format of predictions.</summary>
public enum PredictionFormat
{
    /// <summary>Aligned columns for people.</summary>
    Table,

    /// <summary>Comma-separated values with a header.</summary>
    Csv,

    /// <summary>One JSON object a line.</summary>
    Jsonl,

    /// <summary>Columns for programs, from shards of features alone.</summary>
    Parquet,
}
