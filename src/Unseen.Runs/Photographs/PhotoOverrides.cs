namespace Unseen.Runs.Photographs;

/// <summary>Settings that override the settings in the file of a photograph project.</summary>
public sealed record PhotoOverrides
{
    /// <summary>The option for <see cref="Backbones"/>, for messages.</summary>
    internal const string BackboneName = "--backbone";

    /// <summary>The option for <see cref="Encoder"/>, for messages.</summary>
    internal const string EncoderName = "--encoder";

    /// <summary>The option for <see cref="Preprocess"/>, for messages.</summary>
    internal const string PreprocessName = "--preprocess";

    /// <summary>The option for <see cref="Prompts"/>, for messages.</summary>
    internal const string PromptsName = "--prompts";

    /// <summary>The option for <see cref="Words"/>, for messages.</summary>
    internal const string WordsName = "--words";

    /// <summary>Paths of image models in ONNX format, or null.</summary>
    public IReadOnlyList<string>? Backbones { get; init; }

    /// <summary>The name of a preprocessing preset, or null.</summary>
    public string? Preprocess { get; init; }

    /// <summary>The name of the image models' output to use, or null.</summary>
    public string? Output { get; init; }

    /// <summary>Folder of an encoder of images and texts, or of texts alone; or null.</summary>
    public string? Encoder { get; init; }

    /// <summary>JSON file of the classes' texts for the encoder, or null.</summary>
    public string? Prompts { get; init; }

    /// <summary>File of word vectors, or null.</summary>
    public string? Words { get; init; }
}
