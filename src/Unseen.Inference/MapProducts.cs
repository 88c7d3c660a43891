using System.Numerics;
using System.Numerics.Tensors;
using Unseen.Inference.Products;

namespace Unseen.Inference;

/// <summary>Applies a map to one sample or to many. Thread-safe.</summary>
internal sealed class MapProducts
{
    /// <summary>The slope of a LeakyReLU below 0.</summary>
    public const float NegativeSlope = 0.2f;

    private const int ValuesAtOnce = 1 << 22; // 16 MiB of working memory

    private readonly ModelMap _map;
    private readonly int[] _starts; // where each layer's output begins in the working memory of a sample
    private readonly Lazy<ClassPanels>[] _panels; // created with the first batch

    public MapProducts(ModelMap map)
    {
        _map = map;
        var next = map.KeepsFeatures ? map.FeatureWidth : 0;
        _starts = new int[map.Layers.Count];
        foreach (var isKept in (bool[])[true, false]) // the classifier's input comes first, in one piece
            for (var layer = 0; layer < _starts.Length; layer++)
                if (map.Layers[layer].IsKept == isKept)
                {
                    _starts[layer] = next;
                    next += GetWidth(layer);
                }

        WorkWidth = next;
        _panels = [.. map.Layers.Select(layer => new Lazy<ClassPanels>(
            () => ClassPanels.Create(layer.Weight.Values, layer.Bias.Values, divisor: 1, layer.Weight.Shape[1])))];
    }

    /// <summary>The map.</summary>
    public ModelMap Map => _map;

    /// <summary>The number of values in the working memory of one sample.</summary>
    public int WorkWidth { get; }

    /// <summary>The number of samples to map together.</summary>
    public int SamplesAtOnce => Math.Max(1, ValuesAtOnce / WorkWidth);

    /// <summary>Maps one sample. Allocates nothing.</summary>
    /// <param name="scaled">[D] the sample</param>
    /// <param name="work">[<see cref="WorkWidth"/>] working memory; its first K values receive the classifier's
    /// input</param>
    /// <param name="team">the threads that help with large layers</param>
    public void Apply(ReadOnlySpan<float> scaled, Span<float> work, CoreTeam team)
    {
        var input = scaled;
        if (_map.KeepsFeatures)
            scaled.CopyTo(work);
        for (var layer = 0; layer < _starts.Length; layer++)
        {
            var (weight, bias, activation, _) = _map.Layers[layer];
            var output = work.Slice(_starts[layer], GetWidth(layer));
            RowProducts.Multiply(input, weight.Values.Span, output, team);
            TensorPrimitives.Add(output, bias.Values.Span, output);
            Activate(activation, output, output);
            input = output;
        }
    }

    /// <summary>Computes the sums of all layers, before their activations, for many samples.</summary>
    /// <param name="count">N, at most <see cref="SamplesAtOnce"/></param>
    /// <param name="scale">writes sample i, [D]; called on any thread</param>
    /// <param name="sums">[N * <see cref="WorkWidth"/>] receives the sums</param>
    /// <param name="parallel">limits the number of threads</param>
    public void Multiply(int count, SamplePreparation scale, Memory<float> sums, ParallelOptions parallel)
    {
        for (var layer = 0; layer < _starts.Length; layer++)
        {
            var previous = layer - 1;
            SamplePreparation input = layer == 0 ? scale
                : (i, sample) =>
                    Activate(_map.Layers[previous].Activation, GetSums(previous, i, count, sums.Span), sample);
            _panels[layer].Value.Multiply(count, input,
                sums.Slice(count * _starts[layer], count * GetWidth(layer)), parallel);
        }
    }

    /// <summary>Writes the classifier's input for a sample, from the sums of <see cref="Multiply"/>.</summary>
    /// <param name="i">0-based index of the sample</param>
    /// <param name="count">as given to <see cref="Multiply"/></param>
    /// <param name="scale">as given to <see cref="Multiply"/></param>
    /// <param name="sums">the sums of <see cref="Multiply"/></param>
    /// <param name="sample">[K] receives the input</param>
    public void Prepare(int i, int count, SamplePreparation scale, ReadOnlySpan<float> sums, Span<float> sample)
    {
        if (_map.KeepsFeatures)
            scale(i, sample[.._map.FeatureWidth]);
        for (var layer = 0; layer < _starts.Length; layer++)
            if (_map.Layers[layer].IsKept)
                Activate(_map.Layers[layer].Activation, GetSums(layer, i, count, sums),
                    sample.Slice(_starts[layer], GetWidth(layer)));
    }

    /// <summary>Applies an activation. If a sum is not finite, the whole output of a ReLU or a sigmoid is NaN, so that
    /// an overflow is noticed.</summary>
    private static void Activate(Activation activation, ReadOnlySpan<float> sums, Span<float> output)
    {
        switch (activation)
        {
            case Activation.Relu or Activation.Sigmoid when !TensorPrimitives.IsFiniteAll(sums):
                output.Fill(float.NaN);
                break;
            case Activation.Relu:
                TensorPrimitives.Max(sums, 0, output);
                break;
            case Activation.LeakyRelu:
                LeakyRelu(sums, output);
                break;
            case Activation.Sigmoid:
                TensorPrimitives.Sigmoid(sums, output);
                break;
            default:
                sums.CopyTo(output);
                break;
        }
    }

    private static void LeakyRelu(ReadOnlySpan<float> sums, Span<float> output)
    {
        var k = 0;
        for (; k + Vector<float>.Count <= sums.Length; k += Vector<float>.Count)
        {
            var sum = new Vector<float>(sums[k..]);
            Vector.ConditionalSelect(Vector.GreaterThan(sum, Vector<float>.Zero), sum, sum * NegativeSlope)
                .CopyTo(output[k..]);
        }

        for (; k < sums.Length; k++)
            output[k] = sums[k] > 0 ? sums[k] : NegativeSlope * sums[k];
    }

    private int GetWidth(int layer) => _map.Layers[layer].Bias.Shape[0];

    /// <summary>Gets the sums of a layer for a sample, before the activation.</summary>
    private ReadOnlySpan<float> GetSums(int layer, int i, int count, ReadOnlySpan<float> sums) =>
        sums.Slice((count * _starts[layer]) + (i * GetWidth(layer)), GetWidth(layer));
}
