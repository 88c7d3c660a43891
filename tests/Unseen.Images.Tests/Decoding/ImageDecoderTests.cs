using System.Buffers.Binary;
using System.IO.Compression;
using SkiaSharp;
using Unseen.Images.Decoding;

namespace Unseen.Images.Tests.Decoding;

public sealed class ImageDecoderTests
{
    private static readonly ImageLimits _limits = new();

    /// <summary>The stored picture has red, lime, blue and white quarters. The letters are the initials of the colours
    /// in the decoded picture (G for lime): top left, top right, bottom left, bottom right.</summary>
    [Theory]
    [InlineData(1, "RGBW")]
    [InlineData(2, "GRWB")]
    [InlineData(3, "WBGR")]
    [InlineData(4, "BWRG")]
    [InlineData(5, "RBGW")]
    [InlineData(6, "BRWG")]
    [InlineData(7, "WGBR")]
    [InlineData(8, "GWRB")]
    public void Decode_WithAnExifOrientation_IsUpright(int orientation, string expected)
    {
        var image = ImageDecoder.Decode(
            Pictures.WithOrientation(Pictures.Quarters(32, 16), (ushort)orientation), "x", _limits,
            cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(orientation >= 5 ? (16, 32) : (32, 16), (image.Width, image.Height));
        Assert.Equal(expected, GetQuarters(image));
    }

    /// <summary>The places and forms in which cameras and programs store the orientation.</summary>
    [Theory]
    [InlineData("JPEG, XMP")]
    [InlineData("PNG, eXIf")]
    [InlineData("PNG, eXIf with JPEG's prefix")]
    [InlineData("PNG, raw profile")]
    [InlineData("PNG, XMP")]
    [InlineData("WebP, EXIF")]
    [InlineData("WebP, EXIF with JPEG's prefix")]
    [InlineData("WebP, XMP")]
    [InlineData("TIFF")]
    public void Decode_WithAnOrientationInAnyFormat_EqualsTheDecodedJpeg(string storage)
    {
        for (ushort orientation = 1; orientation <= 8; orientation++)
        {
            var expected = ImageDecoder.Decode(
                Pictures.WithOrientation(Pictures.Quarters(32, 16), orientation), "x", _limits,
                cancellation: TestContext.Current.CancellationToken);

            var image = ImageDecoder.Decode(QuartersWith(storage, orientation), "x", _limits,
                cancellation: TestContext.Current.CancellationToken);

            Assert.Equal((expected.Width, expected.Height), (image.Width, image.Height));
            Assert.Equal(GetQuarters(expected), GetQuarters(image));
        }
    }

    [Theory]
    [InlineData(3, 16, 32)]
    [InlineData(4, 32, 16)]
    public void Measure_PngWithManyRawProfiles_ReadsTheFirstFour(int empty, int width, int height)
    {
        var png = QuartersWith("PNG, raw profile", orientation: 6);
        for (var i = 0; i < empty; i++)
            png = Pictures.WithChunk(
                png, "zTXt", [.. "Raw profile type exif\0\0"u8, .. Deflate("\nexif\n       0\n")]);

        Assert.Equal((width, height), ImageDecoder.Measure(png, "x", _limits));
    }

    private static byte[] QuartersWith(string storage, ushort orientation)
    {
        var (exif, xmp) = (Pictures.Exif(orientation), Pictures.Xmp(orientation));
        byte[] prefixed = [.. "Exif\0\0"u8, .. exif];
        var png = Pictures.Quarters(32, 16, SKEncodedImageFormat.Png);
        var webP = Pictures.Quarters(32, 16, SKEncodedImageFormat.Webp);
        return storage switch
        {
            "JPEG, XMP" => Pictures.WithXmpOrientation(Pictures.Quarters(32, 16), orientation),
            "PNG, eXIf" => Pictures.WithChunk(png, "eXIf", exif),
            "PNG, eXIf with JPEG's prefix" => Pictures.WithChunk(png, "eXIf", prefixed),
            "PNG, raw profile" => Pictures.WithChunk(png, "zTXt", [.. "Raw profile type exif\0\0"u8, .. Deflate(
                $"\nexif\n      {prefixed.Length}\n{Convert.ToHexStringLower(prefixed)[..20]}\n"
                + $"{Convert.ToHexStringLower(prefixed)[20..]}\n")]),
            "PNG, XMP" => Pictures.WithChunk(png, "iTXt", [.. "XML:com.adobe.xmp\0\0\0\0\0"u8, .. xmp]),
            "WebP, EXIF" => Pictures.WithWebPChunk(webP, 32, 16, "EXIF", 0x08, exif),
            "WebP, EXIF with JPEG's prefix" => Pictures.WithWebPChunk(webP, 32, 16, "EXIF", 0x08, prefixed),
            "WebP, XMP" => Pictures.WithWebPChunk(webP, 32, 16, "XMP ", 0x04, xmp),
            _ => Pictures.Tiff(32, 16, [.. ImageDecoder.Decode(png, "x", _limits).Pixels.Chunk(4)
                .SelectMany(pixel => pixel[..3])], orientation),
        };
    }

    private static byte[] Deflate(string text)
    {
        using var compressed = new MemoryStream();
        using (var deflate = new ZLibStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
            deflate.Write(System.Text.Encoding.ASCII.GetBytes(text));
        return compressed.ToArray();
    }

    private static string GetQuarters(RgbaImage image) => string.Concat(
        new[] { (1, 1), (3, 1), (1, 3), (3, 3) }.Select(
            place => Name(Pixel(image, image.Width * place.Item1 / 4, image.Height * place.Item2 / 4))));

    [Fact]
    public void Decode_Tiff_HasItsPixels()
    {
        var pixels = new byte[7 * 5 * 3];
        new Random(4).NextBytes(pixels);

        var image = ImageDecoder.Decode(Pictures.Tiff(7, 5, pixels), "x", _limits,
            cancellation: TestContext.Current.CancellationToken);

        Assert.Equal((7, 5), (image.Width, image.Height));
        Assert.Equal(pixels, image.Pixels.Chunk(4).SelectMany(pixel => pixel[..3]));
    }

    [Fact]
    public void Decode_SixteenBitGrey_RoundsToEightBits()
    {
        var values = Enumerable.Range(0, 64).Select(i => (ushort)(i * 1040)).ToArray();

        var image = ImageDecoder.Decode(Pictures.Grey16(8, 8, values), "x", _limits,
            cancellation: TestContext.Current.CancellationToken);

        for (var i = 0; i < values.Length; i++)
            Assert.InRange(image.Pixels[i * 4] - (values[i] / 257.0), -1, 1);
    }

    /// <summary>Adobe RGB (1998) has a gamma of about 2.2 and a different green primary than sRGB. Both have the white
    /// point D65. The expected values follow from the definitions of the two colour spaces.</summary>
    [Theory]
    [InlineData("PNG")]
    [InlineData("TIFF")]
    [InlineData("JPEG")]
    [InlineData("WebP")]
    public void Decode_WithAnAdobeRgbProfile_ConvertsToSrgb(string format)
    {
        (byte R, byte G, byte B)[] colours = [(200, 100, 60), (128, 128, 128), (60, 180, 90), (30, 40, 160)];
        using var adobe = SKColorSpace.CreateRgb(
            new SKColorSpaceTransferFn(2.2f, 1, 0, 0, 0, 0, 0), SKColorSpaceXyz.AdobeRgb);
        foreach (var (r, g, b) in colours)
        {
            using var bitmap = new SKBitmap(new SKImageInfo(
                8, 8, SKColorType.Rgba8888, SKAlphaType.Opaque, adobe));
            System.Runtime.InteropServices.Marshal.Copy(
                Enumerable.Repeat(new[] { r, g, b, (byte)255 }, 64).SelectMany(pixel => pixel).ToArray(), 0,
                bitmap.GetPixels(), 256);
            byte[] Encode(SKEncodedImageFormat kind) => bitmap.Encode(kind, 100).ToArray();
            var encoded = format switch
            {
                "PNG" => Encode(SKEncodedImageFormat.Png),
                "JPEG" => Encode(SKEncodedImageFormat.Jpeg),
                "WebP" => Encode(SKEncodedImageFormat.Webp),
                _ => Pictures.Tiff(8, 8, [.. Enumerable.Repeat(new[] { r, g, b }, 64).SelectMany(pixel => pixel)],
                    profile: GetProfile(Encode(SKEncodedImageFormat.Jpeg))),
            };

            var pixel = Pixel(ImageDecoder.Decode(encoded, "x", _limits,
                cancellation: TestContext.Current.CancellationToken), 4, 4);

            double Linear(byte value) => Math.Pow(value / 255.0, 2.2);
            static double Srgb(double linear) => 255 * (linear <= 0.0031308 ? 12.92 * Math.Max(0, linear)
                : (1.055 * Math.Pow(Math.Min(1, linear), 1 / 2.4)) - 0.055);
            double[] expected =
            [
                Srgb((1.39836 * Linear(r)) - (0.39836 * Linear(g))), Srgb(Linear(g)),
                Srgb((1.04293 * Linear(b)) - (0.04293 * Linear(g))),
            ];
            Assert.InRange(pixel.Red, expected[0] - 2, expected[0] + 2);
            Assert.InRange(pixel.Green, expected[1] - 2, expected[1] + 2);
            Assert.InRange(pixel.Blue, expected[2] - 2, expected[2] + 2);
        }
    }

    /// <summary>Extracts the ICC profile from a JPEG that Skia wrote.</summary>
    private static byte[] GetProfile(byte[] jpeg)
    {
        var name = jpeg.AsSpan().IndexOf("ICC_PROFILE\0"u8);
        var length = (jpeg[name - 2] << 8) + jpeg[name - 1];
        return jpeg[(name + 14)..(name - 2 + length)];
    }

    [Fact]
    public void Decode_PngWithAGammaButNoProfile_KeepsItsValues()
    {
        // A gAMA chunk with a gamma of 1.0. Pillow does not apply it either.
        var picture = Pictures.WithChunk(Pictures.Solid(4, 4, new SKColor(100, 150, 200)), "gAMA", 0, 1, 0x86, 0xA0);

        Assert.Equal((100, 150, 200), Pixel(ImageDecoder.Decode(picture, "x", _limits,
            cancellation: TestContext.Current.CancellationToken), 2, 2));
    }

    [Fact]
    public void Decode_JpegTruncatedAnywhere_ThrowsThatItIsTruncated()
    {
        var whole = Pictures.Quarters(64, 48);
        for (var length = 4; length < whole.Length - 2; length += 7)
        {
            var refusal = Assert.Throws<ImageDataException>(
                () => ImageDecoder.Decode(whole.AsMemory(0, length), "x.jpg", _limits,
                    cancellation: TestContext.Current.CancellationToken));

            Assert.Equal("x.jpg: the image is truncated.", refusal.Message);
        }
    }

    [Theory]
    [InlineData("\0\0\0\u0018ftypheic\0\0\0\0", "HEIC images cannot be decoded; convert them to JPEG or PNG")]
    [InlineData("\0\0\0\u0018ftypavif\0\0\0\0", "AVIF images cannot be decoded; convert them to JPEG or PNG")]
    [InlineData("8BPS\0\u0001", "Photoshop images cannot be decoded; convert them to JPEG or PNG")]
    [InlineData("", "the file is empty")]
    public void Decode_UnsupportedFormatOrEmptyFile_ThrowsWithTheReason(string content, string problem)
    {
        var refusal = Assert.Throws<ImageDataException>(
            () => ImageDecoder.Decode(System.Text.Encoding.Latin1.GetBytes(content), "x.jpg", _limits,
                cancellation: TestContext.Current.CancellationToken));

        Assert.Equal(problem, refusal.Problem);
    }

    [Fact]
    public void Measure_TurnedPicture_ReturnsTheUprightSize() =>
        Assert.Equal((16, 32), ImageDecoder.Measure(
            Pictures.WithOrientation(Pictures.Quarters(32, 16), 6), "x", _limits));

    [Theory]
    [InlineData("cmyk-red.jpg", 255, 0, 0)]
    [InlineData("grey.jpg", 90, 90, 90)]
    [InlineData("animated.gif", 255, 0, 0)]
    public void Decode_CmykGreyOrAnimatedPicture_HasItsColours(string file, int red, int green, int blue)
    {
        var image = ImageDecoder.Decode(
            File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "fixtures", file)), file, _limits,
            cancellation: TestContext.Current.CancellationToken);

        var pixel = Pixel(image, 4, 4);
        Assert.InRange(pixel.Red, red - 4, red + 4);
        Assert.InRange(pixel.Green, green - 4, green + 4);
        Assert.InRange(pixel.Blue, blue - 4, blue + 4);
    }

