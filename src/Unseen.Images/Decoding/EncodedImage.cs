using SkiaSharp;

namespace Unseen.Images.Decoding;

/// <summary>
/// An encoded image whose header has been read. Its size and orientation are known, but its pixels are not decoded
/// yet.
/// </summary>
internal abstract class EncodedImage : IDisposable
{
    /// <summary>The width and height of the stored pixels.</summary>
    public abstract (int Width, int Height) Size { get; }

    /// <summary>The orientation of the stored pixels.</summary>
    public abstract SKEncodedOrigin Origin { get; }

    /// <summary>Opens an image and checks it against the limits.</summary>
    /// <param name="encoded">the contents of the whole file</param>
    /// <param name="name">the name of the image, for messages</param>
    /// <param name="limits">the size limits</param>
    /// <param name="cancellation">stops the reading of the header, and later the decoding</param>
    /// <exception cref="ImageDataException">The format is unknown, the header is damaged, or a limit is
    /// exceeded.</exception>
    /// <exception cref="OperationCanceledException">Reading was cancelled.</exception>
    public static EncodedImage Open(
        ReadOnlyMemory<byte> encoded, string name, ImageLimits limits, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(limits);
        if (encoded.Length > limits.MaxBytes)
            throw new ImageDataException(name, ImageLimits.TooManyBytes(encoded.Length, limits));
        if (encoded.IsEmpty)
            throw new ImageDataException(name, "the file is empty");
        var format = ImageFormats.Recognise(encoded.Span);
        if (!format.CanDecode())
            throw new ImageDataException(name, ImageFormats.GetProblem(format));
        EncodedImage image = format == ImageFormat.Tiff ? new TiffImage(encoded, name, cancellation)
            : new SkiaImage(encoded, format, name, cancellation);
        var (width, height) = image.Size;
        if (width > 0 && height > 0 && (long)width * height <= limits.MaxPixels)
            return image;
        image.Dispose();
        throw new ImageDataException(name, width > 0 && height > 0
            ? $"the image is too large: {width} x {height} pixels, and at most {limits.MaxPixels} are decoded"
            : $"the image is damaged: its header says {width} x {height} pixels");
    }

    /// <summary>Decodes the pixels, if possible at a reduced size that is still large enough.</summary>
    /// <param name="pixels">receives the pixels, red first, with premultiplied alpha; colours with an embedded profile
    /// are converted to sRGB</param>
    /// <param name="scale">the smallest sufficient scale; 1 is the full size of the image</param>
    /// <exception cref="ImageDataException">The image is damaged, truncated or of an unsupported kind, or there is not
    /// enough memory.</exception>
    /// <exception cref="OperationCanceledException">The decoding was cancelled.</exception>
    public abstract void Decode(SKBitmap pixels, double scale);

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Allocates memory for pixels.</summary>
    /// <exception cref="ImageDataException">There is not enough memory.</exception>
    protected static void Allocate(SKBitmap pixels, SKImageInfo info, string name)
    {
        if (!pixels.TryAllocPixels(info))
            throw new ImageDataException(name,
                $"the image is too large for the free memory: {info.Width} x {info.Height} pixels");
    }
}
