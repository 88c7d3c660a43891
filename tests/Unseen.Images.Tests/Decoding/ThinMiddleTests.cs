using SkiaSharp;
using Unseen.Images.Backbones;
using Unseen.Images.Decoding;

namespace Unseen.Images.Tests.Decoding;

public sealed class ThinMiddleTests
{
    private static readonly Preprocessing _eight = new() { Resize = 8, Crop = 8 };

    [Theory]
    [InlineData(40, 30, 40, 30)]
    [InlineData(5, 80, 5, 80)] // 16 times as high as wide: the longest shape that is kept whole
    [InlineData(5, 81, 5, 25)]
    [InlineData(5, 82, 5, 26)] // the same number of pixels is cut off at both ends
    [InlineData(20_000, 1, 6, 1)]
    [InlineData(1, int.MaxValue, 1, 5)]
    public void GetSize_AnyShape_IsTheWholeOrTheMiddle(int width, int height, int keptWidth, int keptHeight) =>
        Assert.Equal((keptWidth, keptHeight), ThinMiddle.GetSize((width, height)));

    /// <summary>Cached features from versions that did not cut thin images must stay valid.</summary>
    [Theory]
    [InlineData(640, 427, "imagenet")]
    [InlineData(90, 300, "imagenet")]
    [InlineData(1200, 75, "imagenet")]
    [InlineData(333, 500, "clip")]
    [InlineData(700, 611, "clip")]
    [InlineData(31, 496, "clip")]
    public void Decode_OrdinaryShape_HasThePixelsOfTheWholePicture(int width, int height, string preset)
    {
        var preprocessing = Preprocessing.Preset(preset);
        for (ushort orientation = 1; orientation <= 8; orientation++)
        {
            var picture = Pictures.WithOrientation(Pictures.Quarters(width, height), orientation);

            var found = preprocessing.Decode(picture, "x", new ImageLimits(),
                cancellation: TestContext.Current.CancellationToken);

            var whole = ImageDecoder.Decode(
                picture, "x", new ImageLimits(), preprocessing.Resized, preprocessing.Resampling,
                cancellation: TestContext.Current.CancellationToken);
            Assert.Equal((whole.Width, whole.Height), (found.Width, found.Height));
            Assert.Equal(whole.Pixels, found.Pixels);
        }
    }

    [Theory]
    [InlineData(4, 1999, SKEncodedImageFormat.Png)]
    [InlineData(4, 2000, SKEncodedImageFormat.Png)]
    [InlineData(2001, 2, SKEncodedImageFormat.Png)]
    [InlineData(40, 2000, SKEncodedImageFormat.Jpeg)] // decoded at a smaller size than its own
    [InlineData(1504, 64, SKEncodedImageFormat.Jpeg)]
    public void Decode_ThinPicture_EqualsTheCentreOfTheWholePicture(int width, int height, SKEncodedImageFormat format)
    {
        var picture = Pictures.Quarters(width, height, format);

        var found = _eight.Decode(picture, "x", new ImageLimits(),
            cancellation: TestContext.Current.CancellationToken);

        var whole = ImageDecoder.Decode(picture, "x", new ImageLimits(), _eight.Resized, _eight.Resampling,
            cancellation: TestContext.Current.CancellationToken);
        Assert.InRange(found.Pixels.Length, 1, 4 * 8 * 8 * 7);
        Assert.True(whole.Pixels.Length > found.Pixels.Length, "The picture must be thin.");
        Assert.All(Values(whole).Zip(Values(found)), pair => Assert.Equal(pair.First, pair.Second, 0.05f));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(8)]
    public void Decode_TurnedThinPicture_EqualsTheCentreOfTheWholePicture(int orientation)
    {
        var picture = Pictures.WithOrientation(Pictures.Quarters(8, 1600), (ushort)orientation);

        var found = _eight.Decode(picture, "x", new ImageLimits(),
            cancellation: TestContext.Current.CancellationToken);

        var whole = ImageDecoder.Decode(picture, "x", new ImageLimits(), _eight.Resized, _eight.Resampling,
            cancellation: TestContext.Current.CancellationToken);
        Assert.Equal((40, 8), (found.Width, found.Height));
        Assert.All(Values(whole).Zip(Values(found)), pair => Assert.Equal(pair.First, pair.Second, 0.05f));
    }

    [Theory]
    [InlineData(1, 8000)]
    [InlineData(1, 20_000)]
    [InlineData(20_000, 1)]
    [InlineData(2, 999_999)]
    public void Decode_ThinPicture_AllocatesNoMemoryForItsWholeLength(int width, int height)
    {
        var picture = Pictures.Solid(width, height, SKColors.Red);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var found = new Preprocessing().Decode(picture, "x", new ImageLimits(),
            cancellation: TestContext.Current.CancellationToken);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 * 256 * 256 * 7);
        Assert.All(found.Pixels.Chunk(4).Take(1000), pixel => Assert.Equal([255, 0, 0, 255], pixel));
    }

    [Fact]
    public void Decode_ThinPictureSqueezedToASquare_UsesTheWholePicture()
    {
        var picture = Pictures.Quarters(4, 4000, SKEncodedImageFormat.Png);

        var found = new Preprocessing { Resize = null, Crop = 8 }.Decode(picture, "x", new ImageLimits(),
            cancellation: TestContext.Current.CancellationToken);

        Assert.Equal((8, 8), (found.Width, found.Height));
        Assert.Equal([255, 0, 0], found.Pixels[..3]);
        Assert.Equal([0, 0, 255], found.Pixels[(4 * 8 * 7)..((4 * 8 * 7) + 3)]);
    }

    private static float[] Values(RgbaImage image)
    {
        var values = new float[3 * 8 * 8];
        _eight.Normalise(image, channelsLast: false, values);
        return values;
    }
}
