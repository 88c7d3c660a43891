using SkiaSharp;

namespace Unseen.Images.Decoding;

/// <summary>
/// Decodes JPEG (grey, colour and CMYK), PNG, WebP, GIF, BMP and what else Skia knows: turned as EXIF says,
/// transparency on white, the first picture of an animation, values as stored without colour management. Stateless and
/// thread-safe.
/// </summary>
public static class ImageDecoder
{
    private const string Formats = "one that can be decoded (JPEG, PNG, WebP, GIF or BMP)";
    private const int BytesAPixel = 4;

    /// <summary>Width and height of an image as it is shown, from its header alone.</summary>
    /// <param name="encoded">the whole file</param>
    /// <param name="name">of the image, for messages</param>
    /// <param name="limits">what it may cost</param>
    /// <exception cref="ImageDataException">The image is of no known format or exceeds a limit.</exception>
    public static (int Width, int Height) Measure(ReadOnlyMemory<byte> encoded, string name, ImageLimits limits)
    {
        using var data = Wrap(encoded, name, limits);
        using var codec = Open(data, name, limits);
        var turned = Turns(codec.EncodedOrigin);
        return turned ? (codec.Info.Height, codec.Info.Width) : (codec.Info.Width, codec.Info.Height);
    }

    /// <summary>Decodes an image and resizes it.</summary>
    /// <param name="encoded">the whole file</param>
    /// <param name="name">of the image, for messages</param>
    /// <param name="limits">what it may cost</param>
    /// <param name="size">from the upright width and height to those wanted, each at least 1; null leaves them</param>
    /// <param name="resampling">how it is resized</param>
    /// <exception cref="ImageDataException">The image is of no known format, damaged, exceeds a limit, or is resized to
    /// more than 2 GiB.</exception>
    public static RgbaImage Decode(
        ReadOnlyMemory<byte> encoded, string name, ImageLimits limits, Func<(int Width, int Height), (
            int Width, int Height)>? size = null,
        Resampling resampling = Resampling.Bilinear) =>
        Decode(encoded, name, limits, upright => upright, size, resampling);

    /// <summary>Decodes an image and resizes the middle of it; what lies far from the middle is left out where the
    /// image is thin.</summary>
    /// <remarks>
    /// Resized by its shorter side, an image of 1 x 100,000 pixels would be gigabytes long. A square in the middle
    /// needs no more of it than <see cref="ThinMiddle"/> keeps. An image of any ordinary shape is resized as a whole,
    /// to the same pixels as by the other method.
    /// </remarks>
    /// <param name="encoded">the whole file</param>
    /// <param name="name">of the image, for messages</param>
    /// <param name="limits">what it may cost</param>
    /// <param name="size">from the width and height of what is kept to those wanted, each at least 1</param>
    /// <param name="resampling">how it is resized</param>
    /// <exception cref="ImageDataException">The image is of no known format, damaged, exceeds a limit, or is resized to
    /// more than 2 GiB.</exception>
    internal static RgbaImage DecodeMiddle(
        ReadOnlyMemory<byte> encoded, string name, ImageLimits limits, Func<(int Width, int Height), (
            int Width, int Height)> size, Resampling resampling) =>
        Decode(encoded, name, limits, ThinMiddle.Of, size, resampling);

    private static RgbaImage Decode(
        ReadOnlyMemory<byte> encoded, string name, ImageLimits limits, Func<(int Width, int Height), (
            int Width, int Height)> keep,
        Func<(int Width, int Height), (int Width, int Height)>? size, Resampling resampling)
    {
        using var data = Wrap(encoded, name, limits);
        using var codec = Open(data, name, limits);
        var (full, turned) = (codec.Info, Turns(codec.EncodedOrigin));
        var upright = turned ? (Width: full.Height, Height: full.Width) : (full.Width, full.Height);
        var kept = keep(upright);
        var target = size?.Invoke(kept) ?? kept;
        if ((long)target.Width * target.Height * BytesAPixel > Array.MaxLength)
            throw new ImageDataException(name, "image",
                $"of at most {Array.MaxLength / BytesAPixel} pixels when resized", $"{target.Width} x {target.Height}");
        using var whole = new SKBitmap();
        Read(codec, whole, Math.Max((double)target.Width / kept.Width, (double)target.Height / kept.Height), name);
        using var cut = new SKBitmap();
        var stored = kept == upright ? whole
            : ThinMiddle.Cut(whole, cut, turned ? (upright.Height, upright.Width) : upright, turned
            ? (kept.Height, kept.Width) : kept);

        var image = new RgbaImage(target.Width, target.Height, new byte[target.Width * target.Height * BytesAPixel]);
        unsafe
        {
            fixed (byte* pixels = image.Pixels)
            {
                var info = new SKImageInfo(target.Width, target.Height, SKColorType.Rgba8888, SKAlphaType.Premul);
                using var surface = SKSurface.Create(info, (nint)pixels, info.RowBytes);
                var canvas = surface.Canvas;
                canvas.Clear(SKColors.White);
                canvas.SetMatrix(Upright(codec.EncodedOrigin, stored.Width, stored.Height)
                    .PostConcat(SKMatrix.CreateScale(
                        (float)target.Width / (turned ? stored.Height : stored.Width),
                            (float)target.Height / (turned ? stored.Width : stored.Height))));
                using var picture = SKImage.FromBitmap(stored);
                canvas.DrawImage(picture, 0, 0, Sampling(resampling, shrinks: target.Width * 2 < kept.Width));
                canvas.Flush();
            }
        }

        return image;
    }

