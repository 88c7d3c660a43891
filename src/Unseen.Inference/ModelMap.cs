using System.Numerics.Tensors;

namespace Unseen.Inference;

/// <summary>
/// A map from scaled features to the input of a classifier. The first layer receives the features, and every other
/// layer the output of the previous layer. The classifier's input consists of the features, if they are kept, and the
/// outputs of all layers that are kept, in their order. Immutable and thread-safe.
/// </summary>
public sealed class ModelMap
{
    /// <summary>Creates a map from its layers.</summary>
    /// <param name="layers">at least one; the last one must be kept</param>
    /// <param name="keepsFeatures">whether the classifier's input begins with the features themselves, default
    /// false</param>
    /// <exception cref="ArgumentException">There is no layer, shapes disagree, a value is not finite, or the last layer
    /// is not kept.</exception>
    public ModelMap(IReadOnlyList<HiddenLayer> layers, bool keepsFeatures = false)
    {
        ArgumentNullException.ThrowIfNull(layers);
        Require.That(layers.Count > 0, "the map", "of at least one layer", "of none");
        for (var place = 0; place < layers.Count; place++)
        {
            var (weight, bias) = (layers[place].Weight, layers[place].Bias);
            int? inputs = place == 0 ? null : layers[place - 1].Bias.Shape[0];
            Require.That(weight.Shape is [> 0, > 0] && weight.Shape[1] == (inputs ?? weight.Shape[1]),
                WeightName(place), $"of shape [K, {(object?)inputs ?? "D"}]", weight.ShapeText);
            Require.That(bias.Shape is [var biases] && biases == weight.Shape[0], BiasName(place),
                $"of shape [{weight.Shape[0]}]", bias.ShapeText);
            Require.That(
                TensorPrimitives.IsFiniteAll(weight.Values.Span), WeightName(place), "finite everywhere", "not");
            Require.That(TensorPrimitives.IsFiniteAll(bias.Values.Span), BiasName(place), "finite everywhere", "not");
        }

        Require.That(layers[^1].IsKept, "the map's last layer", "kept", "not");
        Layers = [.. layers];
        KeepsFeatures = keepsFeatures;
    }

    /// <summary>The layers, in the order in which they are applied.</summary>
    public IReadOnlyList<HiddenLayer> Layers { get; }

    /// <summary>Whether the classifier's input begins with the features themselves.</summary>
    public bool KeepsFeatures { get; }

    /// <summary>The number of features D.</summary>
    public int FeatureWidth => Layers[0].Weight.Shape[1];

    /// <summary>The width K of the classifier's input.</summary>
    public int Width => (KeepsFeatures ? FeatureWidth : 0)
        + Layers.Where(layer => layer.IsKept).Sum(layer => layer.Bias.Shape[0]);

    /// <summary>Whether the map is a single layer with a ReLU, the only map of version 2 of the model file.</summary>
    internal bool IsOneRelu => Layers is [{ Activation: Activation.Relu }] && !KeepsFeatures;

    /// <summary>Gets the name of a layer's weights in a model file.</summary>
    internal static string WeightName(int place) => place == 0 ? "map.weight" : $"map{place + 1}.weight";

    /// <summary>Gets the name of a layer's biases in a model file.</summary>
    internal static string BiasName(int place) => place == 0 ? "map.bias" : $"map{place + 1}.bias";
}
