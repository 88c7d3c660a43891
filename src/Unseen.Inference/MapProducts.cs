using System.Numerics;
using System.Numerics.Tensors;
using Unseen.Inference.Products;

namespace Unseen.Inference;

/// <summary>Computes a map, for one sample or for many. Thread-safe.</summary>
internal sealed class MapProducts
{
    private const float NegativeSlope = 0.2f;
    private const int ValuesAtOnce = 1 << 22; // of samples behind all layers: 16 MiB

    private readonly ModelMap _map;
    private readonly int[] _places; // of each layer's output in the memory of one sample
    private readonly Lazy<ClassPanels>[] _panels; // made when first needed, once

    public MapProducts(ModelMap map)
    {
        _map = map;
        var place = map.KeepsFeatures ? map.FeatureWidth : 0;
        _places = new int[map.Layers.Count];
        foreach (var isKept in (bool[])[true, false]) // what the classifier is given lies together, in front
            for (var layer = 0; layer < _places.Length; layer++)
                if (map.Layers[layer].IsKept == isKept)
                {
                    _places[layer] = place;
                    place += WidthOf(layer);
                }

        WorkWidth = place;
        _panels = [.. map.Layers.Select(layer => new Lazy<ClassPanels>(
            () => ClassPanels.Of(layer.Weight.Values, layer.Bias.Values, divisor: 1, layer.Weight.Shape[1])))];
    }

    /// <summary>The map.</summary>
    public ModelMap Map => _map;

    /// <summary>Memory that <see cref="Apply"/> works in, numbers.</summary>
    public int WorkWidth { get; }

    /// <summary>Samples that are worth mapping together.</summary>
    public int SamplesAtOnce => Math.Max(1, ValuesAtOnce / WorkWidth);

    /// <summary>Maps one sample. Allocates nothing.</summary>
    /// <param name="scaled">[D]</param>
    /// <param name="work">[<see cref="WorkWidth"/>], of which the first K receive what the classifier is given</param>
    /// <param name="team">the other cores</param>
    public void Apply(ReadOnlySpan<float> scaled, Span<float> work, CoreTeam team)
    {
        var input = scaled;
        if (_map.KeepsFeatures)
            scaled.CopyTo(work);
        for (var layer = 0; layer < _places.Length; layer++)
        {
            var (weight, bias, activation, _) = _map.Layers[layer];
            var output = work.Slice(_places[layer], WidthOf(layer));
            RowProducts.Multiply(input, weight.Values.Span, output, team);
            TensorPrimitives.Add(output, bias.Values.Span, output);
            Activate(activation, output, output);
            input = output;
        }
    }

    /// <summary>Maps many samples, as far as the last product.</summary>
    /// <param name="count">N, at most <see cref="SamplesAtOnce"/></param>
    /// <param name="scale">writes the i-th sample, [D], on any thread; may be asked twice</param>
    /// <param name="sums">memory for the sums of all layers, [N * <see cref="WorkWidth"/>]</param>
    /// <param name="parallel">how many threads may work</param>
    public void Multiply(int count, SamplePreparation scale, Memory<float> sums, ParallelOptions parallel)
    {
        for (var layer = 0; layer < _places.Length; layer++)
        {
            var before = layer - 1;
            SamplePreparation input = layer == 0 ? scale
                : (i, sample) => Activate(_map.Layers[before].Activation, SumsOf(before, i, count, sums.Span), sample);
            _panels[layer].Value.Multiply(count, input,
                sums.Slice(count * _places[layer], count * WidthOf(layer)), parallel);
        }
    }

    /// <summary>Writes a sample as the classifier is given it, after <see cref="Multiply"/>.</summary>
    /// <param name="i">which one</param>
    /// <param name="count">as given to <see cref="Multiply"/></param>
    /// <param name="scale">as given to <see cref="Multiply"/></param>
    /// <param name="sums">as given to <see cref="Multiply"/></param>
    /// <param name="sample">[K] receives it</param>
    public void Prepare(int i, int count, SamplePreparation scale, ReadOnlySpan<float> sums, Span<float> sample)
    {
        if (_map.KeepsFeatures)
            scale(i, sample[.._map.FeatureWidth]);
        for (var layer = 0; layer < _places.Length; layer++)
            if (_map.Layers[layer].IsKept)
                Activate(_map.Layers[layer].Activation, SumsOf(layer, i, count, sums),
                    sample.Slice(_places[layer], WidthOf(layer)));
    }

    /// <summary>Applies an activation; a sigmoid of what is not finite is NaN, so that no overflow passes for a
    /// number.</summary>
    private static void Activate(Activation activation, ReadOnlySpan<float> sums, Span<float> output)
    {
        switch (activation)
        {
            case Activation.Relu:
                TensorPrimitives.Max(sums, 0, output);
                break;
            case Activation.LeakyRelu:
                LeakyRelu(sums, output);
                break;
            case Activation.Sigmoid when !TensorPrimitives.IsFiniteAll(sums):
                output.Fill(float.NaN);
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

    private int WidthOf(int layer) => _map.Layers[layer].Bias.Shape[0];

    /// <summary>A sample's sums behind a layer, before its activation.</summary>
    private ReadOnlySpan<float> SumsOf(int layer, int i, int count, ReadOnlySpan<float> sums) =>
        sums.Slice((count * _places[layer]) + (i * WidthOf(layer)), WidthOf(layer));
}
