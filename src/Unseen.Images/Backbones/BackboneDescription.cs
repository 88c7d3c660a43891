namespace Unseen.Images.Backbones;

/// <summary>What a trained model remembers of an image model that its features came from.</summary>
public sealed record BackboneDescription
{
    /// <summary>File name of the ONNX model, looked for beside the trained one.</summary>
    public required string File { get; init; }

    /// <summary>SHA-256 of that file, lower-case hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The output, or inner value, that features are.</summary>
    public required string Output { get; init; }

    /// <summary>Features D of an image.</summary>
    public required int Width { get; init; }

    /// <summary>How images are made ready.</summary>
    public required Preprocessing Preprocessing { get; init; }
}
