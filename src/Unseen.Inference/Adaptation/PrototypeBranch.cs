using System.Globalization;

namespace Unseen.Inference.Adaptation;

/// <summary>Makes the branch that a model is adapted by: a prototype of each class in a space of its own.</summary>
public static class PrototypeBranch
{
    /// <summary>Adds a branch to a model. Its scores are (cos(z, p_c) + γ0 of unseen classes) / τ.</summary>
    /// <param name="model">the model; a branch that it has is replaced</param>
    /// <param name="map">how features of unit length get to the branch's space, of width K</param>
    /// <param name="prototypes">[C, K], each of unit length</param>
    /// <param name="description">[K, A], which turns the descriptor of a class into its prototype, together with
    /// <paramref name="descriptionOffset"/>: for classes that are added</param>
    /// <param name="descriptionOffset">[K]</param>
    /// <param name="temperature">τ, greater than 0</param>
    /// <param name="unseenOffset">γ0: what is added to the cosine of an unseen class</param>
    /// <param name="imageCounts">[C] the number of training images of each class, or null (default) if it is not
    /// known</param>
    /// <exception cref="ArgumentException">Shapes disagree, or a value is not finite.</exception>
    public static UnseenModel AddTo(
        UnseenModel model, ModelMap map, ModelTensor prototypes, ModelTensor description,
        ModelTensor descriptionOffset, double temperature, double unseenOffset,
        ModelTensor? imageCounts = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        var bias = (float)(unseenOffset / temperature);
        var extra = new Dictionary<string, ModelTensor>
        {
            [UnseenModel.DescriptionWeightName] = description,
            [UnseenModel.DescriptionBiasName] = descriptionOffset,
        };
        if (imageCounts is not null)
        {
            Require.That(imageCounts.Shape is [var classes] && classes == model.IsSeen.Count, nameof(imageCounts),
                $"of shape [{model.IsSeen.Count}]", $"[{string.Join(", ", imageCounts.Shape)}]");
            extra[UnseenModel.ImageCountName] = imageCounts;
        }

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
