using Unseen.Images.Backbones;
using Unseen.Images.Decoding;
using Unseen.Images.Galleries;
using Unseen.Inference;

namespace Unseen.Web.Models;

/// <summary>A model as it is served at one moment; immutable.</summary>
/// <param name="Model">the classifier</param>
/// <param name="Features">its image models, or null where it was trained on features</param>
/// <param name="Gallery">photographs to show as nearest, or null</param>
internal sealed record ServedModel(UnseenModel Model, ImageFeatures? Features, Gallery? Gallery)
{
    /// <summary>Loads a model and what lies beside it.</summary>
    /// <param name="folder">the folder of the model</param>
    /// <param name="file">the model's file</param>
    /// <param name="limits">what an image may cost</param>
    /// <param name="earlier">what was served before; its image models are kept where the model names the same</param>
    public static ServedModel Load(string folder, string file, ImageLimits limits, ServedModel? earlier)
    {
        var model = UnseenModel.Load(file);
        var descriptions = ImageFeatures.DescriptionsOf(model, file);
        var features = descriptions is null ? null
            : earlier?.Features is { } kept && ImageFeatures.DescriptionsOf(earlier.Model)!.SequenceEqual(descriptions) ? kept
            : ImageFeatures.Of(model, folder, limits);
        return new ServedModel(model, features, earlier?.Gallery ?? Gallery.Load(folder));
    }
}
