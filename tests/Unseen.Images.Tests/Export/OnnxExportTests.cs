using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using Unseen.Images.Backbones;
using Unseen.Images.Decoding;
using Unseen.Images.Export;
using Unseen.Inference;

namespace Unseen.Images.Tests.Export;

public sealed class OnnxExportTests
{
    private const int Samples = 1000;

    [Theory]
    [InlineData(ClassifierForm.Prototype, FeatureScalingKind.MinMax, false)]
    [InlineData(ClassifierForm.Prototype, FeatureScalingKind.L2, false)]
    [InlineData(ClassifierForm.Linear, FeatureScalingKind.None, false)]
    [InlineData(ClassifierForm.Linear, FeatureScalingKind.MinMax, true)]
    [InlineData(ClassifierForm.Prototype, FeatureScalingKind.None, true)]
    public void Write_AnyForm_ComputesTheScoresOfTheModel(ClassifierForm form, FeatureScalingKind scaling, bool mapped)
    {
        const int width = 60;
        var model = Model(form, width, 17, scaling, mapped);
        var random = new Random(2);
        var features = Values(random, Samples * width);
        Array.Clear(features, 0, width); // a sample of zeros, which has norm 0

        var scores = Run(Export(model), OnnxExport.Features, features, [Samples, width]);

        var own = new float[17];
        for (var i = 0; i < Samples; i++)
        {
            model.Score(features.AsSpan(i * width, width), own);
            for (var c = 0; c < own.Length; c++)
                Assert.Equal(own[c], scores[(i * own.Length) + c], 1e-5 * Math.Max(1, Math.Abs(own[c])));
        }
    }

