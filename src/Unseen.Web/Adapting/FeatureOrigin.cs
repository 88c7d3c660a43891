using Unseen.Images.Backbones;
using Unseen.Inference;

namespace Unseen.Web.Adapting;

/// <summary>The image models that compute a model's features. A model cannot use features of other image
/// models.</summary>
/// <param name="Width">D, the number of features of a photograph</param>
/// <param name="ImageModels">description of the image models, or null if the model was trained on features</param>
internal readonly record struct FeatureOrigin(int Width, string? ImageModels)
{
    /// <summary>Gets the origin of a model's features.</summary>
    public static FeatureOrigin Create(UnseenModel model) =>
        new(model.FeatureWidth, model.Metadata.GetValueOrDefault(ImageFeatures.MetadataKey));
}
