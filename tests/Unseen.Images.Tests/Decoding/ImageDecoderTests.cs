using SkiaSharp;
using Unseen.Images.Decoding;

namespace Unseen.Images.Tests.Decoding;

public sealed class ImageDecoderTests
{
    private static readonly ImageLimits _limits = new();

    /// <summary>Where the red, lime, blue and white quarters of a stored picture come to stand (left above, right
    /// above, left below, right below).</summary>
    [Theory]
    [InlineData(1, "RGBW")]
    [InlineData(2, "GRWB")]
    [InlineData(3, "WBGR")]
    [InlineData(4, "BWRG")]
    [InlineData(5, "RBGW")]
    [InlineData(6, "BRWG")]
    [InlineData(7, "WGBR")]
    [InlineData(8, "GWRB")]
    public void Decode_WithAnExifOrientation_StandsUpright(int orientation, string expected)
    {
        var image = ImageDecoder.Decode(
            Pictures.WithOrientation(Pictures.Quarters(32, 16), (ushort)orientation), "x", _limits);

        Assert.Equal(orientation >= 5 ? (16, 32) : (32, 16), (image.Width, image.Height));
        Assert.Equal(expected, string.Concat(new[] { (1, 1), (3, 1), (1, 3), (3, 3) }.Select(
            place => Name(Pixel(image, image.Width * place.Item1 / 4, image.Height * place.Item2 / 4)))));
    }

    [Fact]
    public void Measure_OfATurnedPicture_IsUpright() =>
        Assert.Equal((16, 32), ImageDecoder.Measure(
            Pictures.WithOrientation(Pictures.Quarters(32, 16), 6), "x", _limits));

    [Theory]
    [InlineData("cmyk-red.jpg", 255, 0, 0)]
    [InlineData("grey.jpg", 90, 90, 90)]
    [InlineData("animated.gif", 255, 0, 0)]
    public void Decode_OfACmykGreyOrAnimatedPicture_GivesItsColours(string file, int red, int green, int blue)
    {
        var image = ImageDecoder.Decode(
            File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "fixtures", file)), file, _limits);

        var pixel = Pixel(image, 4, 4);
        Assert.InRange(pixel.Red, red - 4, red + 4);
        Assert.InRange(pixel.Green, green - 4, green + 4);
        Assert.InRange(pixel.Blue, blue - 4, blue + 4);
    }

    [Fact]
    public void Decode_OfHalfTransparentBlack_IsGreyOnWhite()
    {
        var image = ImageDecoder.Decode(Pictures.Solid(4, 4, SKColors.Black.WithAlpha(128)), "x", _limits);

        Assert.All(image.Pixels.Chunk(4), pixel => Assert.InRange(pixel[0], 125, 129));
        Assert.All(image.Pixels.Chunk(4), pixel => Assert.Equal(255, pixel[3]));
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public void Decode_Resized_KeepsColoursAndSize(SKEncodedImageFormat format)
    {
        var image = ImageDecoder.Decode(Pictures.Quarters(400, 300, format), "x", _limits, _ => (40, 30));

        Assert.Equal((40, 30), (image.Width, image.Height));
        Assert.Equal("RGBW", string.Concat(new[] { (10, 7), (30, 7), (10, 22), (30, 22) }.Select(
            place => Name(Pixel(image, place.Item1, place.Item2)))));
    }

    [Fact]
    public void Decode_OfATruncatedPicture_SaysSo()
    {
        var whole = Pictures.Random(3, 200, 200);

        var refusal = Assert.Throws<ImageDataException>(
            () => ImageDecoder.Decode(whole.AsMemory(0, whole.Length / 2), "half.png", _limits));

        Assert.Equal("half.png: image must be whole, but was truncated.", refusal.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no picture at all")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'/>")]
    public void Decode_OfSomethingElse_SaysWhatCanBe(string content)
    {
        var refusal = Assert.Throws<ImageDataException>(
            () => ImageDecoder.Decode(System.Text.Encoding.UTF8.GetBytes(content), "x.jpg", _limits));

        Assert.StartsWith("x.jpg: image must be one that can be decoded (JPEG, PNG, WebP, GIF or BMP), but was",
            refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_OfAHugeHeader_IsRefusedBeforeMemoryIsTaken()
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);

        var refusal = Assert.Throws<ImageDataException>(
            () => ImageDecoder.Decode(Pictures.PngHeader(50_000, 50_000), "bomb.png", _limits));

        Assert.Equal("bomb.png: image must be of 1 to 100000000 pixels, but was 50000 x 50000.", refusal.Message);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 1 << 20);
    }

    [Theory]
    [InlineData(1599, false)]
    [InlineData(1600, true)]
    public void Decode_AtTheLimitOfPixels_IsTaken(int limit, bool taken)
    {
        var picture = Pictures.Solid(40, 40, SKColors.Red);

        var problem = Record.Exception(() => ImageDecoder.Decode(picture, "x", new ImageLimits { MaxPixels = limit }));

        Assert.Equal(taken, problem is null);
    }

    [Fact]
    public void Decode_ToMoreThanAnArrayHolds_IsRefused()
    {
        var refusal = Assert.Throws<ImageDataException>(
            () => ImageDecoder.Decode(Pictures.Solid(4, 4, SKColors.Red), "x", _limits, _ => (40_000, 40_000)));

        Assert.Equal("x: image must be of at most 536870897 pixels when resized, but was 40000 x 40000.",
            refusal.Message);
    }

    [Fact]
    public void Thumbnail_OfAWidePicture_FitsAndIsAJpeg()
    {
        var small = ImageDecoder.Thumbnail(Pictures.Quarters(300, 150), "x", _limits, 60);

        Assert.Equal((60, 30), ImageDecoder.Measure(small, "small", _limits));
        Assert.Equal([0xFF, 0xD8], small[..2]);
    }

    [Fact]
    public void Decode_OfRandomDamage_NeverDoesAnythingButRefuse()
    {
        var random = new Random(5);
        byte[][] whole = [Pictures.Quarters(40, 30), Pictures.Random(1),
            Pictures.Quarters(40, 30, SKEncodedImageFormat.Webp),
            File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "fixtures", "animated.gif"))];
        for (var i = 0; i < 400; i++)
        {
            var damaged = whole[i % whole.Length].ToArray();
            for (var k = 0; k < 1 + (i % 7); k++)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            var problem = Record.Exception(() => ImageDecoder.Decode(
                damaged.AsMemory(0, random.Next(1, damaged.Length + 1)), "x",
                new ImageLimits { MaxPixels = 1_000_000 }));
            Assert.True(problem is null or ImageDataException, $"{problem}");
        }
    }

    private static (int Red, int Green, int Blue) Pixel(RgbaImage image, int x, int y)
    {
        var start = ((y * image.Width) + x) * 4;
        return (image.Pixels[start], image.Pixels[start + 1], image.Pixels[start + 2]);
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
