using SkiaSharp;
using Unseen.Images.Backbones;
using Unseen.Images.Decoding;

namespace Unseen.Images.Tests.Backbones;

public sealed class BackboneTests
{
    [Fact]
    public void Extract_Photograph_EqualsAPlainLoop()
    {
        using var folder = new TemporaryFolder();
        using var features = new ImageFeatures([Backbone.Load(TinyBackbone.Write(folder.GetPath("tiny.onnx")))]);
        var picture = Pictures.Random(1, 10, 10); // of the size that pictures are resized to, so it is only cropped

        var found = features.Extract(picture, "x", TestContext.Current.CancellationToken);

        var pixels = ImageDecoder.Decode(picture, "x", new ImageLimits(),
            cancellation: TestContext.Current.CancellationToken).Pixels;
        float[] mean = [100, 110, 120], std = [50, 60, 70];
        var weights = TinyBackbone.Weights();
        for (var k = 0; k < TinyBackbone.Width; k++)
        {
            double sum = 0;
            for (var y = 1; y < 9; y++)
                for (var x = 1; x < 9; x++)
                {
                    double value = 0;
                    for (var c = 0; c < 3; c++)
                        value += weights[(k * 3) + c] * (pixels[(((y * 10) + x) * 4) + c] - mean[c]) / std[c];
                    sum += Math.Max(0, value);
                }

            Assert.Equal(sum / 64, found[k], 1e-5);
        }
    }

    [Fact]
    public void Load_WithoutANamedOutput_FindsThePooledOutput()
    {
        using var folder = new TemporaryFolder();

        using var pooled = Backbone.Load(TinyBackbone.Write(folder.GetPath("tiny.onnx")));
        using var named = Backbone.Load(TinyBackbone.Write(folder.GetPath("named.onnx"), output: "image_embeds"));
        using var asked = Backbone.Load(folder.GetPath("tiny.onnx"), output: "logits");

        Assert.Equal(("pool", TinyBackbone.Width), (pooled.Output, pooled.Width));
        Assert.Equal(("image_embeds", 2), (named.Output, named.Width));
        Assert.Equal(2, asked.Width);
    }

    [Fact]
    public void Load_WithAnUnknownOutput_ThrowsWithTheOutputs()
    {
        using var folder = new TemporaryFolder();
        var path = TinyBackbone.Write(folder.GetPath("tiny.onnx"));

        var refusal = Assert.Throws<ImageDataException>(() => Backbone.Load(path, output: "fetures"));

        Assert.Equal($"{path}: the model has no value 'fetures'; its outputs are logits [N, 2]. Choose one with "
            + "--output.", refusal.Message);
    }

    [Fact]
    public void Load_WithoutASideCar_UsesTheInputSizeAndThePresetOfTheFileName()
    {
        using var folder = new TemporaryFolder();

        var path = TinyBackbone.Write(folder.GetPath("mobilenet_v2_tiny.onnx"), sideCar: false);
        using var backbone = Backbone.Load(path);

        Assert.Equal(TinyBackbone.Side, backbone.Preprocessing.Crop);
        Assert.Equal(127.5f, backbone.Preprocessing.Mean[0]);
    }

    [Theory]
    [InlineData("""{ "crop": 8, "fancy": 1 }""")]
    [InlineData("""{ "crop": 0 }""")]
    [InlineData("""{ "preset": "vgg" }""")]
    [InlineData("""{ "mean": [1, 2] }""")]
    [InlineData("""{ "mean": null }""")]
    [InlineData("""{ "std": null }""")]
    [InlineData("""{ "resampling": 1 }""")]
    [InlineData("not json")]
    public void Load_WithAnInvalidSideCar_ThrowsWithItsPath(string content)
    {
        using var folder = new TemporaryFolder();
        var path = TinyBackbone.Write(folder.GetPath("tiny.onnx"));
        File.WriteAllText(folder.GetPath("tiny.json"), content);

        var refusal = Assert.Throws<ImageDataException>(() => Backbone.Load(path));

        Assert.StartsWith($"{folder.GetPath("tiny.json")}: ", refusal.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(200)]
    public void Load_TruncatedFile_Throws(int length)
    {
        using var folder = new TemporaryFolder();
        var bytes = File.ReadAllBytes(TinyBackbone.Write(folder.GetPath("tiny.onnx")));

        Assert.Throws<ImageDataException>(() => Backbone.Load(folder.Write("cut.onnx", bytes[..length])));
    }

    [Fact]
    public void Extract_ByTwoModels_JoinsTheirFeatures()
    {
        using var folder = new TemporaryFolder();
        string[] paths = [TinyBackbone.Write(folder.GetPath("a.onnx"), seed: 1),
            TinyBackbone.Write(folder.GetPath("b.onnx"), seed: 2)];
        using var both = new ImageFeatures([.. paths.Select(path => Backbone.Load(path))]);
        using var second = new ImageFeatures([Backbone.Load(paths[1])]);
        var picture = Pictures.Random(4);

        Assert.Equal(second.Extract(picture, "x", TestContext.Current.CancellationToken),
            both.Extract(picture, "x", TestContext.Current.CancellationToken)[TinyBackbone.Width..]);
        Assert.NotEqual(both.Fingerprint, second.Fingerprint);
    }

    [Theory]
    [InlineData("imagenet", 10, 0, (10 - 123.675) / 58.395)]
    [InlineData("mobilenet-v1", 10, 0, (10 - 128) / 128.0)]
    [InlineData("mobilenet-v2", 10, 1, (20 - 127.5) / 127.5)]
    [InlineData("clip", 10, 2, ((30 / 255.0) - 0.40821073) / 0.27577711)]
    public void Preset_OneColour_NormalisesAsPublished(string preset, int red, int channel, double expected)
    {
        var preprocessing = Preprocessing.Preset(preset);
        var image = ImageDecoder.Decode(
            Pictures.Solid(300, 260, new SKColor((byte)red, 20, 30)), "x", new ImageLimits(), preprocessing.Resized,
            cancellation: TestContext.Current.CancellationToken);
        var values = new float[3 * preprocessing.Crop * preprocessing.Crop];

        preprocessing.Normalise(image, channelsLast: false, values);

        Assert.All(values.Chunk(preprocessing.Crop * preprocessing.Crop).ElementAt(channel), value =>
            Assert.Equal(expected, value, 1e-4));
    }

    [Theory]
    [InlineData(500, 400, 320, 256)]
    [InlineData(100, 400, 256, 1024)]
    [InlineData(256, 256, 256, 256)]
    public void Resized_AnyPicture_HasTheRequestedShorterSide(
        int width, int height, int expectedWidth, int expectedHeight) =>
        Assert.Equal((expectedWidth, expectedHeight), new Preprocessing().Resized((width, height)));
}
