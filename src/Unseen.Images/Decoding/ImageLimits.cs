namespace Unseen.Images.Decoding;

/// <summary>The size limits of images. They are checked before memory for the pixels is allocated.</summary>
public sealed record ImageLimits
{
    /// <summary>The maximum length of the encoded image, in bytes, at least 1, default 64 MiB.</summary>
    public long MaxBytes { get; init; } = 64L << 20;

    /// <summary>
    /// The maximum number of pixels (width times height) that the header may declare, at least 1, default 100 million.
    /// </summary>
    public long MaxPixels { get; init; } = 100_000_000;

    /// <summary>Gets the message that a file exceeds <see cref="MaxBytes"/>.</summary>
    internal static string TooManyBytes(long bytes, ImageLimits limits) =>
        $"the file is too large: {bytes} bytes, and at most {limits.MaxBytes} are read";
}
