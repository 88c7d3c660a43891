namespace Unseen.Runs.Photographs;

/// <summary>Settings that override those in the file of a photograph project.</summary>
public sealed record PhotoOverrides
{
    /// <summary>The name of the option for image models in messages.</summary>
    internal const string BackboneName = "--backbone";

    /// <summary>Paths of ONNX image models, or null.</summary>
    public IReadOnlyList<string>? Backbones { get; init; }

    /// <summary>The name of a preprocessing preset, or null.</summary>
    public string? Preprocess { get; init; }

    /// <summary>The name of the image models' output to use, or null.</summary>
    public string? Output { get; init; }

    /// <summary>The path of a file of word vectors, or null.</summary>
    public string? Words { get; init; }
}
