using System.Globalization;
using Unseen.Data;
using Unseen.Images.Backbones;
using Unseen.Inference;

namespace Unseen.Images.Encoders;

/// <summary>Creates a model from an encoder and texts, without training. The class of an image is the class whose
/// texts are nearest.</summary>
public static class ZeroShotModel
{
    /// <summary>Creates the model. It can be saved, served and exported like a trained model.</summary>
    /// <param name="encoder">an encoder of images and texts</param>
    /// <param name="names">[C] the classes, all different</param>
    /// <param name="prompts">the texts of the classes; null (default) for "a photo of a {name}."</param>
    /// <param name="cancellation">stops between texts</param>
    /// <returns>a model in which all classes are unseen, and probabilities use the scale of the encoder</returns>
    /// <exception cref="ArgumentException"><paramref name="names"/> is empty, or a name occurs twice.</exception>
    /// <exception cref="InvalidOperationException">A class has no text.</exception>
    /// <exception cref="ImageDataException">The text encoder fails.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled.</exception>
    public static async Task<UnseenModel> CreateAsync(
        Encoder encoder, IReadOnlyList<string> names, ClassPrompts? prompts = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(names);
        var vectors = await (prompts ?? new ClassPrompts()).EncodeAsync(encoder.Texts, names, cancellation)
            .ConfigureAwait(false);
        return Create(vectors, names, encoder.Scale, encoder.Images.Describe(
            Path.GetFileName(encoder.Images.Path)));
    }

    private static UnseenModel Create(
        FeatureMatrix vectors, IReadOnlyList<string> names, EncoderScale scale, BackboneDescription images) => new(
        ClassifierForm.Prototype, new ModelTensor([vectors.Rows, vectors.Columns], vectors.Values),
        new ModelTensor([vectors.Rows], Enumerable.Repeat((float)scale.Offset, vectors.Rows).ToArray()), names,
        [.. names.Select(_ => false)], FeatureScaling.None, (float)(1 / scale.Factor),
        metadata: new Dictionary<string, string>
        {
            [ImageFeatures.MetadataKey] = ImageFeatures.ToMetadata([images]),
            ["classifier"] = "zero-shot",
            [UnseenModel.DescriptorWeightKey] = "1", // the row of an added class is the vector of its texts, too
            [UnseenModel.AddedBiasKey] = scale.Offset.ToString("R", CultureInfo.InvariantCulture),
        });
}
