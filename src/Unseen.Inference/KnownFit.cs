using System.Numerics.Tensors;
using Unseen.Inference.Products;

namespace Unseen.Inference;

/// <summary>
/// Distinguishes photographs of a model's classes from photographs of anything else. Its measure is how far the best
/// score stands out from the mean score, minus the weighted distance of the image's features from the training
/// features. Immutable and thread-safe.
/// </summary>
/// <remarks>Training computes the quantiles of the measure on validation photographs: held-out photographs of the
/// classes that were trained on, and photographs of classes that were known only by their description.
/// <see cref="UnseenModel.WithKnownPhotographs"/> computes the quantiles on any photographs of the model's
/// classes.</remarks>
public sealed class KnownFit
{
    private readonly float[] _quantiles;

    /// <summary>Creates the fit from quantiles.</summary>
    /// <param name="quantiles">[Q] equally spaced quantiles of
    /// <see cref="Measure(ReadOnlySpan{float}, ReadOnlySpan{float})"/> over photographs of known classes; at least one,
    /// ascending and finite</param>
    /// <param name="spread">the mean and principal components of the training features; null (default) to use only the
    /// scores</param>
    /// <param name="distanceWeight">the weight of the distance from the training features, relative to the scores;
    /// finite and at least 0, default 0</param>
    /// <exception cref="ArgumentException">There is no quantile, the quantiles are not finite or not ascending, or the
    /// weight is out of range.</exception>
    public KnownFit(IReadOnlyList<float> quantiles, FeatureSpread? spread = null, double distanceWeight = 0)
    {
        ArgumentNullException.ThrowIfNull(quantiles);
        Require.That(quantiles.Count > 0, nameof(quantiles), "at least one number", "empty");
        _quantiles = [.. quantiles];
        Require.That(TensorPrimitives.IsFiniteAll<float>(_quantiles), nameof(quantiles), "finite everywhere", "not");
        for (var i = 1; i < _quantiles.Length; i++)
            Require.That(_quantiles[i] >= _quantiles[i - 1], nameof(quantiles), "ascending",
                $"{_quantiles[i - 1]}, then {_quantiles[i]}");
        Require.That(distanceWeight >= 0 && double.IsFinite(distanceWeight), nameof(distanceWeight),
            "finite and at least 0", distanceWeight);
        (Spread, DistanceWeight) = (spread, distanceWeight);
    }

    /// <summary>The quantiles, ascending.</summary>
    public IReadOnlyList<float> Quantiles => _quantiles;

    /// <summary>The mean and principal components of the training features; null if only the scores are used.</summary>
    public FeatureSpread? Spread { get; }

    /// <summary>The weight of the distance from the training features, relative to the scores.</summary>
    public double DistanceWeight { get; }

    /// <summary>Computes how far the best score stands out: (max - mean) / standard deviation / √(C - 1). It is 0 if
    /// all scores are equal, and 1 if all scores but the best are equal. It does not grow with the number of
    /// classes.</summary>
    /// <param name="scores">[C] finite scores of all classes, at least one</param>
    public static float StandOut(ReadOnlySpan<float> scores)
    {
        double sum = 0, squares = 0;
        var best = scores[0]; // sums of differences from the best score stay exact even for large scores
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

    /// <summary>Measures how well an image fits: <see cref="StandOut"/> of its scores, minus its weighted distance from
    /// the training features.</summary>
    /// <param name="scaled">[D] features, scaled as the model scales them</param>
    /// <param name="scores">[C] finite scores of all classes, without the scores of a branch</param>
    /// <exception cref="ArgumentException"><see cref="Spread"/> is for features of another width.</exception>
    public float Measure(ReadOnlySpan<float> scaled, ReadOnlySpan<float> scores) =>
        Measure(Spread?.GetDistance(scaled) ?? 0, scores);

    /// <summary>Gets the share of the photographs of known classes that fit no better than the given image, from 0 to
    /// 1.</summary>
    /// <param name="scaled">[D] features, scaled as the model scales them</param>
    /// <param name="scores">[C] finite scores of all classes, without the scores of a branch</param>
    /// <exception cref="ArgumentException"><see cref="Spread"/> is for features of another width.</exception>
    public float Evaluate(ReadOnlySpan<float> scaled, ReadOnlySpan<float> scores) =>
        ShareBelow(Measure(scaled, scores));

    /// <summary>Computes the shares of <see cref="Evaluate(ReadOnlySpan{float}, ReadOnlySpan{float})"/> for many
    /// images.</summary>
    /// <param name="count">N, the number of images</param>
    /// <param name="scale">writes the scaled features of image i; called on any thread, up to twice for an
    /// image</param>
    /// <param name="scores">[N * C] finite scores of all classes, without the scores of a branch</param>
    /// <param name="fits">[N] receives the shares</param>
    /// <param name="parallel">limits the number of threads</param>
    internal void Evaluate(
        int count, SamplePreparation scale, ReadOnlyMemory<float> scores, Memory<float> fits, ParallelOptions parallel)
    {
        if (Spread is { } spread)
            spread.GetDistances(count, scale, fits, parallel);
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
