using Unseen.Images.Backbones;
using Unseen.Inference;

namespace Unseen.Images.Tests;

/// <summary>A model that names the colour of a photograph: red (a seen class) or green (an unseen class).</summary>
internal static class ColourModel
{
    /// <summary>Writes the classifier and the image model that computes its features, laid out as in a run
    /// folder.</summary>
    public static void Write(string folder)
    {
        const string file = "tiny.onnx";
        using var images = Backbone.Load(TinyBackbone.Write(
            Path.Combine(folder, file), weights: TinyBackbone.Copies));
        new UnseenModel(
            ClassifierForm.Linear, new ModelTensor([2, 6], [1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0]),
            new ModelTensor([2], [0, 0]), ["red", "green"], [true, false], FeatureScaling.None,
            metadata: new Dictionary<string, string>
            {
                [ImageFeatures.MetadataKey] = ImageFeatures.ToMetadata([images.Describe(file)]),
            }).Save(Path.Combine(folder, UnseenModel.FileName));
    }
}
