using SkiaSharp;

namespace Unseen.Images.Decoding;

/// <summary>
/// Decodes JPEG (grey, colour and CMYK), PNG, WebP, GIF, BMP and TIFF images, regardless of the file extension. Images
/// are turned upright as their EXIF, XMP or TIFF data specifies. Transparency becomes white. Only the first frame of an
/// animation, or the first page of a TIFF file, is decoded. In JPEG, PNG, WebP and TIFF images, colours with an
/// embedded profile are converted to sRGB. Stateless and safe to call from several threads.
/// </summary>
public static class ImageDecoder
{
    private const int BytesPerPixel = 4;

    /// <summary>Reads the width and height of the upright image from the header, without decoding pixels.</summary>
    /// <param name="encoded">the contents of the whole file</param>
    /// <param name="name">the name of the image, for messages</param>
    /// <param name="limits">the size limits</param>
    /// <exception cref="ImageDataException">The format is unknown, the header is damaged, or a limit is
    /// exceeded.</exception>
    public static (int Width, int Height) Measure(ReadOnlyMemory<byte> encoded, string name, ImageLimits limits)
    {
        using var image = EncodedImage.Open(encoded, name, limits, CancellationToken.None);
        return Turn(image.Size, image.Origin);
    }

    /// <summary>Decodes an image and resizes it.</summary>
    /// <param name="encoded">the contents of the whole file</param>
    /// <param name="name">the name of the image, for messages</param>
    /// <param name="limits">the size limits</param>
    /// <param name="size">
    /// computes the target width and height, each at least 1, from the width and height of the upright image; null
    /// keeps the size of the upright image
    /// </param>
    /// <param name="resampling">the interpolation of pixels</param>
    /// <param name="cancellation">stops the decoding. A WebP image, or a TIFF image in a single compressed strip, is
    /// decoded completely before the cancellation takes effect</param>
    /// <exception cref="ImageDataException">The format is unknown, the image is damaged or truncated, a limit is
    /// exceeded, the result would exceed 2 GiB, or there is not enough memory for decoding.</exception>
    /// <exception cref="OperationCanceledException">The decoding was cancelled.</exception>
    public static RgbaImage Decode(
        ReadOnlyMemory<byte> encoded, string name, ImageLimits limits,
        Func<(int Width, int Height), (int Width, int Height)>? size = null,
        Resampling resampling = Resampling.Bilinear, CancellationToken cancellation = default) =>
        Decode(encoded, name, limits, upright => upright, size, resampling, cancellation);

    /// <summary>
    /// Decodes an image and resizes its middle. The ends of a very wide or very tall image are left out.
    /// </summary>
    /// <remarks>
    /// An image of 1 x 100,000 pixels would take gigabytes if its shorter side were enlarged to the usual size. A
    /// square crop at the centre only needs the part that <see cref="ThinMiddle"/> keeps. An image of ordinary shape is
    /// resized as a whole, and its pixels are the same as the pixels from <c>Decode</c>.
    /// </remarks>
    /// <param name="encoded">the contents of the whole file</param>
    /// <param name="name">the name of the image, for messages</param>
    /// <param name="limits">the size limits</param>
    /// <param name="size">computes the target width and height, each at least 1, from the width and height of the
    /// middle</param>
    /// <param name="resampling">the interpolation of pixels</param>
    /// <param name="cancellation">stops the decoding, as in <c>Decode</c></param>
    /// <exception cref="ImageDataException">The format is unknown, the image is damaged or truncated, a limit is
    /// exceeded, the result would exceed 2 GiB, or there is not enough memory for decoding.</exception>
    /// <exception cref="OperationCanceledException">The decoding was cancelled.</exception>
    internal static RgbaImage DecodeMiddle(
        ReadOnlyMemory<byte> encoded, string name, ImageLimits limits,
        Func<(int Width, int Height), (int Width, int Height)> size, Resampling resampling,
        CancellationToken cancellation) =>
        Decode(encoded, name, limits, ThinMiddle.GetSize, size, resampling, cancellation);

    /// <summary>Creates a small upright JPEG of an image.</summary>
    /// <param name="encoded">the contents of the whole file</param>
    /// <param name="name">the name of the image, for messages</param>
    /// <param name="limits">the size limits</param>
    /// <param name="longSide">the maximum length of the longer side, in pixels, at least 1</param>
    /// <exception cref="ImageDataException">The format is unknown, the image is damaged or truncated, a limit is
    /// exceeded, or there is not enough memory.</exception>
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

