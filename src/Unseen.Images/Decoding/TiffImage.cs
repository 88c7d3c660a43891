using System.Runtime.InteropServices;
using BitMiracle.LibTiff.Classic;
using SkiaSharp;

namespace Unseen.Images.Decoding;

/// <summary>The first page of a TIFF file.</summary>
internal sealed class TiffImage : EncodedImage
{
    private const string Damaged = "the image is damaged or truncated";

    private readonly Tiff _tiff;
    private readonly string _name;
    private readonly CancellationToken _cancellation;

    static TiffImage() => Tiff.SetErrorHandler(new Silence());

    public TiffImage(ReadOnlyMemory<byte> encoded, string name, CancellationToken cancellation)
    {
        (_name, _cancellation) = (name, cancellation);
        var content = new InterruptibleStream(encoded, cancellation);
        _tiff = Guard(() => Tiff.ClientOpen(name, "r", content, new TiffStream()))
            ?? throw new ImageDataException(name, Damaged);
        Size = (Number(TiffTag.IMAGEWIDTH, 0), Number(TiffTag.IMAGELENGTH, 0));
        Origin = (SKEncodedOrigin)(Number(TiffTag.ORIENTATION, 1) is >= 1 and <= 8 and var origin ? origin : 1);
    }

    public override (int Width, int Height) Size { get; }

    public override SKEncodedOrigin Origin { get; }

    public override void Decode(SKBitmap pixels, double scale)
    {
        var (width, height) = Size;
        var info = new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul);
        using var profile = Profile();
        using var stored = new SKBitmap();
        Allocate(stored, info.WithColorSpace(profile), _name);
        var raster = new int[checked(width * height)];
        var isRead = Guard<object>(() =>
        {
            if (!_tiff.RGBAImageOK(out var reason))
                throw new ImageDataException(_name, $"TIFF images of this kind cannot be decoded: {reason}");
            // The pixels are turned upright later, like the pixels of all formats.
            _tiff.SetField(TiffTag.ORIENTATION, Orientation.TOPLEFT);
            return _tiff.ReadRGBAImageOriented(width, height, raster, Orientation.TOPLEFT, stopOnError: true)
                ? raster : null;
        });
        if (isRead is null)
            throw new ImageDataException(_name, Damaged);
        Marshal.Copy(raster, 0, stored.GetPixels(), raster.Length); // red is the lowest byte of each integer
        _cancellation.ThrowIfCancellationRequested();
        Allocate(pixels, info, _name);
        using var srgb = SKColorSpace.CreateSrgb();
        using var source = stored.PeekPixels();
        source.ReadPixels(info.WithColorSpace(profile is null ? null : srgb), pixels.GetPixels(), info.RowBytes, 0, 0);
    }

    public override void Dispose() => _tiff.Dispose();

    private int Number(TiffTag tag, int otherwise) =>
        _tiff.GetField(tag) is [var value, ..] ? value.ToInt() : otherwise;

    private SKColorSpace? Profile() =>
        _tiff.GetField(TiffTag.ICCPROFILE) is [_, var bytes] && bytes.ToByteArray() is { } icc
            ? SKColorSpace.CreateIcc(icc) : null;

    /// <summary>Calls LibTiff, which throws many kinds of exceptions on damaged files, and converts these exceptions to
    /// <see cref="ImageDataException"/>.</summary>
    private T? Guard<T>(Func<T?> read)
        where T : class
    {
        try
        {
            var value = read();
            _cancellation.ThrowIfCancellationRequested();
            return value;
        }
        catch (Exception exception) when (exception is not (ImageDataException or OperationCanceledException))
        {
            _cancellation.ThrowIfCancellationRequested();
            throw new ImageDataException(_name, Damaged, exception);
        }
    }

    /// <summary>Stops LibTiff from writing to standard error.</summary>
    private sealed class Silence : TiffErrorHandler
    {
        public override void ErrorHandler(Tiff tif, string method, string format, params object[] args)
        {
        }

        public override void ErrorHandlerExt(Tiff tif, object clientData, string method, string format,
            params object[] args)
        {
        }

        public override void WarningHandler(Tiff tif, string method, string format, params object[] args)
        {
        }

        public override void WarningHandlerExt(Tiff tif, object clientData, string method, string format,
            params object[] args)
        {
        }
    }
}
