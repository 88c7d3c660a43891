using System.Numerics.Tensors;
using Unseen.Inference.Products;

namespace Unseen.Inference;

/// <summary>
/// Tells photographs of a model's classes from those of anything else, by how far the best score stands out from all
/// scores, less how far the features lie off those of training. Immutable and thread-safe.
/// </summary>
/// <remarks>The quantiles are those of validation photographs: held-out ones of classes that were trained on, and
/// those of classes that were known by their description alone.</remarks>
public sealed class KnownFit
{
    private readonly float[] _quantiles;

    /// <summary>Creates it from quantiles.</summary>
    /// <param name="quantiles">at least one, ascending and finite: how well known photographs fit, at equal steps of
    /// their share</param>
    /// <param name="spread">where the training images lie; null (default) to go by scores alone</param>
    /// <param name="distanceWeight">the weight of the distance from these against the scores, finite and at least 0,
    /// default 0</param>
    /// <exception cref="ArgumentException">There is no quantile, they are not finite or not ascending, or the weight is
    /// out of range.</exception>
    public KnownFit(IReadOnlyList<float> quantiles, FeatureSpread? spread = null, double distanceWeight = 0)
    {
        ArgumentNullException.ThrowIfNull(quantiles);
        Require.That(quantiles.Count > 0, nameof(quantiles), "at least one number", "empty");
        _quantiles = [.. quantiles];
        Require.That(TensorPrimitives.IsFiniteAll<float>(_quantiles), nameof(quantiles), "finite everywhere", "not");
        for (var place = 1; place < _quantiles.Length; place++)
            Require.That(_quantiles[place] >= _quantiles[place - 1], nameof(quantiles), "ascending",
                $"{_quantiles[place - 1]}, then {_quantiles[place]}");
        Require.That(distanceWeight >= 0 && double.IsFinite(distanceWeight), nameof(distanceWeight),
            "finite and at least 0", distanceWeight);
        (Spread, DistanceWeight) = (spread, distanceWeight);
    }

    /// <summary>The quantiles, ascending.</summary>
    public IReadOnlyList<float> Quantiles => _quantiles;

    /// <summary>Where the training images lie; null if the model goes by scores alone.</summary>
    public FeatureSpread? Spread { get; }

    /// <summary>The weight of the distance from the training images against the scores.</summary>
    public double DistanceWeight { get; }

    /// <summary>How far the best of all scores stands out: (max - mean) / standard deviation / √(C - 1), from 0 if all
    /// are equal to 1 if all others are. It does not grow with the number of classes.</summary>
    /// <param name="scores">[C] finite scores of all classes</param>
    public static float StandOut(ReadOnlySpan<float> scores)
    {
        double sum = 0, squares = 0;
        var best = scores[0]; // differences from it keep the sums of large scores exact
        foreach (var score in scores)
            best = MathF.Max(best, score);
        foreach (var score in scores)
        {
            double below = best - score;
            sum += below;
            squares += below * below;
        }

        var mean = sum / scores.Length;
        var variance = (squares / scores.Length) - (mean * mean);
        return variance > 0 ? (float)(mean / Math.Sqrt(variance * (scores.Length - 1))) : 0;
    }

    /// <summary>How well an image fits: <see cref="StandOut"/> of its scores, less its weighted distance from the
    /// training images.</summary>
    /// <param name="scaled">[D] features, scaled as the model scales them</param>
    /// <param name="scores">[C] finite scores of all classes, without those of a branch</param>
    public float Measure(ReadOnlySpan<float> scaled, ReadOnlySpan<float> scores) =>
        Measure(Spread?.DistanceOf(scaled) ?? 0, scores);

    /// <summary>The share of known photographs that fit no better than this one, from 0 to 1.</summary>
    /// <param name="scaled">[D] features, scaled as the model scales them</param>
    /// <param name="scores">[C] finite scores of all classes, without those of a branch</param>
    public float Of(ReadOnlySpan<float> scaled, ReadOnlySpan<float> scores) => ShareBelow(Measure(scaled, scores));

    /// <summary>Computes it for many images.</summary>
    /// <param name="count">N</param>
    /// <param name="scale">writes the i-th image's scaled features, on any thread; may be asked twice</param>
    /// <param name="scores">[N * C]</param>
    /// <param name="fits">[N] receives the shares</param>
    /// <param name="parallel">how many threads may work</param>
    internal void Of(
        int count, SamplePreparation scale, ReadOnlyMemory<float> scores, Memory<float> fits, ParallelOptions parallel)
    {
        if (Spread is { } spread)
            spread.DistancesOf(count, scale, fits, parallel);
        else
            fits.Span.Clear();
        var classes = scores.Length / Math.Max(1, count);
        for (var i = 0; i < count; i++)
            fits.Span[i] = ShareBelow(Measure(fits.Span[i], scores.Span.Slice(i * classes, classes)));
    }

    private float Measure(float distance, ReadOnlySpan<float> scores) =>
        StandOut(scores) - ((float)DistanceWeight * distance);

    private float ShareBelow(float measure)
    {
        var (low, high) = (0, _quantiles.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _quantiles[middle] <= measure ? (middle + 1, high) : (low, middle);
        }

        return (float)low / _quantiles.Length;
    }
}