    [Fact]
    public void Decode_HalfTransparentBlack_IsGreyOnWhite()
    {
        var image = ImageDecoder.Decode(Pictures.Solid(4, 4, SKColors.Black.WithAlpha(128)), "x", _limits,
            cancellation: TestContext.Current.CancellationToken);

        Assert.All(image.Pixels.Chunk(4), pixel => Assert.InRange(pixel[0], 125, 129));
        Assert.All(image.Pixels.Chunk(4), pixel => Assert.Equal(255, pixel[3]));
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public void Decode_Resized_HasTheRequestedSizeAndItsColours(SKEncodedImageFormat format)
    {
        var image = ImageDecoder.Decode(Pictures.Quarters(400, 300, format), "x", _limits, _ => (40, 30),
            cancellation: TestContext.Current.CancellationToken);

        Assert.Equal((40, 30), (image.Width, image.Height));
        Assert.Equal("RGBW", string.Concat(new[] { (10, 7), (30, 7), (10, 22), (30, 22) }.Select(
            place => Name(Pixel(image, place.Item1, place.Item2)))));
    }

    [Fact]
    public void Decode_TruncatedPng_ThrowsThatItIsTruncated()
    {
        var whole = Pictures.Random(3, 200, 200);

        var refusal = Assert.Throws<ImageDataException>(
            () => ImageDecoder.Decode(whole.AsMemory(0, whole.Length / 2), "half.png", _limits,
                cancellation: TestContext.Current.CancellationToken));

        Assert.Equal("half.png: the image is truncated.", refusal.Message);
    }

    [Theory]
    [InlineData("no picture at all")]
    [InlineData("BMW: no bitmap, in spite of its first two letters")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'/>")]
    public void Decode_NotAnImage_ThrowsWithTheSupportedFormats(string content)
    {
        var refusal = Assert.Throws<ImageDataException>(
            () => ImageDecoder.Decode(System.Text.Encoding.UTF8.GetBytes(content), "x.jpg", _limits,
                cancellation: TestContext.Current.CancellationToken));

        Assert.Equal("x.jpg: the file is not an image in a format that can be decoded "
            + "(JPEG, PNG, WebP, GIF, BMP or TIFF).", refusal.Message);
    }

    [Fact]
    public void Decode_HeaderOfAHugeImage_ThrowsWithoutAManagedBuffer()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();

        var refusal = Assert.Throws<ImageDataException>(
            () => ImageDecoder.Decode(Pictures.PngHeader(50_000, 50_000), "bomb.png", _limits,
                cancellation: TestContext.Current.CancellationToken));

        Assert.Equal(
            "bomb.png: the image is too large: 50000 x 50000 pixels, and at most 100000000 are decoded.",
            refusal.Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Theory]
    [InlineData(1599, false)]
    [InlineData(1600, true)]
    public void Decode_PixelsNearTheLimit_IsDecodedUnlessAboveIt(int limit, bool isDecoded)
    {
        var picture = Pictures.Solid(40, 40, SKColors.Red);

        var problem = Record.Exception(() => ImageDecoder.Decode(picture, "x", new ImageLimits { MaxPixels = limit },
            cancellation: TestContext.Current.CancellationToken));

        Assert.Equal(isDecoded, problem is null);
    }

    [Fact]
    public void Decode_ResizedToMoreThanAnArrayCanHold_IsRefused()
    {
        var refusal = Assert.Throws<ImageDataException>(
            () => ImageDecoder.Decode(Pictures.Solid(4, 4, SKColors.Red), "x", _limits, _ => (40_000, 40_000),
                cancellation: TestContext.Current.CancellationToken));

        Assert.Equal("x: the image would be 40000 x 40000 pixels when resized, which is too large.",
            refusal.Message);
    }

    [Fact]
    public void Thumbnail_WidePicture_FitsAndIsAJpeg()
    {
        var small = ImageDecoder.Thumbnail(Pictures.Quarters(300, 150), "x", _limits, 60);

        Assert.Equal((60, 30), ImageDecoder.Measure(small, "small", _limits));
        Assert.Equal([0xFF, 0xD8], small[..2]);
    }

    [Fact]
    public void Decode_RandomDamage_DecodesOrRefuses()
    {
        var random = new Random(5);
        byte[][] whole = [Pictures.Quarters(40, 30), Pictures.Random(1),
            Pictures.Quarters(40, 30, SKEncodedImageFormat.Webp),
            Pictures.Tiff(9, 7, new byte[9 * 7 * 3], orientation: 6, profile: new byte[40]),
            Pictures.WithChunk(Pictures.Random(2), "eXIf", Pictures.Exif(6)),
            File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "fixtures", "animated.gif"))];
        for (var i = 0; i < 400; i++)
        {
            var damaged = whole[i % whole.Length].ToArray();
            for (var k = 0; k < 1 + (i % 7); k++)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            var problem = Record.Exception(() => ImageDecoder.Decode(
                damaged.AsMemory(0, random.Next(1, damaged.Length + 1)), "x",
                new ImageLimits { MaxPixels = 1_000_000 }, cancellation: TestContext.Current.CancellationToken));
            Assert.True(problem is null or ImageDataException, $"{problem}");
        }
    }

