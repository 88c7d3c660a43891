using System.Globalization;
using System.Numerics.Tensors;

namespace Unseen.Inference.Adaptation;

/// <summary>Creates the branch that adaptation changes: a second classifier with a prototype of each class. It has a
/// feature space of its own. Stateless and thread-safe.</summary>
public static class PrototypeBranch
{
    /// <summary>Adds a branch to a model. The branch scores an image z by cos(z, p_c) / τ for seen classes, and by
    /// (cos(z, p_c) + γ0) / τ for unseen ones.</summary>
    /// <param name="model">the model; an existing branch is replaced</param>
    /// <param name="map">the map from features of unit length to the branch's space of width K</param>
    /// <param name="prototypes">[C, K], each of unit length</param>
    /// <param name="description">[K, A] weights of the linear map from the descriptor of an added class to its
    /// prototype</param>
    /// <param name="descriptionOffset">[K] offset of this map</param>
    /// <param name="temperature">τ, finite and greater than 0</param>
    /// <param name="unseenOffset">γ0: the offset that is added to the cosine of an unseen class, finite</param>
    /// <param name="imageCounts">[C] the number of training images of each class, each at least 0; null (default) if
    /// the numbers are not known</param>
    /// <exception cref="ArgumentException">Shapes disagree, a value is not finite, an image count is negative, or the
    /// temperature is out of range.</exception>
    public static UnseenModel AddTo(
        UnseenModel model, ModelMap map, ModelTensor prototypes, ModelTensor description,
        ModelTensor descriptionOffset, double temperature, double unseenOffset,
        ModelTensor? imageCounts = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(description);
        ArgumentNullException.ThrowIfNull(descriptionOffset);
        Require.That(description.Shape is [var outputs, > 0] && outputs == map.Width, nameof(description),
            $"of shape [{map.Width}, A]", description.ShapeText);
        Require.That(descriptionOffset.Shape is [var offsets] && offsets == map.Width, nameof(descriptionOffset),
            $"of shape [{map.Width}]", descriptionOffset.ShapeText);
        Require.That(TensorPrimitives.IsFiniteAll(description.Values.Span)
            && TensorPrimitives.IsFiniteAll(descriptionOffset.Values.Span), nameof(description), "finite everywhere",
            "NaN or infinite somewhere");
        var bias = (float)(unseenOffset / temperature);
        var extra = new Dictionary<string, ModelTensor>
        {
            [UnseenModel.DescriptionWeightName] = description,
            [UnseenModel.DescriptionBiasName] = descriptionOffset,
        };
        if (imageCounts is not null)
            extra[UnseenModel.ImageCountName] = imageCounts;

        return model.WithBranch(new UnseenModel(
            ClassifierForm.Prototype, prototypes,
            new ModelTensor([model.IsSeen.Count], [.. model.IsSeen.Select(seen => seen ? 0 : bias)]),
            model.ClassNames, model.IsSeen, FeatureScaling.L2, (float)temperature,
            extra, new Dictionary<string, string>
            {
                [UnseenModel.AddedBiasKey] = bias.ToString("R", CultureInfo.InvariantCulture),
            },
            map));
    }
}
