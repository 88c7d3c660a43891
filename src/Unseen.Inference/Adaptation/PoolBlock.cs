using System.Numerics.Tensors;
using Unseen.Inference.Products;

namespace Unseen.Inference.Adaptation;

/// <summary>A block of a pool's photographs: their scores by the model without its branch, and their positions in the
/// branch's space.</summary>
internal sealed class PoolBlock
{
    private const float Negligible = 1e-7f; // up to this probability, a photograph is not added to the sum of a class

    private readonly float[] _mapped; // [N, K] of unit length
    private readonly float[] _scores; // [N, C]
    private readonly int _count;
    private readonly int _classes;

    public PoolBlock(UnseenModel trained, UnseenModel branch, ReadOnlyMemory<float> features)
    {
        (_count, _classes) = (features.Length / trained.FeatureWidth, trained.ClassNames.Count);
        _scores = new float[_count * _classes];
        _mapped = new float[_count * branch.SpaceWidth];
        trained.ScoreBatch(features, _scores);
        branch.MapBatch(features, _mapped);
    }

    /// <summary>Computes the memory that a block takes for each photograph, in bytes.</summary>
    public static long BytesPerPhotograph(UnseenModel branch) =>
        sizeof(float) * ((long)branch.SpaceWidth + branch.ClassNames.Count);

    /// <summary>Computes the probabilities of all classes; [N, C].</summary>
    public float[] Probabilities(ClassPanels prototypes)
    {
        var width = _mapped.Length / Math.Max(1, _count);
        var probabilities = new float[_scores.Length];
        prototypes.Multiply(_count, (i, sample) => _mapped.AsSpan(i * width, width).CopyTo(sample), probabilities,
            new ParallelOptions());
        Parallel.For(0, _count, i =>
        {
            var own = probabilities.AsSpan(i * _classes, _classes);
            TensorPrimitives.Add(own, _scores.AsSpan(i * _classes, _classes), own);
            TensorPrimitives.SoftMax(own, own);
        });
        return probabilities;
    }

    /// <summary>Adds up the probabilities of some classes, and the photographs weighted by these
    /// probabilities.</summary>
    /// <param name="probabilities">[N, C] the result of <see cref="Probabilities"/></param>
    /// <param name="classes">[U] 0-based indices of the classes</param>
    /// <param name="counts">[U] sums to which the probabilities are added</param>
    /// <param name="sums">[U][K] sums to which the weighted photographs are added</param>
    public void AddTo(float[] probabilities, int[] classes, double[] counts, float[][] sums)
    {
        var width = _mapped.Length / Math.Max(1, _count);
        Parallel.For(0, classes.Length, u =>
        {
            for (var i = 0; i < _count; i++)
            {
                var p = probabilities[(i * _classes) + classes[u]];
                counts[u] += p;
                if (p > Negligible)
                    TensorPrimitives.MultiplyAdd(_mapped.AsSpan(i * width, width), p, sums[u], sums[u]);
            }
        });
    }

    /// <summary>Gets the 0-based index of the most probable class of each photograph; the first one if several are
    /// equally probable.</summary>
    /// <param name="probabilities">[N, C] the result of <see cref="Probabilities"/></param>
    public IEnumerable<int> Best(float[] probabilities) =>
        Enumerable.Range(0, _count).Select(i => TensorPrimitives.IndexOfMax<float>(
            probabilities.AsSpan(i * _classes, _classes)));
}
