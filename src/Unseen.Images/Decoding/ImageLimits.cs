namespace Unseen.Images.Decoding;

/// <summary>The largest image that is decoded. The limits are checked before memory is allocated for it.</summary>
public sealed record ImageLimits
{
    /// <summary>Bytes of the encoded image, at least 1, default 64 MiB.</summary>
    public long MaxBytes { get; init; } = 64L << 20;

    /// <summary>Pixels (width times height) that its header may declare, at least 1, default 100 million.</summary>
    public long MaxPixels { get; init; } = 100_000_000;

    /// <summary>Says that a file exceeds <see cref="MaxBytes"/>.</summary>
    internal static string TooManyBytes(long bytes, ImageLimits limits) =>
        $"the file is too large: {bytes} bytes, and at most {limits.MaxBytes} are read";
}
