using Microsoft.ML.Data;

namespace Unseen.ML;

/// <summary>The column of a row that <see cref="FeatureMapping"/> reads.</summary>
public sealed class FeatureRow
{
    /// <summary>[D] the raw features of an image.</summary>
    [VectorType]
    public float[] Features { get; set; } = [];
}