    /// <summary>A small JPEG of an image, upright, to be shown beside a result.</summary>
    /// <param name="encoded">the whole file</param>
    /// <param name="name">of the image, for messages</param>
    /// <param name="limits">what it may cost</param>
    /// <param name="longSide">the longer side of the result at the most, pixels, at least 1</param>
    /// <exception cref="ImageDataException">The image is of no known format, damaged, or exceeds a limit.</exception>
    public static byte[] Thumbnail(ReadOnlyMemory<byte> encoded, string name, ImageLimits limits, int longSide)
    {
        const int quality = 80;
        var small = Decode(encoded, name, limits, Fit);
        using var bitmap = new SKBitmap();
        unsafe
        {
            fixed (byte* pixels = small.Pixels)
            {
                bitmap.InstallPixels(new SKImageInfo(small.Width, small.Height, SKColorType.Rgba8888,
                    SKAlphaType.Opaque), (nint)pixels);
                using var jpeg = bitmap.Encode(SKEncodedImageFormat.Jpeg, quality);
                return jpeg.ToArray();
            }
        }

        (int, int) Fit((int Width, int Height) size)
        {
            var factor = Math.Min(1, (double)longSide / Math.Max(size.Width, size.Height));
            return (Math.Max(1, (int)Math.Round(size.Width * factor)),
                Math.Max(1, (int)Math.Round(size.Height * factor)));
        }
    }

    private static SKData Wrap(ReadOnlyMemory<byte> encoded, string name, ImageLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        if (encoded.Length > limits.MaxBytes)
            throw new ImageDataException(name, "image", $"of at most {limits.MaxBytes} bytes", encoded.Length);
        return SKData.CreateCopy(encoded.Span);
    }

    private static SKCodec Open(SKData data, string name, ImageLimits limits)
    {
        var codec = SKCodec.Create(data)
            ?? throw new ImageDataException(name, "image", Formats, data.Size == 0 ? "empty" : "not");
        var pixels = (long)codec.Info.Width * codec.Info.Height;
        if (pixels > 0 && pixels <= limits.MaxPixels)
            return codec;
        var found = $"{codec.Info.Width} x {codec.Info.Height}";
        codec.Dispose();
        throw new ImageDataException(name, "image", $"of 1 to {limits.MaxPixels} pixels", found);
    }

    /// <summary>Decodes at the smallest size that the codec offers and that is no smaller than the scale wanted: JPEG
    /// saves most of its work so.</summary>
    private static void Read(SKCodec codec, SKBitmap stored, double scale, string name)
    {
        var offered = codec.GetScaledDimensions((float)Math.Clamp(scale, 0.01, 1));
        if (offered.Width < codec.Info.Width * scale || offered.Height < codec.Info.Height * scale)
            offered = codec.Info.Size;
        var info = new SKImageInfo(offered.Width, offered.Height, SKColorType.Rgba8888,
            codec.Info.AlphaType == SKAlphaType.Opaque ? SKAlphaType.Opaque : SKAlphaType.Premul);
        if (!stored.TryAllocPixels(info))
            throw new ImageDataException(name, "image", "small enough for memory",
                $"{offered.Width} x {offered.Height}");
        var result = codec.GetPixels(info, stored.GetPixels());
        if (result != SKCodecResult.Success)
            throw new ImageDataException(name, "image", "whole", result == SKCodecResult.IncompleteInput ? "truncated"
                : $"damaged ({result})");
    }

    private static SKSamplingOptions Sampling(Resampling resampling, bool shrinks) => resampling switch
    {
        _ when shrinks => new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear),
        Resampling.Bicubic => new SKSamplingOptions(SKCubicResampler.Mitchell),
        _ => new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.None),
    };

    private static bool Turns(SKEncodedOrigin origin) =>
        origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom
        or SKEncodedOrigin.LeftBottom;

    /// <summary>From stored pixels [0, w) x [0, h) to upright ones.</summary>
    private static SKMatrix Upright(SKEncodedOrigin origin, int w, int h) => origin switch
    {
        SKEncodedOrigin.TopRight => new SKMatrix(-1, 0, w, 0, 1, 0, 0, 0, 1),
        SKEncodedOrigin.BottomRight => new SKMatrix(-1, 0, w, 0, -1, h, 0, 0, 1),
        SKEncodedOrigin.BottomLeft => new SKMatrix(1, 0, 0, 0, -1, h, 0, 0, 1),
        SKEncodedOrigin.LeftTop => new SKMatrix(0, 1, 0, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightTop => new SKMatrix(0, -1, h, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightBottom => new SKMatrix(0, -1, h, -1, 0, w, 0, 0, 1),
        SKEncodedOrigin.LeftBottom => new SKMatrix(0, 1, 0, -1, 0, w, 0, 0, 1),
        _ => SKMatrix.Identity,
    };
}
