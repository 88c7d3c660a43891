using System.Text.Json.Serialization;

namespace Unseen.Images.Backbones;

/// <summary>The description of an image model. It is stored in the models that were trained on the image model's
/// features.</summary>
public sealed record BackboneDescription
{
    /// <summary>The file name of the ONNX model, which is in the folder of the trained model.</summary>
    public required string File { get; init; }

    /// <summary>The SHA-256 of that file and its files of constants, as in <see cref="Backbone.Sha256"/>.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The name of the output or intermediate value that is converted to features.</summary>
    public required string Output { get; init; }

    /// <summary>The feature width D.</summary>
    public required int Width { get; init; }

    /// <summary>The preprocessing of images.</summary>
    [JsonConverter(typeof(PreprocessingConverter))]
    public required Preprocessing Preprocessing { get; init; }
}
