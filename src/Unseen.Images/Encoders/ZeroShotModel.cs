using Unseen.Data;
using Unseen.Images.Backbones;
using Unseen.Inference;

namespace Unseen.Images.Encoders;

/// <summary>Makes a model of an encoder and words, without training: an image's class is the one whose texts lie
/// nearest.</summary>
public static class ZeroShotModel
{
    /// <summary>Makes the model. It predicts as any trained model does, is saved, served and exported alike.</summary>
    /// <param name="encoder">an encoder of images and texts</param>
    /// <param name="names">[C] the classes, all different</param>
    /// <param name="prompts">the classes' texts; null (default) for "a photo of a {name}."</param>
    /// <param name="cancellation">stops</param>
    /// <returns>a model of all classes as unseen, whose probabilities are by the encoder's own scale</returns>
    /// <exception cref="ArgumentException">There are no names, or one occurs twice.</exception>
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
        });
}
