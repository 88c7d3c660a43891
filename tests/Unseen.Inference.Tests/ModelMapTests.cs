namespace Unseen.Inference.Tests;

/// <summary>Maps of several layers. The input of the classifier consists of the features, if they are kept, and then
/// the outputs of all layers that are kept.</summary>
public sealed class ModelMapTests : IDisposable
{
    private const int Width = 21, Classes = 5;

    private readonly string _folder = Directory.CreateTempSubdirectory("unseen-map-").FullName;

    public static TheoryData<ClassifierForm, bool> Kinds => new()
    {
        { ClassifierForm.Linear, true }, { ClassifierForm.Prototype, true }, { ClassifierForm.Linear, false },
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Score_SeveralLayers_EqualsPlainLoops(ClassifierForm form, bool keepsFeatures)
    {
        var model = Model(form, keepsFeatures);
        var features = Models.Values(new Random(2), Width);
        var scores = new float[Classes];

        model.Score(features, scores);

        var (input, kept) = ((double[])[.. features.Select(value => (double)value)], new List<double>());
        if (keepsFeatures)
            kept.AddRange(input);
        foreach (var layer in model.FeatureMap!.Layers)
        {
            var weight = layer.Weight.Values.ToArray();
            input = [.. layer.Bias.Values.ToArray().Select((bias, k) => Activate(
                layer.Activation, bias + input.Select((value, d) => value * weight[(k * input.Length) + d]).Sum()))];
            if (layer.IsKept)
                kept.AddRange(input);
        }

        var length = form == ClassifierForm.Prototype ? Math.Sqrt(kept.Sum(value => value * value)) : 1;
        var rows = model.Tensors["classifier.weight"].Values.ToArray();
        for (var c = 0; c < Classes; c++)
            Assert.Equal(
                (kept.Select((value, k) => value * rows[(c * kept.Count) + k]).Sum() / length / model.Temperature)
                    + model.Tensors["classifier.bias"].Values.Span[c],
                scores[c], 1e-4);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ScoreBatch_SeveralLayers_AgreesWithSingleCalls(ClassifierForm form, bool keepsFeatures)
    {
        const int images = 131;
        var model = Model(form, keepsFeatures);
        var features = Models.Values(new Random(3), images * Width);
        var (scores, single) = (new float[images * Classes], new float[Classes]);

        model.ScoreBatch(features, scores);

        for (var i = 0; i < images; i++)
        {
            model.Score(features.AsSpan(i * Width, Width), single);
            for (var c = 0; c < Classes; c++)
                Assert.Equal(single[c], scores[(i * Classes) + c], 1e-5 * Math.Max(1, Math.Abs(single[c])));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Load_SavedModelWithoutAClass_KeepsTheMap(ClassifierForm form, bool keepsFeatures)
    {
        var path = Path.Combine(_folder, UnseenModel.FileName);
        var model = Model(form, keepsFeatures);
        model.WithoutClass("d").WithClassRenamed("a", "z").Save(path);

        var loaded = UnseenModel.Load(path);

        Assert.Equal(model.FeatureMap!.KeepsFeatures, loaded.FeatureMap!.KeepsFeatures);
        Assert.Equal(model.FeatureMap.Layers.Select(layer => (layer.Activation, layer.IsKept)),
            loaded.FeatureMap.Layers.Select(layer => (layer.Activation, layer.IsKept)));
        var features = Models.Values(new Random(2), Width);
        var (before, after) = (new float[Classes], new float[Classes - 1]);
        model.Score(features, before);
        loaded.Score(features, after);
        Assert.Equal([before[0], before[1], before[2], before[4]], after);
    }

    [Fact]
    public void Load_FlagsForFewerLayers_ThrowsWithTheKey()
    {
        var path = Path.Combine(_folder, UnseenModel.FileName);
        Model(ClassifierForm.Linear, keepsFeatures: true).Save(path);
        var text = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(path));
        File.WriteAllBytes(path, System.Text.Encoding.Latin1.GetBytes(
            text.Replace("\"unseen.map.kept\":\"11011\"", "\"unseen.map.kept\":\"1101\" ", StringComparison.Ordinal)));

        Assert.Contains("metadata unseen.map.kept must be 5 flags, but was '1101'",
            Assert.Throws<ModelFileException>(() => UnseenModel.Load(path)).Message);
    }

    [Theory]
    [InlineData(Activation.Relu)]
    [InlineData(Activation.LeakyRelu)]
    [InlineData(Activation.Sigmoid)]
    [InlineData(Activation.Identity)]
    public void Score_HiddenSumsBelowTheRangeOfFloat32_AreRefused(Activation activation)
    {
        var model = new UnseenModel(
            ClassifierForm.Linear, new ModelTensor([2, 1], [1, 2]), new ModelTensor([2], [0, 0]), ["a", "b"],
            [true, false], FeatureScaling.None, featureMap: new ModelMap(
                [new HiddenLayer(new ModelTensor([1, 2], [-1, -1]), new ModelTensor([1], [0]), activation)]));
        float[] features = [1, 1, 3e38f, 3e38f];

        Assert.Contains("small enough for finite scores, but are too large.", Assert.Throws<ArgumentException>(
            () => model.Score(features.AsSpan(2), new float[2])).Message, StringComparison.Ordinal);
        Assert.Contains("small enough for finite scores, but those of image 1 are too large.",
            Assert.Throws<ArgumentException>(() => model.ScoreBatch(features, new float[4])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_InvalidLayers_ThrowsWithTheReason()
    {
        void Refused(string message, params HiddenLayer[] layers) =>
            Assert.StartsWith(message, Assert.Throws<ArgumentException>(() => new ModelMap(layers)).Message,
                StringComparison.Ordinal);
        var random = new Random(1);
        var first = Layer(random, 4, 3, Activation.Relu, isKept: true);

        Refused("the map must be of at least one layer, but was of none.");
        Refused("map2.weight must be of shape [K, 4], but was [2, 3].",
            first, Layer(random, 2, 3, Activation.Relu, isKept: true));
        Refused("map.bias must be of shape [4], but was [2].", first with { Bias = new ModelTensor([2], [0, 0]) });
        Refused("map.weight must be finite everywhere, but was not.",
            first with { Weight = new ModelTensor([4, 1], [1, 2, float.NaN, 0]) });
        Refused("the map's last layer must be kept, but was not.", first with { IsKept = false });
        Assert.StartsWith("classifier.weight must be of shape [C, 4], as wide as the map's output, but was [2, 3].",
            Assert.Throws<ArgumentException>(() => new UnseenModel(
                ClassifierForm.Linear, new ModelTensor([2, 3], new float[6]), new ModelTensor([2], [0, 0]), ["a", "b"],
                [true, false], FeatureScaling.None, featureMap: new ModelMap([first]))).Message,
            StringComparison.Ordinal);
    }

    private static double Activate(Activation activation, double sum) => activation switch
    {
        Activation.Relu => Math.Max(0, sum),
        Activation.LeakyRelu => sum > 0 ? sum : 0.2 * sum,
        Activation.Sigmoid => 1 / (1 + Math.Exp(-sum)),
        _ => sum,
    };

    private static UnseenModel Model(ClassifierForm form, bool keepsFeatures)
    {
        var random = new Random(1);
        var map = new ModelMap(
            [Layer(random, 11, Width, Activation.LeakyRelu, isKept: keepsFeatures),
                Layer(random, 9, 11, Activation.Identity, isKept: false),
                Layer(random, 17, 9, Activation.Relu, isKept: true),
                Layer(random, 5, 17, Activation.Sigmoid, isKept: true)],
            keepsFeatures);
        return new UnseenModel(
            form, new ModelTensor([Classes, map.Width], Models.Values(random, Classes * map.Width)),
            new ModelTensor([Classes], Models.Values(random, Classes)), ["a", "b", "c", "d", "e"],
            [true, true, false, true, false], FeatureScaling.None, 0.5f, featureMap: map);
    }

    private static HiddenLayer Layer(Random random, int outputs, int inputs, Activation activation, bool isKept) => new(
        new ModelTensor([outputs, inputs], Models.Values(random, outputs * inputs)),
        new ModelTensor([outputs], Models.Values(random, outputs)), activation, isKept);
}
