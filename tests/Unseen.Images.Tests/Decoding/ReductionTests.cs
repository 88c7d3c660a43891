using SkiaSharp;
using Unseen.Images.Decoding;

namespace Unseen.Images.Tests.Decoding;

/// <summary>Images that are reduced to a square, often by a different factor for each side.</summary>
public sealed class ReductionTests
{
    private const int Side = 224;

    /// <summary>White lines on black. Each pixel of the result covers several lines, so it is grey.</summary>
    [Theory]
    [InlineData(200, 3000, Resampling.Bilinear)]
    [InlineData(200, 3000, Resampling.Bicubic)]
    [InlineData(3000, 200, Resampling.Bilinear)]
    [InlineData(3000, 200, Resampling.Bicubic)]
    [InlineData(500, 5000, Resampling.Bilinear)]
    [InlineData(5000, 500, Resampling.Bilinear)]
    public void Decode_OneSideReducedMuchMoreThanTheOther_AveragesTheLines(int width, int height, Resampling resampling)
    {
        var image = Decode(Lines(width, height, alongHeight: height > width), resampling);

        for (var i = 0; i < image.Pixels.Length; i += 4)
            Assert.InRange(image.Pixels[i], 90, 165);
    }

    [Theory]
    [InlineData(300, 500)]
    [InlineData(400, 700)]
    [InlineData(200, 3000)]
    public void Decode_TurnedImage_EqualsTheTurnedDecodedImage(int width, int height)
    {
        var upright = Decode(Lines(width, height, alongHeight: true), Resampling.Bicubic);
        var turned = Decode(Lines(height, width, alongHeight: false), Resampling.Bicubic);

        for (var y = 0; y < Side; y++)
            for (var x = 0; x < Side; x++)
                Assert.Equal(upright.Pixels[((y * Side) + x) * 4], turned.Pixels[((x * Side) + y) * 4], 2.0);
    }

    private static RgbaImage Decode(byte[] png, Resampling resampling) => ImageDecoder.Decode(png, "x",
        new ImageLimits(), _ => (Side, Side), resampling, TestContext.Current.CancellationToken);

    /// <summary>Lines of one pixel, alternately white and black.</summary>
    private static byte[] Lines(int width, int height, bool alongHeight)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var pixels = new byte[width * height * 4];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = i % 4 == 3 || (alongHeight ? i / 4 / width : i / 4 % width) % 2 == 0 ? (byte)255 : (byte)0;
        System.Runtime.InteropServices.Marshal.Copy(pixels, 0, bitmap.GetPixels(), pixels.Length);
        using var png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }
}
