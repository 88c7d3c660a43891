namespace Unseen.Runs.Photographs;

/// <summary>Parts of a project of photographs that are given instead of what its file says.</summary>
public sealed record PhotoOverrides
{
    /// <summary>The name of the image models in messages.</summary>
    internal const string BackboneName = "--backbone";

    /// <summary>The name of the encoder in messages.</summary>
    internal const string EncoderName = "--encoder";

    /// <summary>The name of the encoder's texts in messages.</summary>
    internal const string PromptsName = "--prompts";

    /// <summary>Files of image models in ONNX form, or null.</summary>
    public IReadOnlyList<string>? Backbones { get; init; }

    /// <summary>Name of a preset of the preprocessing, or null.</summary>
    public string? Preprocess { get; init; }

    /// <summary>Name of the image models' output to take, or null.</summary>
    public string? Output { get; init; }

    /// <summary>Folder of an encoder of images and texts, or of texts alone; or null.</summary>
    public string? Encoder { get; init; }

    /// <summary>JSON file of the classes' texts for the encoder, or null.</summary>
    public string? Prompts { get; init; }

    /// <summary>File of word vectors, or null.</summary>
    public string? Words { get; init; }
}
