using System.Buffers;
using System.Numerics.Tensors;
using Unseen.Inference.Products;

namespace Unseen.Inference;

/// <summary>
/// Where the training images lie among all features: their mean, and the directions in which they differ most. An
/// image that lies off these directions shows something else. Immutable and thread-safe.
/// </summary>
/// <remarks>Wang et al., "ViM: Out-Of-Distribution with Virtual-logit Matching", CVPR 2022, whose residual of
/// principal components this is, of features of unit length around their mean.</remarks>
public sealed class FeatureSpread
{
    private const int AtOnce = 1024; // images of many

    private readonly ReadOnlyMemory<float> _mean;
    private readonly ReadOnlyMemory<float> _components;
    private readonly int _width;
    private readonly int _count;
    private readonly CoreTeam _team = new();
    private readonly Lazy<ClassPanels> _panels; // made when first needed, once

    /// <summary>Creates it.</summary>
    /// <param name="mean">[D] the mean of the training images, each scaled and at unit length</param>
    /// <param name="components">[K, D] orthonormal directions in which they differ most</param>
    /// <exception cref="ArgumentException">Shapes disagree, or a value is not finite.</exception>
    public FeatureSpread(ModelTensor mean, ModelTensor components)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(components);
        Require.That(mean.Shape is [> 0], nameof(mean), "of shape [D]", $"[{string.Join(", ", mean.Shape)}]");
        Require.That(components.Shape is [> 0, var width] && width == mean.Shape[0], nameof(components),
            $"of shape [K, {mean.Shape[0]}]", $"[{string.Join(", ", components.Shape)}]");
        Require.That(TensorPrimitives.IsFiniteAll(mean.Values.Span), nameof(mean), "finite everywhere", "not");
        Require.That(TensorPrimitives.IsFiniteAll(components.Values.Span), nameof(components), "finite everywhere",
            "not");
        (Mean, Components) = (mean, components);
        (_mean, _components, _count, _width) = (mean.Values, components.Values, components.Shape[0], mean.Shape[0]);
        _panels = new(() => ClassPanels.Of(_components, new float[_count], divisor: 1, _width));
    }

    /// <summary>The mean of the training images; [D].</summary>
    public ModelTensor Mean { get; }

    /// <summary>Orthonormal directions in which they differ most; [K, D].</summary>
    public ModelTensor Components { get; }

    /// <summary>Computes how far an image lies off the components. Allocates nothing.</summary>
    /// <param name="scaled">[D] features, scaled as the model scales them; of any length</param>
    public float DistanceOf(ReadOnlySpan<float> scaled)
    {
        var rented = ArrayPool<float>.Shared.Rent(_width + _count);
        var off = rented.AsSpan(0, _width);
        var along = rented.AsSpan(_width, _count);
        Centre(scaled, off);
        RowProducts.Multiply(off, _components.Span, along, _team);
        var distance = Distance(off, along);
        ArrayPool<float>.Shared.Return(rented);
        return distance;
    }

    /// <summary>Computes it for many images.</summary>
    /// <param name="count">N</param>
    /// <param name="scale">writes the i-th image's scaled features, on any thread; may be asked twice</param>
    /// <param name="distances">[N] receives the distances</param>
    /// <param name="parallel">how many threads may work</param>
    internal void DistancesOf(int count, SamplePreparation scale, Memory<float> distances, ParallelOptions parallel)
    {
        var rented = ArrayPool<float>.Shared.Rent(Math.Min(count, AtOnce) * _count);
        for (var start = 0; start < count; start += AtOnce)
        {
            var (first, own) = (start, Math.Min(AtOnce, count - start));
            _panels.Value.Multiply(own, Prepare, rented.AsMemory(0, own * _count), parallel);
            Parallel.For(0, own, parallel, i =>
            {
                var off = ArrayPool<float>.Shared.Rent(_width);
                Prepare(i, off.AsSpan(0, _width));
                distances.Span[first + i] = Distance(off.AsSpan(0, _width), rented.AsSpan(i * _count, _count));
                ArrayPool<float>.Shared.Return(off);
            });

            void Prepare(int i, Span<float> sample)
            {
                scale(first + i, sample);
                Centre(sample, sample);
            }
        }

        ArrayPool<float>.Shared.Return(rented);
    }

    private void Centre(ReadOnlySpan<float> scaled, Span<float> off)
    {
        FeatureScaling.L2.Apply(scaled, off);
        TensorPrimitives.Subtract(off, _mean.Span, off);
    }

    private static float Distance(ReadOnlySpan<float> off, ReadOnlySpan<float> along) => MathF.Sqrt(
        MathF.Max(0, TensorPrimitives.SumOfSquares(off) - TensorPrimitives.SumOfSquares(along)));
}
