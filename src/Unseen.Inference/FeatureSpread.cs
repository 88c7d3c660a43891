using System.Buffers;
using System.Numerics.Tensors;
using Unseen.Inference.Products;

namespace Unseen.Inference;

/// <summary>
/// The mean and the principal components of the training images' features. An image far from the subspace of the
/// components probably shows none of the model's classes. Immutable and thread-safe.
/// </summary>
/// <remarks>The distance from the subspace is the principal-component residual of Wang et al., "ViM:
/// Out-Of-Distribution with Virtual-logit Matching", CVPR 2022. Here the features are scaled to unit length and the
/// training mean is subtracted first.</remarks>
public sealed class FeatureSpread
{
    private const int ImagesPerBlock = 1024; // limits the buffer to 1024 * K values

    private readonly ReadOnlyMemory<float> _mean;
    private readonly ReadOnlyMemory<float> _components;
    private readonly int _featureWidth;
    private readonly int _componentCount;
    private readonly CoreTeam _team = new();
    private readonly Lazy<ClassPanels> _panels; // created with the first batch

    /// <summary>Creates the spread from a mean and components.</summary>
    /// <param name="mean">[D] the mean of the training features, after each image's features were scaled as the model
    /// scales them and divided by their norm; D is the feature width</param>
    /// <param name="components">[K, D] the principal components of the training features; they must be orthonormal,
    /// which is not checked</param>
    /// <exception cref="ArgumentException">The mean is not of shape [D], the components are not of shape [K, D] with K
    /// at least 1, or a value is not finite.</exception>
    public FeatureSpread(ModelTensor mean, ModelTensor components)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(components);
        Require.That(mean.Shape is [> 0], nameof(mean), "of shape [D]", mean.ShapeText);
        Require.That(components.Shape is [> 0, var width] && width == mean.Shape[0], nameof(components),
            $"of shape [K, {mean.Shape[0]}]", components.ShapeText);
        Require.That(TensorPrimitives.IsFiniteAll(mean.Values.Span), nameof(mean), "finite everywhere",
            "NaN or infinite somewhere");
        Require.That(TensorPrimitives.IsFiniteAll(components.Values.Span), nameof(components), "finite everywhere",
            "NaN or infinite somewhere");
        (Mean, Components) = (mean, components);
        (_mean, _components) = (mean.Values, components.Values);
        (_componentCount, _featureWidth) = (components.Shape[0], mean.Shape[0]);
        _panels = new(() => ClassPanels.Create(_components, new float[_componentCount], divisor: 1, _featureWidth));
    }

    /// <summary>The mean of the training features; [D].</summary>
    public ModelTensor Mean { get; }

    /// <summary>The principal components of the training features; [K, D].</summary>
    public ModelTensor Components { get; }

    /// <summary>Computes the Euclidean distance between an image's normalised features and the subspace of the
    /// components. Allocates nothing after the first calls.</summary>
    /// <param name="scaled">[D] features, scaled as the model scales them; of any norm, since this method normalises
    /// them</param>
    /// <returns>the distance, at least 0</returns>
    /// <exception cref="ArgumentException"><paramref name="scaled"/> is not of length D.</exception>
    public float GetDistance(ReadOnlySpan<float> scaled)
    {
        if (scaled.Length != _featureWidth)
            throw Require.Refusal(nameof(scaled), $"of length {_featureWidth}", scaled.Length);
        var rented = ArrayPool<float>.Shared.Rent(_featureWidth + _componentCount);
        var centred = rented.AsSpan(0, _featureWidth);
        var projections = rented.AsSpan(_featureWidth, _componentCount);
        NormaliseAndCentre(scaled, centred);
        RowProducts.Multiply(centred, _components.Span, projections, _team);
        var distance = Distance(centred, projections);
        ArrayPool<float>.Shared.Return(rented);
        return distance;
    }

    /// <summary>Computes <see cref="GetDistance"/> for many images in parallel.</summary>
    /// <param name="count">N, the number of images</param>
    /// <param name="writeScaled">writes the scaled features of image i; called twice for each image, on any thread, and
    /// must write the same values each time</param>
    /// <param name="distances">[N] receives the distances</param>
    /// <param name="parallel">limits the number of threads, and can cancel the computation</param>
    internal void GetDistances(
        int count, SamplePreparation writeScaled, Memory<float> distances, ParallelOptions parallel)
    {
        var rented = ArrayPool<float>.Shared.Rent(Math.Min(count, ImagesPerBlock) * _componentCount);
        for (var start = 0; start < count; start += ImagesPerBlock)
        {
            var (first, blockCount) = (start, Math.Min(ImagesPerBlock, count - start));
            _panels.Value.Multiply(blockCount, Prepare, rented.AsMemory(0, blockCount * _componentCount), parallel);
            Parallel.For(0, blockCount, parallel, i =>
            {
                var centred = ArrayPool<float>.Shared.Rent(_featureWidth);
                Prepare(i, centred.AsSpan(0, _featureWidth));
                distances.Span[first + i] = Distance(
                    centred.AsSpan(0, _featureWidth), rented.AsSpan(i * _componentCount, _componentCount));
                ArrayPool<float>.Shared.Return(centred);
            });

            void Prepare(int i, Span<float> sample)
            {
                writeScaled(first + i, sample);
                NormaliseAndCentre(sample, sample);
            }
        }

        ArrayPool<float>.Shared.Return(rented);
    }

    private void NormaliseAndCentre(ReadOnlySpan<float> scaled, Span<float> centred)
    {
        FeatureScaling.L2.Apply(scaled, centred);
        TensorPrimitives.Subtract(centred, _mean.Span, centred);
    }

    // By Pythagoras, the squared distance is the squared norm minus the squared projections. Rounding can make the
    // difference negative.
    private static float Distance(ReadOnlySpan<float> centred, ReadOnlySpan<float> projections) => MathF.Sqrt(
        MathF.Max(0, TensorPrimitives.SumOfSquares(centred) - TensorPrimitives.SumOfSquares(projections)));
}