    private static (int Red, int Green, int Blue) Pixel(RgbaImage image, int x, int y)
    {
        var start = ((y * image.Width) + x) * 4;
        return (image.Pixels[start], image.Pixels[start + 1], image.Pixels[start + 2]);
    }

    [Theory]
    [InlineData(54u, null)]
    [InlineData(59u, "x.bmp: the image is truncated.")]
    [InlineData(0x1E000036u, "x.bmp: the image is truncated.")]
    [InlineData(0x80000036u, "x.bmp: the image is truncated.")]
    public void Decode_BitmapWithItsPixelsAtAnyPosition_DecodesOrThrows(uint position, string? problem)
    {
        var bitmap = new byte[58]; // one pixel of 24 bits, in a row of four bytes
        (bitmap[0], bitmap[1], bitmap[2], bitmap[14], bitmap[18], bitmap[22], bitmap[26], bitmap[28]) =
            ((byte)'B', (byte)'M', 58, 40, 1, 1, 1, 24);
        BinaryPrimitives.WriteUInt32LittleEndian(bitmap.AsSpan(10), position);

        var refusal = Record.Exception(() => ImageDecoder.Decode(
            bitmap, "x.bmp", new ImageLimits(), cancellation: TestContext.Current.CancellationToken));

        Assert.Equal(problem, refusal?.Message);
    }

    private static char Name((int Red, int Green, int Blue) pixel) =>
        (pixel.Red > 128, pixel.Green > 128, pixel.Blue > 128) switch
        {
            (true, false, false) => 'R',
            (false, true, false) => 'G',
            (false, false, true) => 'B',
            (true, true, true) => 'W',
            _ => '?',
        };
}