    private static RgbaImage Decode(
        ReadOnlyMemory<byte> encoded, string name, ImageLimits limits,
        Func<(int Width, int Height), (int Width, int Height)> getKeptSize,
        Func<(int Width, int Height), (int Width, int Height)>? size, Resampling resampling,
        CancellationToken cancellation)
    {
        using var image = EncodedImage.Open(encoded, name, limits, cancellation);
        var upright = Turn(image.Size, image.Origin);
        var kept = getKeptSize(upright);
        var target = size?.Invoke(kept) ?? kept;
        if ((long)target.Width * target.Height * BytesPerPixel > Array.MaxLength)
            throw new ImageDataException(
                name, $"the image would be {target.Width} x {target.Height} pixels when resized, which is too large");
        using var whole = new SKBitmap();
        image.Decode(whole, Math.Max((double)target.Width / kept.Width, (double)target.Height / kept.Height));
        cancellation.ThrowIfCancellationRequested();
        using var cut = new SKBitmap();
        var stored = kept == upright ? whole : ThinMiddle.Cut(whole, cut, image.Size, Turn(kept, image.Origin));
        using var halved = HalveLongSide(stored, Turn(target, image.Origin), name);
        return Draw(halved ?? stored, image.Origin, target,
            Sampling(resampling, shrinks: target.Width * 2 < kept.Width || target.Height * 2 < kept.Height));
    }

    /// <summary>Halves one side by averaging as long as that side must shrink to half or less, and at least twice as
    /// much as the other. Mipmaps reduce both sides equally, so they cannot average one side more than the
    /// other.</summary>
    /// <returns>the new pixels, or null if no side had to be halved</returns>
    private static SKBitmap? HalveLongSide(SKBitmap stored, (int Width, int Height) target, string name)
    {
        SKBitmap? halved = null;
        while (true)
        {
            var from = halved ?? stored;
            var (across, down) = ((double)from.Width / target.Width, (double)from.Height / target.Height);
            var info = across >= 2 * Math.Max(1, down) ? from.Info.WithSize((from.Width + 1) / 2, from.Height)
                : down >= 2 * Math.Max(1, across) ? from.Info.WithSize(from.Width, (from.Height + 1) / 2)
                : SKImageInfo.Empty;
            if (info.IsEmpty)
                return halved;
            var half = from.Resize(info, new SKSamplingOptions(SKFilterMode.Linear));
            halved?.Dispose();
            halved = half ?? throw new ImageDataException(name, "there is not enough free memory to resize the image");
        }
    }

    /// <summary>Draws stored pixels on a white background, upright and resized.</summary>
    private static RgbaImage Draw(SKBitmap stored, SKEncodedOrigin origin, (int Width, int Height) target,
        SKSamplingOptions sampling)
    {
        var image = new RgbaImage(target.Width, target.Height, new byte[target.Width * target.Height * BytesPerPixel]);
        var (width, height) = Turn((stored.Width, stored.Height), origin);
        unsafe
        {
            fixed (byte* pixels = image.Pixels)
            {
                var info = new SKImageInfo(target.Width, target.Height, SKColorType.Rgba8888, SKAlphaType.Premul);
                using var surface = SKSurface.Create(info, (nint)pixels, info.RowBytes);
                var canvas = surface.Canvas;
                canvas.Clear(SKColors.White);
                canvas.SetMatrix(Upright(origin, stored.Width, stored.Height).PostConcat(
                    SKMatrix.CreateScale((float)target.Width / width, (float)target.Height / height)));
                using var picture = SKImage.FromBitmap(stored);
                canvas.DrawImage(picture, 0, 0, sampling);
                canvas.Flush();
            }
        }

        return image;
    }

    private static SKSamplingOptions Sampling(Resampling resampling, bool shrinks) => resampling switch
    {
        _ when shrinks => new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear),
        Resampling.Bicubic => new SKSamplingOptions(SKCubicResampler.Mitchell),
        _ => new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.None),
    };

    /// <summary>Swaps width and height if the orientation turns the image on its side.</summary>
    private static (int Width, int Height) Turn((int Width, int Height) size, SKEncodedOrigin origin) =>
        origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom
            or SKEncodedOrigin.LeftBottom ? (size.Height, size.Width) : size;

    /// <summary>Creates the matrix that maps stored pixels, [0, w) x [0, h), to upright pixels.</summary>
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
