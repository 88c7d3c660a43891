using System.Buffers;
using SkiaSharp;
using Unseen.Images.Decoding;

namespace Unseen.Images.Tests.Decoding;

public sealed class CancellationTests
{
    private const int Side = 600;
    private static readonly ImageLimits _limits = new();

    public static TheoryData<ImageFormat> Interruptible =>
        [ImageFormat.Jpeg, ImageFormat.Png, ImageFormat.Bmp, ImageFormat.Tiff];

    [Theory]
    [MemberData(nameof(Interruptible))]
    public void Decode_CancelledHalfway_ReadsNothingMoreOfTheFile(ImageFormat format)
    {
        using var whole = new ObservedMemory(Noise(format));
        ImageDecoder.Decode(whole.Memory, "x", _limits, cancellation: TestContext.Current.CancellationToken);
        using var source = new CancellationTokenSource();
        using var cut = new ObservedMemory(Noise(format)) { CancelsAt = whole.Reads / 2, Source = source };

        var exception = Assert.Throws<OperationCanceledException>(
            () => ImageDecoder.Decode(cut.Memory, "x", _limits, cancellation: source.Token));

        Assert.Equal(source.Token, exception.CancellationToken);
        Assert.True(whole.Reads > 50, $"only {whole.Reads} reads");
        Assert.Equal(whole.Reads / 2, cut.Reads);
    }

    [Fact]
    public void Decode_WebPCancelledAtItsLastRead_Throws()
    {
        var webp = Pictures.Quarters(Side, Side, SKEncodedImageFormat.Webp);
        using var whole = new ObservedMemory(webp);
        ImageDecoder.Decode(whole.Memory, "x", _limits, cancellation: TestContext.Current.CancellationToken);
        using var source = new CancellationTokenSource();
        using var cut = new ObservedMemory(webp) { CancelsAt = whole.Reads, Source = source };

        Assert.Throws<OperationCanceledException>(
            () => ImageDecoder.Decode(cut.Memory, "x", _limits, cancellation: source.Token));
    }

    [Theory]
    [MemberData(nameof(Interruptible))]
    public void Decode_CancelledBefore_Throws(ImageFormat format) => Assert.Throws<OperationCanceledException>(
        () => ImageDecoder.Decode(Noise(format), "x", _limits, cancellation: new CancellationToken(canceled: true)));

    private static byte[] Noise(ImageFormat format)
    {
        var pixels = new byte[Side * Side * 3];
        new Random(1).NextBytes(pixels);
        return format switch
        {
            ImageFormat.Tiff => Pictures.Tiff(Side, Side, pixels),
            ImageFormat.Bmp => Bmp(pixels),
            ImageFormat.Jpeg => Encode(pixels, SKEncodedImageFormat.Jpeg),
            _ => Encode(pixels, SKEncodedImageFormat.Png),
        };
    }

    private static byte[] Encode(byte[] pixels, SKEncodedImageFormat format)
    {
        using var bitmap = SKBitmap.Decode(Bmp(pixels));
        using var data = bitmap.Encode(format, 100);
        return data.ToArray();
    }

    private static byte[] Bmp(byte[] pixels)
    {
        const int header = 54;
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write("BM"u8);
        int[] fields = [header + pixels.Length, 0, header, 40, Side, Side, 1 | (24 << 16), 0, 0, 0, 0, 0, 0];
        foreach (var value in fields)
            writer.Write(value);
        writer.Write(pixels);
        return stream.ToArray();
    }

    /// <summary>Memory that counts how often it is read, and cancels a source at one of these reads.</summary>
    private sealed class ObservedMemory(byte[] content) : MemoryManager<byte>
    {
        public int Reads { get; private set; }

        public int CancelsAt { get; init; }

        public CancellationTokenSource? Source { get; init; }

        public override Memory<byte> Memory => CreateMemory(content.Length);

        public override Span<byte> GetSpan()
        {
            if (++Reads == CancelsAt)
                Source?.Cancel();
            return content;
        }

        public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
