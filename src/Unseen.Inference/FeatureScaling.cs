using System.Numerics.Tensors;

namespace Unseen.Inference;

/// <summary>Scales raw image features as the classifier's training data was scaled. Thread-safe as long as the arrays
/// are not changed.</summary>
public sealed class FeatureScaling
{
    private const float SmallNorm = 1e-18f; // the squares of smaller numbers lose digits or underflow to 0

    private FeatureScaling(FeatureScalingKind kind, float[] minimum, float[] span)
    {
        Kind = kind;
        Minimum = minimum;
        Span = span;
    }

    /// <summary>Features are used as they are.</summary>
    public static FeatureScaling None { get; } = new(FeatureScalingKind.None, [], []);

    /// <summary>Every sample is divided by its Euclidean norm.</summary>
    public static FeatureScaling L2 { get; } = new(FeatureScalingKind.L2, [], []);

    /// <summary>The scaling method.</summary>
    public FeatureScalingKind Kind { get; }

    /// <summary>The minimum of each column in the training data, [D]; empty unless <see cref="Kind"/> is
    /// <see cref="FeatureScalingKind.MinMax"/>.</summary>
    public float[] Minimum { get; }

    /// <summary>The maximum minus the minimum of each column, or 1 for a constant column, [D]; empty unless
    /// <see cref="Kind"/> is <see cref="FeatureScalingKind.MinMax"/>.</summary>
    public float[] Span { get; }

    /// <summary>Creates a min-max scaling from the range of each column, without copying the arrays.</summary>
    /// <param name="minimum">[D] column minima, each finite</param>
    /// <param name="span">[D] maximum minus minimum of each column, each finite and greater than 0</param>
    /// <exception cref="ArgumentException">The lengths differ, a minimum is not finite, or a span is not finite and
    /// greater than 0.</exception>
    public static FeatureScaling MinMax(float[] minimum, float[] span)
    {
        ArgumentNullException.ThrowIfNull(minimum);
        ArgumentNullException.ThrowIfNull(span);
        if (minimum.Length != span.Length)
            throw new ArgumentException($"span must be of length {minimum.Length}, but was of length {span.Length}.",
                nameof(span));
        var bad = Array.FindIndex(minimum, value => !float.IsFinite(value));
        if (bad >= 0)
            throw new ArgumentException(
                $"minimum must be finite in every column, but was {minimum[bad]} in column {bad}.", nameof(minimum));
        bad = Array.FindIndex(span, value => !(float.IsFinite(value) && value > 0));
        if (bad >= 0)
            throw new ArgumentException(
                $"span must be finite and greater than 0 in every column, but was {span[bad]} in column {bad}.",
                nameof(span));
        return new FeatureScaling(FeatureScalingKind.MinMax, minimum, span);
    }

    /// <summary>Scales one sample.</summary>
    /// <param name="features">[D] raw features. If their norm exceeds the range of float32, <see cref="L2"/> returns
    /// NaN</param>
    /// <param name="scaled">[D] receives the scaled features; may be the same memory as
    /// <paramref name="features"/></param>
    /// <exception cref="ArgumentException"><paramref name="scaled"/> is shorter than <paramref name="features"/>, or
    /// <see cref="Kind"/> is <see cref="FeatureScalingKind.MinMax"/> and the features have another width.</exception>
    public void Apply(ReadOnlySpan<float> features, Span<float> scaled)
    {
        switch (Kind)
        {
            case FeatureScalingKind.MinMax:
                TensorPrimitives.Subtract(features, Minimum, scaled);
                TensorPrimitives.Divide(scaled[..features.Length], Span, scaled);
                break;
            case FeatureScalingKind.L2:
                ScaleToUnitLength(features, scaled);
                break;
            default:
                features.CopyTo(scaled);
                break;
        }
    }

    private static void ScaleToUnitLength(ReadOnlySpan<float> features, Span<float> scaled)
    {
        if (!features.ContainsAnyExcept(0))
        {
            features.CopyTo(scaled);
            return;
        }

        var norm = TensorPrimitives.Norm(features);
        if (norm < SmallNorm)
        {
            TensorPrimitives.Divide(features, MathF.Abs(TensorPrimitives.MaxMagnitude(features)), scaled);
            features = scaled[..features.Length];
            norm = TensorPrimitives.Norm(features);
        }

        // division by infinity would result in zeros, which look valid
        TensorPrimitives.Divide(features, float.IsFinite(norm) ? norm : float.NaN, scaled);
    }
}
