using System.Numerics.Tensors;
using SkiaSharp;
using Unseen.Images.Backbones;
using Unseen.Images.Encoders;
using Unseen.Inference;

namespace Unseen.Images.Tests.Encoders;

public sealed class EncoderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("joint", false, false)]
    [InlineData("joint", true, false)]
    [InlineData("joint", false, true)]
    [InlineData("split", false, false)]
    [InlineData("split", true, true)]
    public void Load_EveryKindOfExport_HasTheVectorsOfItsTowers(string kind, bool half, bool external)
    {
        var towers = new TinyTowers { Half = half, External = external };
        TinyTowers.WriteJson(_folder.FullPath);
        _ = kind == "joint" ? towers.WriteJoint(_folder.FullPath) : towers.WriteSplit(_folder.FullPath);

        using var encoder = Encoder.Load(_folder.FullPath);

        AssertNear(Unit([200, 100, 50]), Unit(GetImage(encoder.Images, new SKColor(200, 100, 50))));
        AssertNear(GetText(3, 4, 5, 3, 1), encoder.Texts.Encode("a photo of a green"));
        Assert.Equal((TinyTowers.Width, external ? 1 : 0), (encoder.Texts.Width, encoder.Images.ExternalFiles.Count));
    }

    [Theory]
    [InlineData("onnx/model.onnx")]
    [InlineData("model_quantized.onnx")]
    [InlineData("onnx/model_fp16.onnx")]
    public void Load_ModelInAnyPlace_IsFound(string name)
    {
        TinyTowers.WriteJson(_folder.FullPath, asOne: true);
        new TinyTowers().WriteJoint(_folder.FullPath, name);

        using var encoder = Encoder.Load(_folder.FullPath);

        Assert.EndsWith(Path.GetFileName(name), encoder.Images.Path, StringComparison.Ordinal);
        AssertNear(GetText(0), encoder.Texts.Encode("red"));
    }

    [Theory]
    [InlineData(100f, null)]
    [InlineData(20f, -10f)]
    public void Load_ModelWithScores_MeasuresItsScale(float scale, float? bias)
    {
        TinyTowers.WriteJson(_folder.FullPath);
        new TinyTowers { Scale = scale, Bias = bias }.WriteJoint(_folder.FullPath);

        using var encoder = Encoder.Load(_folder.FullPath);

        Assert.True(encoder.Scale.IsMeasured);
        Assert.Equal(scale, encoder.Scale.Factor, scale * 0.01);
        Assert.Equal(bias ?? 0, encoder.Scale.Offset, scale * 0.01);
    }

    [Fact]
    public void Load_SplitTowers_TakesTheDefaultScale()
    {
        TinyTowers.WriteJson(_folder.FullPath);
        new TinyTowers().WriteSplit(_folder.FullPath);

        using var encoder = Encoder.Load(_folder.FullPath);

        Assert.Equal(EncoderScale.Default, encoder.Scale);
    }

    [Fact]
    public void Encode_TextsOfFixedLength_ArePaddedAndMasked()
    {
        TinyTowers.WriteJson(_folder.FullPath);
        new TinyTowers { FixedLength = 8, Int32Ids = true }.WriteSplit(_folder.FullPath);

        using var encoder = Encoder.Load(_folder.FullPath);

        Assert.Equal(8, encoder.Texts.MaxTokens);
        AssertNear(GetText(1, 2), encoder.Texts.Encode("green blue"));
    }

    [Fact]
    public void MaxTokens_ModelTakesMoreTokensThanTheTokenizer_IsTheTokenizersLimit()
    {
        TinyTowers.WriteJson(_folder.FullPath, length: 5);
        new TinyTowers { FixedLength = 8 }.WriteSplit(_folder.FullPath);

        using var encoder = Encoder.Load(_folder.FullPath);

        Assert.Equal(5, encoder.Texts.MaxTokens);
        AssertNear(GetText(0, 0, 1), encoder.Texts.Encode("red red green blue blue blue"));
    }

    [Fact]
    public void Encode_LongText_IsCutBeforeTheEndToken()
    {
        TinyTowers.WriteJson(_folder.FullPath, length: 5);
        new TinyTowers { HasMask = false }.WriteSplit(_folder.FullPath);

        using var encoder = Encoder.Load(_folder.FullPath);

        AssertNear(GetText(0, 0, 1), encoder.Texts.Encode("red red green blue blue blue"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Encode_SentenceEncoder_PoolsItsTokensAsTheSettingsState(bool isFirst)
    {
        TinyTowers.WriteJson(_folder.FullPath, modelType: "bert");
        new TinyTowers().WriteSentences(_folder.FullPath);
        _folder.Write("1_Pooling/config.json", System.Text.Encoding.UTF8.GetBytes(isFirst
            ? """{ "pooling_mode_cls_token": true }""" : """{ "pooling_mode_mean_tokens": true }"""));

        using var encoder = TextEncoder.Load(_folder.FullPath);

        AssertNear(isFirst ? GetText() : GetText(0, 2, 2), encoder.Encode("red blue blue"));
    }

    [Theory]
    [InlineData("""{ "pooling_mode_mean_tokens": false, "pooling_mode_max_tokens": true }""",
        "pooling_mode_max_tokens is true")]
    [InlineData("""{ "pooling_mode_cls_token": true, "pooling_mode_mean_tokens": true }""",
        "pooling_mode_cls_token and pooling_mode_mean_tokens are both true")]
    public void Load_SentenceEncoderWithAnotherPooling_IsRefused(string settings, string expected)
    {
        TinyTowers.WriteJson(_folder.FullPath, modelType: "bert");
        new TinyTowers().WriteSentences(_folder.FullPath);
        _folder.Write("1_Pooling/config.json", System.Text.Encoding.UTF8.GetBytes(settings));

        var exception = Assert.Throws<ImageDataException>(() => TextEncoder.Load(_folder.FullPath));

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CreateModel_ColourNames_RecognisesTheColour()
    {
        TinyTowers.WriteJson(_folder.FullPath);
        new TinyTowers { Scale = 40 }.WriteJoint(_folder.FullPath);
        using var encoder = Encoder.Load(_folder.FullPath);
        string[] names = ["red", "green", "blue"];
        const int fullStop = 99; // letters and punctuation marks have the same row, so any of their numbers will do

        var model = await ZeroShotModel.CreateAsync(
            encoder, names, cancellation: TestContext.Current.CancellationToken);

        var image = GetImage(encoder.Images, new SKColor(30, 200, 40));
        var expected = names.Select(name => Math.Exp(40 * TensorPrimitives.CosineSimilarity<float>(
            image, GetText(3, 4, 5, 3, Array.IndexOf(TinyTowers.Words, name), fullStop)))).ToArray();
        var best = model.Predict(image);
        Assert.Equal(("green", true), (best.ClassName, best.IsUnseen));
        Assert.Equal(expected[1] / expected.Sum(), best.Probability, 0.01);
    }

    [Fact]
    public async Task CreateModel_SavedBesideItsImageModel_TakesPhotographs()
    {
        TinyTowers.WriteJson(_folder.FullPath);
        new TinyTowers().WriteJoint(_folder.FullPath);
        using var encoder = Encoder.Load(_folder.FullPath);

        var model = await ZeroShotModel.CreateAsync(
            encoder, ["red", "blue"], cancellation: TestContext.Current.CancellationToken);
        model.Save(_folder.GetPath("model.safetensors"));

        var loaded = UnseenModel.Load(_folder.GetPath("model.safetensors"));
        using var features = ImageFeatures.CreateFor(loaded, _folder.FullPath);
        var photograph = Pictures.Solid(20, 16, new SKColor(20, 30, 250));
        Assert.Equal("blue", loaded.Predict(features.Extract(
            photograph, "photograph", TestContext.Current.CancellationToken)).ClassName);
    }

    [Fact]
    public void Load_WithoutPreprocessorConfig_ThrowsWithTheFile()
    {
        TinyTowers.WriteJson(_folder.FullPath);
        new TinyTowers().WriteJoint(_folder.FullPath);
        File.Delete(_folder.GetPath("preprocessor_config.json"));

        var exception = Assert.Throws<ImageDataException>(() => Encoder.Load(_folder.FullPath));

        Assert.Contains("preprocessor_config.json", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_WithoutTokenizer_ThrowsWithThePossibleFiles()
    {
        TinyTowers.WriteJson(_folder.FullPath);
        new TinyTowers().WriteJoint(_folder.FullPath);
        File.Delete(_folder.GetPath("vocab.json"));

        var exception = Assert.Throws<ImageDataException>(() => Encoder.Load(_folder.FullPath));

        Assert.All(["tokenizer.json", "vocab.json", "merges.txt", "vocab.txt"],
            name => Assert.Contains(name, exception.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Load_WithoutTheFileOfConstants_ThrowsWithTheFile()
    {
        TinyTowers.WriteJson(_folder.FullPath);
        new TinyTowers { External = true }.WriteJoint(_folder.FullPath);
        File.Delete(_folder.GetPath("model.onnx_data"));

        var exception = Assert.Throws<ImageDataException>(() => Encoder.Load(_folder.FullPath));

        Assert.Contains("model.onnx_data", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FolderMissing_ThrowsWithTheExpectedFile() => Assert.Contains(
        "model.onnx", Assert.Throws<ImageDataException>(() => Encoder.Load(_folder.GetPath("absent"))).Message,
        StringComparison.Ordinal);

    public void Dispose() => _folder.Dispose();

    private static float[] GetImage(Backbone images, SKColor colour) =>
        new ImageFeatures([images]).Extract(Pictures.Solid(12, 9, colour), "image");

    /// <summary>Computes the vector of a text that consists of the start token and the given tokens.</summary>
    private static float[] GetText(params int[] ids) => Unit([.. Enumerable.Range(0, TinyTowers.Width)
        .Select(d => ids.Append(TinyTowers.Start).Sum(id => TinyTowers.Row(id)[d]))]);

    private static float[] Unit(float[] values)
    {
        var length = MathF.Sqrt(values.Sum(value => value * value));
        return [.. values.Select(value => value / length)];
    }

    private static void AssertNear(float[] expected, float[] actual) =>
        Assert.Equal(expected, actual, (a, b) => Math.Abs(a - b) < 0.005);
}
