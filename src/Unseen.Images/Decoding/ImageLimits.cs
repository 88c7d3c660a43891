namespace Unseen.Images.Decoding;

/// <summary>What an image may cost, checked before memory is taken for it.</summary>
public sealed record ImageLimits
{
    /// <summary>Bytes of the encoded image, at least 1, default 64 MiB.</summary>
    public long MaxBytes { get; init; } = 64L << 20;

    /// <summary>Pixels (width times height) that its header may declare, at least 1, default 100 million.</summary>
    public long MaxPixels { get; init; } = 100_000_000;
}