    [Theory]
    [InlineData(ClassifierForm.Linear, true)]
    [InlineData(ClassifierForm.Prototype, true)]
    [InlineData(ClassifierForm.Linear, false)]
    public void Write_MapOfSeveralLayers_ComputesTheScoresOfTheModel(ClassifierForm form, bool keepsFeatures)
    {
        const int width = 30;
        var random = new Random(3);
        var map = new ModelMap(
            [Layer(random, 11, width, Activation.LeakyRelu, isKept: keepsFeatures),
                Layer(random, 9, 11, Activation.Identity, isKept: false),
                Layer(random, 7, 9, Activation.Relu, isKept: true),
                Layer(random, 5, 7, Activation.Sigmoid, isKept: true)],
            keepsFeatures);
        var model = new UnseenModel(
            form, new ModelTensor([6, map.Width], Values(random, 6 * map.Width)),
            new ModelTensor([6], Values(random, 6)),
            [.. "abcdef".Select(c => $"{c}")], [.. "abcdef".Select(c => c < 'd')], FeatureScaling.L2, featureMap: map);
        var features = Values(random, 50 * width);

        var scores = Run(Export(model), OnnxExport.Features, features, [50, width]);

        var own = new float[6];
        for (var i = 0; i < 50; i++)
        {
            model.Score(features.AsSpan(i * width, width), own);
            for (var c = 0; c < own.Length; c++)
                Assert.Equal(own[c], scores[(i * own.Length) + c], 1e-5 * Math.Max(1, Math.Abs(own[c])));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Write_AnyModel_ComputesTheProbabilitiesOfTheModel(bool calibrated)
    {
        const int width = 12;
        var plain = Model(ClassifierForm.Linear, width, 6, FeatureScalingKind.None, mapped: false);
        var model = new UnseenModel(
            plain.Form, plain.Tensors["classifier.weight"], plain.Tensors["classifier.bias"], plain.ClassNames,
            plain.IsSeen, plain.Scaling, calibration: calibrated ? new ScoreCalibration(0.5, 3) : null);
        var features = Values(new Random(4), 50 * width);

        var probabilities = Run(
            Export(model), OnnxExport.Features, features, [50, width], OnnxExport.Probabilities);

        for (var i = 0; i < 50; i++)
            foreach (var one in model.PredictTop(features.AsSpan(i * width, width), 6))
                Assert.Equal(one.Probability, probabilities[(i * 6) + one.ClassIndex], 1e-5);
    }

    [Fact]
    public void Write_ModelWithABranch_AddsTheScoresOfModelAndBranch()
    {
        const int width = 30;
        var model = Model(ClassifierForm.Linear, width, 5, FeatureScalingKind.MinMax, mapped: false);
        var branch = Model(ClassifierForm.Prototype, width, 5, FeatureScalingKind.L2, mapped: true);
        var adapted = model.WithBranch(branch);
        var features = Values(new Random(4), 50 * width);

        var scores = Run(Export(adapted), OnnxExport.Features, features, [50, width]);

        var (trained, added) = (new float[5], new float[5]);
        for (var i = 0; i < 50; i++)
        {
            model.Score(features.AsSpan(i * width, width), trained);
            branch.Score(features.AsSpan(i * width, width), added);
            for (var c = 0; c < 5; c++)
                Assert.Equal(trained[c] + added[c], scores[(i * 5) + c],
                    1e-5 * Math.Max(1, Math.Abs(trained[c]) + Math.Abs(added[c])));
        }
    }

    [Fact]
    public void Write_AnyModel_StoresItsClassesInTheMetadata()
    {
        using var session = new InferenceSession(
            Export(Model(ClassifierForm.Linear, 5, 4, FeatureScalingKind.None, mapped: false)));

        var metadata = session.ModelMetadata.CustomMetadataMap;
        Assert.Equal(["c0", "c1", "c2", "c3"], JsonSerializer.Deserialize<string[]>(metadata["classes"])!);
        Assert.Equal("1010", metadata["seen"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Write_WithImageModels_ComputesScoresFromPixels(bool bgr)
    {
        using var folder = new TemporaryFolder();
        var second = Preprocessing.Preset("mobilenet-v2") with { Resize = 10, Crop = 8, Bgr = bgr };
        using var features = new ImageFeatures([Backbone.Load(TinyBackbone.Write(folder.GetPath("a.onnx"))),
            Backbone.Load(TinyBackbone.Write(folder.GetPath("b.onnx"), seed: 2), second)]);
        var model = Model(ClassifierForm.Prototype, features.Width, 9, FeatureScalingKind.MinMax, mapped: false);
        var picture = Pictures.Random(8, 10, 10);

        var pixels = ImageDecoder.Decode(picture, "x", new ImageLimits(),
            cancellation: TestContext.Current.CancellationToken).Pixels;
        var input = new float[3 * 64];
        for (var c = 0; c < 3; c++)
            for (var y = 0; y < 8; y++)
                for (var x = 0; x < 8; x++)
                    input[(c * 64) + (y * 8) + x] = pixels[((((y + 1) * 10) + x + 1) * 4) + c];
        var scores = Run(Export(model, features), OnnxExport.Images, [.. input, .. input], [2, 3, 8, 8]);

        var own = new float[9];
        model.Score(features.Extract(picture, "x", TestContext.Current.CancellationToken), own);
        for (var i = 0; i < 18; i++)
            Assert.Equal(own[i % 9], scores[i], 1e-4);
    }

    [Fact]
    public void Write_ImageModelsWithTwoFixedBatchSizes_ThrowsWithBothModels()
    {
        using var folder = new TemporaryFolder();
        Backbone Tiny(string name, long? batch) =>
            Backbone.Load(TinyBackbone.Write(folder.GetPath(name), batch: batch));
        using var features = new ImageFeatures([Tiny("any.onnx", null), Tiny("four.onnx", 4), Tiny("eight.onnx", 8)]);
        var model = Model(ClassifierForm.Prototype, features.Width, 9, FeatureScalingKind.MinMax, mapped: false);

        Assert.Equal($"{folder.GetPath("eight.onnx")}: the model takes 8 images at once, and "
            + $"{folder.GetPath("four.onnx")} takes 4: the two do not fit into one graph.",
            Assert.Throws<ImageDataException>(() => Export(model, features)).Message);
    }

    private static byte[] Export(UnseenModel model, ImageFeatures? features = null)
    {
        using var stream = new MemoryStream();
        OnnxExport.Write(model, stream, features);
        return stream.ToArray();
    }

    private static float[] Run(
        byte[] onnx, string input, float[] values, long[] shape, string output = OnnxExport.Scores)
    {
        using var session = new InferenceSession(onnx);
        using var run = new RunOptions();
        using var tensor = OrtValue.CreateTensorValueFromMemory(values, shape);
        using var outputs = session.Run(run, [input], [tensor], [output]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    private static UnseenModel Model(ClassifierForm form, int width, int classes, FeatureScalingKind kind, bool mapped)
    {
        var random = new Random(1);
        var inner = mapped ? 11 : width;
        var weight = Values(random, classes * inner);
        for (var c = 0; c < classes && form == ClassifierForm.Prototype; c++)
            FeatureScaling.L2.Apply(weight.AsSpan(c * inner, inner), weight.AsSpan(c * inner, inner));
        var scaling = kind switch
        {
            FeatureScalingKind.MinMax => FeatureScaling.MinMax(
                Values(random, width), [.. Values(random, width).Select(value => Math.Abs(value) + 0.5f)]),
            FeatureScalingKind.L2 => FeatureScaling.L2,
            _ => FeatureScaling.None,
        };
        return new UnseenModel(
            form, new ModelTensor([classes, inner], weight), new ModelTensor([classes], Values(random, classes)),
                [.. Enumerable.Range(0, classes).Select(c => $"c{c}")],
            [.. Enumerable.Range(0, classes).Select(c => c % 2 == 0)], scaling, form == ClassifierForm.Prototype
                ? 0.04f : 1,
            featureMap: mapped ? new ModelMap([new HiddenLayer(
                new ModelTensor([inner, width], Values(random, inner * width)),
                new ModelTensor([inner], Values(random, inner)))]) : null);
    }

    private static HiddenLayer Layer(Random random, int outputs, int inputs, Activation activation, bool isKept) => new(
        new ModelTensor([outputs, inputs], Values(random, outputs * inputs)),
        new ModelTensor([outputs], Values(random, outputs)), activation, isKept);

    private static float[] Values(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2) - 1)];
}
