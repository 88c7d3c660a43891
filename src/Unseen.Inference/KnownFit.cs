using System.Numerics.Tensors;
using System.Text.Json.Serialization;

namespace Unseen.Inference;

/// <summary>
/// Tells photographs of the model's classes from those of anything else, by how far the best score stands out: its
/// distance from the mean of all scores, in standard deviations. Immutable and thread-safe.
/// </summary>
/// <remarks>The quantiles are those of validation photographs: held-out ones of classes that were trained on, and
/// those of classes that were known by their description alone.</remarks>
public sealed class KnownFit : IEquatable<KnownFit>
{
    private readonly float[] _quantiles;

    /// <summary>Creates it from quantiles.</summary>
    /// <param name="quantiles">at least one, ascending and finite: how far the best score of known photographs stands
    /// out, at equal steps of their share</param>
    /// <exception cref="ArgumentException">There is none, or they are not finite or not ascending.</exception>
    public KnownFit(IReadOnlyList<float> quantiles)
    {
        ArgumentNullException.ThrowIfNull(quantiles);
        Require.That(quantiles.Count > 0, nameof(quantiles), "at least one number", "empty");
        _quantiles = [.. quantiles];
        Require.That(TensorPrimitives.IsFiniteAll<float>(_quantiles), nameof(quantiles), "finite everywhere", "not");
        for (var place = 1; place < _quantiles.Length; place++)
            Require.That(_quantiles[place] >= _quantiles[place - 1], nameof(quantiles), "ascending",
                $"{_quantiles[place - 1]}, then {_quantiles[place]}");
    }

    /// <summary>The quantiles, ascending.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)] // checkpoints leave other properties without setters out
    public IReadOnlyList<float> Quantiles => _quantiles;

    /// <summary>How far the best of all scores stands out: (max - mean) / standard deviation; 0 if all are
    /// equal.</summary>
    /// <param name="scores">[C] finite scores of all classes</param>
    public static float Measure(ReadOnlySpan<float> scores)
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
        return variance > 0 ? (float)(mean / Math.Sqrt(variance)) : 0;
    }

    /// <summary>The share of known photographs that stand out no more than this one, from 0 to 1.</summary>
    /// <param name="scores">[C] finite scores of all classes</param>
    public float Of(ReadOnlySpan<float> scores)
    {
        var measure = Measure(scores);
        var (low, high) = (0, _quantiles.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _quantiles[middle] <= measure ? (middle + 1, high) : (low, middle);
        }

        return (float)low / _quantiles.Length;
    }

    /// <inheritdoc/>
    public bool Equals(KnownFit? other) => other is not null && _quantiles.AsSpan().SequenceEqual(other._quantiles);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as KnownFit);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_quantiles.Length, _quantiles[0], _quantiles[^1]);
}
