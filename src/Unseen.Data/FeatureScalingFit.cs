using System.Numerics.Tensors;
using Unseen.Inference;

namespace Unseen.Data;

/// <summary>Fits a feature scaling to training samples and applies it to many samples at once.</summary>
public static class FeatureScalingFit
{
    /// <summary>Fits a scaling of the given kind. Min-max scaling uses the ranges of the columns on the given samples
    /// only.</summary>
    /// <param name="kind">the kind of scaling</param>
    /// <param name="features">raw features; [N, D]</param>
    /// <param name="rows">0-based training samples, at least one for <see cref="FeatureScalingKind.MinMax"/></param>
    /// <exception cref="ArgumentException">
    /// The kind is min-max, and there are no samples, or a value or a range is not finite.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The kind is min-max, and a sample is out of range.</exception>
    public static FeatureScaling Fit(FeatureScalingKind kind, FeatureMatrix features, ReadOnlySpan<int> rows)
    {
        ArgumentNullException.ThrowIfNull(features);
        if (kind != FeatureScalingKind.MinMax)
            return kind == FeatureScalingKind.L2 ? FeatureScaling.L2 : FeatureScaling.None;
        var (minimum, maximum) = ColumnRanges(features, rows);
        for (var column = 0; column < maximum.Length; column++)
            maximum[column] = maximum[column] == minimum[column] ? 1 : maximum[column] - minimum[column];
        return FeatureScaling.MinMax(minimum, maximum);
    }

    /// <summary>Scales samples into a new matrix, on all cores.</summary>
    /// <param name="scaling">a fitted scaling</param>
    /// <param name="features">raw features, which do not change; [N, D]</param>
    /// <param name="rows">0-based samples, repeats allowed</param>
    /// <returns>[rows, D] scaled features in the order of <paramref name="rows"/></returns>
    /// <exception cref="AggregateException">A sample is out of range, or the scaling was fitted to another number of
    /// features.</exception>
    public static FeatureMatrix Apply(FeatureScaling scaling, FeatureMatrix features, ReadOnlySpan<int> rows)
    {
        ArgumentNullException.ThrowIfNull(scaling);
        ArgumentNullException.ThrowIfNull(features);
        var sources = rows.ToArray();
        var scaled = new FeatureMatrix(new float[(long)sources.Length * features.Columns], sources.Length,
            features.Columns);
        Parallel.For(0, sources.Length, i => scaling.Apply(features.Row(sources[i]), scaled.WritableRow(i)));
        GC.KeepAlive(features);
        return scaled;
    }

    /// <summary>Computes the minimum and maximum of every column over the given samples; each [D].</summary>
    /// <exception cref="ArgumentException">There are no samples.</exception>
    internal static (float[] Minimum, float[] Maximum) ColumnRanges(FeatureMatrix features, ReadOnlySpan<int> rows)
    {
        Require.That(rows.Length > 0, nameof(rows), "at least one sample", "empty");
        var minimum = features.Row(rows[0]).ToArray();
        var maximum = minimum.ToArray();
        foreach (var row in rows[1..])
        {
            TensorPrimitives.Min(minimum, features.Row(row), minimum);
            TensorPrimitives.Max(maximum, features.Row(row), maximum);
        }

        GC.KeepAlive(features);
        return (minimum, maximum);
    }
}
