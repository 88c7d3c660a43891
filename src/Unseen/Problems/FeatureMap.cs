using Unseen.Checkpoints;
using Unseen.Numerics;
using static TorchSharp.torch;

namespace Unseen.Problems;

/// <summary>
/// A map from features to the space that classifiers work in, learned by a generator. The first layer gets the
/// features, and every other layer gets the output of the layer before it. The result is the concatenation of the
/// features, if they are kept, and the outputs of all layers that are kept. Not thread-safe.
/// </summary>
public sealed class FeatureMap : IResumable, IDisposable
{
    private readonly MapLayer[] _layers;
    private readonly MapLayer? _logVariance;
    private readonly bool _keepsFeatures;

    /// <summary>Creates a map of a single layer with a ReLU, h = ReLU(W x + b).</summary>
    /// <param name="weight">W, [K, D] float32; disposed with this object</param>
    /// <param name="bias">b, [K] float32; disposed with this object</param>
    /// <exception cref="ArgumentException">The shapes disagree.</exception>
    public FeatureMap(Tensor weight, Tensor bias)
        : this([new MapLayer(weight, bias)])
    {
    }

    /// <summary>Creates a map of several layers.</summary>
    /// <param name="layers">at least one, of which the last is kept; disposed with this object</param>
    /// <param name="keepsFeatures">whether the result begins with the features themselves, default false</param>
    /// <param name="logVariance">
    /// a layer without an activation that computes the log variance of the last layer's output from the same input.
    /// Classifiers are then trained on random samples of the output, and images are scored by the output itself. Null
    /// (default) for none; disposed with this object
    /// </param>
    /// <exception cref="ArgumentException">There is no layer, the shapes disagree, or the last layer is not
    /// kept.</exception>
    public FeatureMap(IReadOnlyList<MapLayer> layers, bool keepsFeatures = false, MapLayer? logVariance = null)
    {
        ArgumentNullException.ThrowIfNull(layers);
        Require.That(layers is [.., { IsKept: true }], nameof(layers), "at least one, the last of which is kept",
            layers.Count == 0 ? "none" : "not kept");
        for (var place = 0; place < layers.Count; place++)
            RequireShapes(layers[place], place == 0 ? null : layers[place - 1].Width, width: null);
        if (logVariance is not null)
            RequireShapes(logVariance, layers[^1].Weight.size(1), layers[^1].Width);
        _layers = [.. layers.Select(Detached)];
        _logVariance = logVariance is null ? null : Detached(logVariance);
        _keepsFeatures = keepsFeatures;
    }

    /// <summary>The layers, in the order in which they are applied.</summary>
    public IReadOnlyList<MapLayer> Layers => _layers;

    /// <summary>Whether the result begins with the features themselves.</summary>
    public bool KeepsFeatures => _keepsFeatures;

    /// <summary>The width K of the space.</summary>
    public long Width => (_keepsFeatures ? _layers[0].Weight.size(1) : 0)
        + _layers.Where(layer => layer.IsKept).Sum(layer => layer.Width);

    /// <summary>Maps features.</summary>
    /// <param name="features">[B, D] float32, scaled</param>
    /// <returns>[B, K]; the caller disposes it.</returns>
    public Tensor Apply(Tensor features) => Apply(features, random: null);

    /// <summary>Maps features to what classifiers are trained on: the result of <see cref="Apply(Tensor)"/> or, if the
    /// map has a log variance, one random sample for each row.</summary>
    /// <param name="features">[B, D] float32, scaled</param>
    /// <param name="random">the random number generator for the noise</param>
    /// <returns>[B, K]; the caller disposes it.</returns>
    public Tensor Sample(Tensor features, Generator random) => Apply(features, random);

    /// <inheritdoc/>
    public void SyncState(TrainingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        foreach (var (place, layer) in _layers.Index())
        {
            // The first layer has no number, because earlier versions had only one layer.
            var number = place == 0 ? "" : $"{place + 1}";
            state.Sync($"mapWeight{number}", layer.Weight);
            state.Sync($"mapBias{number}", layer.Bias);
        }

        if (_logVariance is null)
            return;
        state.Sync("mapLogVarianceWeight", _logVariance.Weight);
        state.Sync("mapLogVarianceBias", _logVariance.Bias);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var layer in _logVariance is null ? _layers : [.. _layers, _logVariance])
        {
            layer.Weight.Dispose();
            layer.Bias.Dispose();
        }
    }

    private Tensor Apply(Tensor features, Generator? random)
    {
        using var scope = NewDisposeScope();
        List<Tensor> kept = _keepsFeatures ? [features] : [];
        var input = features;
        foreach (var layer in _layers)
        {
            var sums = nn.functional.linear(input, layer.Weight, layer.Bias); // [B, K]
            var output = TensorOperations.Activate(sums, layer.Activation);
            if (random is not null && _logVariance is not null && ReferenceEquals(layer, _layers[^1]))
            {
                var deviation = nn.functional.linear(input, _logVariance.Weight, _logVariance.Bias).Times(0.5).exp();
                output = output.Plus(deviation * randn(output.shape, device: output.device, generator: random));
            }

            if (layer.IsKept)
                kept.Add(output);
            input = output;
        }

        return (kept.Count == 1 ? kept[0] : cat(kept, 1)).MoveToOuterDisposeScope();
    }

    private static MapLayer Detached(MapLayer layer) => layer with
    {
        Weight = layer.Weight.DetachFromDisposeScope(),
        Bias = layer.Bias.DetachFromDisposeScope()
    };

    private static void RequireShapes(MapLayer layer, long? inputs, long? width)
    {
        var (weight, bias) = (layer.Weight, layer.Bias);
        Require.That(
            weight.dim() == 2 && weight.size(1) == (inputs ?? weight.size(1))
                && weight.size(0) == (width ?? weight.size(0)),
            nameof(weight), $"of shape [{(object?)width ?? "K"}, {(object?)inputs ?? "D"}]",
            $"[{string.Join(", ", weight.shape)}]");
        Require.That(bias.dim() == 1 && bias.size(0) == weight.size(0), nameof(bias), $"of shape [{weight.size(0)}]",
            $"[{string.Join(", ", bias.shape)}]");
    }
}
