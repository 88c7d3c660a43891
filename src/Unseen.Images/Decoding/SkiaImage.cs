using System.Buffers.Binary;
using SkiaSharp;

namespace Unseen.Images.Decoding;

/// <summary>A JPEG, PNG, WebP, GIF or BMP image, decoded by Skia.</summary>
internal sealed class SkiaImage : EncodedImage
{
    private readonly SKCodec _codec;
    private readonly CancellationToken _cancellation;
    private readonly ImageMetadata _metadata;
    private readonly string _name;

    public SkiaImage(
        ReadOnlyMemory<byte> encoded, ImageFormat format, string name, CancellationToken cancellation)
    {
        (_name, _cancellation) = (name, cancellation);
        // Skia would read up to the pixels into a buffer of that length, and a length of 2 GiB would end the process.
        if (format == ImageFormat.Bmp && PixelsOfBmp(encoded.Span) > encoded.Length)
            throw new ImageDataException(name, Truncated);
        _metadata = ImageMetadata.Read(encoded.Span, format);
        if (SKCodec.Create(new InterruptibleStream(encoded, cancellation)) is { } codec)
        {
            _codec = codec;
            return;
        }

        cancellation.ThrowIfCancellationRequested();
        throw new ImageDataException(name, _metadata.IsTruncated ? Truncated : "the image is damaged");
    }

    private const string Truncated = "the image is truncated";

    public override (int Width, int Height) Size => (_codec.Info.Width, _codec.Info.Height);

    // Skia's own value is not used: Skia ignores EXIF data in PNG files, and in WebP files if it has the "Exif" prefix
    // of JPEG files.
    public override SKEncodedOrigin Origin => (SKEncodedOrigin)_metadata.Orientation;

    /// <inheritdoc/>
    /// <remarks>
    /// JPEG decoders can reduce an image to multiples of an eighth of its size, which saves most of the work.
    /// </remarks>
    public override void Decode(SKBitmap pixels, double scale)
    {
        var (width, height) = Size;
        var offered = _codec.GetScaledDimensions((float)Math.Clamp(scale, 0.01, 1));
        if (offered.Width < width * scale || offered.Height < height * scale)
            offered = _codec.Info.Size;
        var info = new SKImageInfo(offered.Width, offered.Height, SKColorType.Rgba8888,
            _codec.Info.AlphaType == SKAlphaType.Opaque ? SKAlphaType.Opaque : SKAlphaType.Premul);
        Allocate(pixels, info, _name);
        // Values are converted to sRGB only if there is an embedded profile. A conversion without a profile would apply
        // the gamma of PNG files, which few programs do.
        using var srgb = _metadata.HasColorProfile ? SKColorSpace.CreateSrgb() : null;
        var result = _codec.GetPixels(info.WithColorSpace(srgb), pixels.GetPixels());
        _cancellation.ThrowIfCancellationRequested();
        if (result != SKCodecResult.Success)
            throw new ImageDataException(_name,
                result == SKCodecResult.IncompleteInput || _metadata.IsTruncated ? Truncated : "the image is damaged");
    }

    public override void Dispose() => _codec.Dispose();

    /// <summary>Reads the position of the pixels from the header of a bitmap; 0 if the header is too short.</summary>
    private static uint PixelsOfBmp(ReadOnlySpan<byte> encoded) =>
        encoded.Length < 14 ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(encoded[10..]);
}
