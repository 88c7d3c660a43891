using System.Runtime.InteropServices;
using Google.Protobuf;
using Unseen.Images.Backbones;
using Unseen.Images.Decoding;
using Unseen.Images.Export;
using Unseen.Images.Extraction;
using Unseen.Images.Onnx;
using Unseen.Inference;

namespace Unseen.Images.Tests.Backbones;

/// <summary>Image models in the forms that exporters write. Most extract the same features as
/// <see cref="TinyBackbone"/>; the others cause a warning, or are refused with the reason.</summary>
public sealed class ModelFormTests : IDisposable
{
    private const int FloatType = 1, Int64Type = 7, HalfType = 10; // TensorProto.DataType
    private const int Side = TinyBackbone.Side, Width = TinyBackbone.Width;
    private const string Settings = """{ "resize": 10, "crop": 8, "mean": [100, 110, 120], "std": [50, 60, 70] }""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Extract_ModelWithAFixedBatchSize_ReturnsTheSameFeatures(int batch)
    {
        var path = TinyBackbone.Write(_folder.GetPath("fixed.onnx"), batch: batch);
        LabelledImage[] images = [.. Enumerable.Range(0, 6).Select(i =>
            new LabelledImage(_folder.Write($"{i}.png", Pictures.Random(i)), null))];

        using var fixedBatch = new ImageFeatures([Backbone.Load(path)]);
        using var plain = new ImageFeatures([Backbone.Load(TinyBackbone.Write(_folder.GetPath("plain.onnx")))]);

        Assert.Equal(batch, fixedBatch.MaxBatch);
        float[] Features(ImageFeatures features) => FeatureExtraction.Run(
            images, features, batch: 6, cancellation: TestContext.Current.CancellationToken).Features;
        Assert.Equal(Features(plain), Features(fixedBatch));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)] // the model does not declare which dimension holds the channels
    public void Extract_WithChannelsLast_EqualsChannelsFirst(bool isFixed)
    {
        var path = Write("nhwc", graph =>
        {
            graph.Input.Add(isFixed
                ? GraphBuilder.Batch("input", Side, Side, 3)
                : Dynamic("input", "a", "b", "c", "d"));
            var builder = new GraphBuilder(graph, 17);
            builder.Add("Transpose", "first", ["input"], GraphBuilder.Ints("perm", 0, 3, 1, 2));
            Convolve(builder, "first");
            builder.Add("GlobalAveragePool", "pool", ["relu"]);
            graph.Output.Add(GraphBuilder.Batch("pool", Width, 1, 1));
        });

        using var backbone = Backbone.Load(path);

        Assert.True(backbone.ChannelsLast);
        AssertSameFeatures(backbone);
    }

    [Theory]
    [InlineData("features")]
    [InlineData("inner")] // not an output of the model
    public void Extract_InHalfPrecision_NearlyEqualsSinglePrecision(string value)
    {
        var path = Write("half", graph =>
        {
            var input = GraphBuilder.Batch("input", 3, Side, Side);
            input.Type.TensorType.ElemType = HalfType;
            graph.Input.Add(input);
            var builder = new GraphBuilder(graph, 17);
            builder.Add("Cast", "wide", ["input"], GraphBuilder.Int("to", FloatType));
            Convolve(builder, "wide");
            builder.Add("GlobalAveragePool", "pool", ["relu"]);
            builder.Add("Cast", "inner", ["pool"], GraphBuilder.Int("to", HalfType));
            builder.Add("Identity", "features", ["inner"]);
            var output = GraphBuilder.Batch("features", Width, 1, 1);
            output.Type.TensorType.ElemType = HalfType;
            graph.Output.Add(output);
        });

        using var backbone = Backbone.Load(path, output: value);

        AssertSameFeatures(backbone, within: 0.01);
        AssertExportedScores(backbone, within: 0.01);
    }

    [Fact]
    public void Extract_ModelWithAnOnnxFunction_IsExportedWithTheFunction()
    {
        var path = Write("function", graph =>
        {
            graph.Input.Add(GraphBuilder.Batch("input", 3, Side, Side));
            var builder = new GraphBuilder(graph, 17);
            Convolve(builder, "input");
            graph.Node[^1].OpType = "Positive";
            graph.Node[^1].Domain = "own";
            graph.Output.Add(GraphBuilder.Batch("relu", Width, Side, Side));
        });
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "own", Version = 1 });
        model.Functions.Add(PositiveFunction("Relu"));
        File.WriteAllBytes(path, model.ToByteArray());
        model.Functions[0] = PositiveFunction("Abs");
        var other = _folder.Write("other.onnx", model.ToByteArray());
        File.WriteAllText(_folder.GetPath("other.json"), Settings);

        using var backbone = Backbone.Load(path);
        using var conflicting = Backbone.Load(other);

        AssertSameFeatures(backbone);
        AssertExportedScores(backbone);
        var refusal = Assert.Throws<ImageDataException>(() => OnnxExport.Write(
            new UnseenModel(ClassifierForm.Linear, new ModelTensor([2, 2 * Width], new float[4 * Width]),
                new ModelTensor([2], new float[2]), ["a", "b"], [true, false], FeatureScaling.None),
            Stream.Null, new ImageFeatures([backbone, conflicting])));
        Assert.Equal($"{other}: the model's function 'Positive' differs from that of {path}: the two do not fit into "
            + "one graph. Export them without functions.", refusal.Message);
    }

    /// <summary>Creates a function own.Positive(x) of one operation.</summary>
    private static FunctionProto PositiveFunction(string operation)
    {
        // Fields that the project's FunctionProto does not declare: input 4, output 5, node 7 and opset_import 9.
        var node = new NodeProto { OpType = operation, Input = { "x" }, Output = { "y" } };
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true))
        {
            output.WriteTag(4, WireFormat.WireType.LengthDelimited);
            output.WriteString("x");
            output.WriteTag(5, WireFormat.WireType.LengthDelimited);
            output.WriteString("y");
            output.WriteTag(7, WireFormat.WireType.LengthDelimited);
            output.WriteMessage(node);
            output.WriteTag(9, WireFormat.WireType.LengthDelimited);
            output.WriteMessage(new OperatorSetIdProto { Version = 17 });
        }

        var function = FunctionProto.Parser.ParseFrom(stream.ToArray());
        (function.Name, function.Domain) = ("Positive", "own");
        return function;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Extract_OutputIsAFeatureMap_ReturnsItsMean(bool channelsLast)
    {
        var path = Write("map", graph =>
        {
            graph.Input.Add(GraphBuilder.Batch("input", 3, Side, Side));
            var builder = new GraphBuilder(graph, 17);
            Convolve(builder, "input");
            if (channelsLast)
                builder.Add("Transpose", "last", ["relu"], GraphBuilder.Ints("perm", 0, 2, 3, 1));
            graph.Output.Add(channelsLast ? GraphBuilder.Batch("last", Side, Side, Width)
                : GraphBuilder.Batch("relu", Width, Side, Side));
        });

        using var backbone = Backbone.Load(path);

        Assert.Equal((Width, ", the mean over 64 positions"), (backbone.Width, backbone.OutputDescription));
        AssertSameFeatures(backbone);
        AssertExportedScores(backbone);
    }

    [Fact]
    public void Extract_OutputIsATokenSequence_ReturnsTheFirstToken()
    {
        var path = Write("tokens", graph =>
        {
            graph.Input.Add(GraphBuilder.Batch("input", 3, Side, Side));
            var builder = new GraphBuilder(graph, 17);
            Convolve(builder, "input");
            builder.Add("GlobalAveragePool", "mean", ["relu"]);
            builder.Add("Reshape", "class", ["mean", builder.Indices("shape1", 0, 1, Width)]);
            builder.Add("Reshape", "flat", ["relu", builder.Indices("shape2", 0, Width, -1)]);
            builder.Add("Transpose", "patches", ["flat"], GraphBuilder.Ints("perm", 0, 2, 1));
            builder.Add("Concat", "hidden", ["class", "patches"], GraphBuilder.Int("axis", 1));
            graph.Output.Add(GraphBuilder.Batch("hidden", 1 + (Side * Side), Width));
        });

        using var backbone = Backbone.Load(path, output: "hidden");

        Assert.Equal((Width, ", the first of 65 tokens"), (backbone.Width, backbone.OutputDescription));
        AssertSameFeatures(backbone);
        AssertExportedScores(backbone);
    }

    [Fact]
    public void Load_WithSeveralInputs_TakesTheOutputThatNeedsOnlyPhotographs()
    {
        var path = WriteTwoTowers();

        using var backbone = Backbone.Load(path);
        var refusal = Assert.Throws<ImageDataException>(() => Backbone.Load(path, output: "both"));

        Assert.Equal("vision", backbone.Output);
        AssertSameFeatures(backbone);
        AssertExportedScores(backbone);
        Assert.Equal($"{path}: 'both' needs 2 inputs: 'input' float [N, 3, 8, 8], 'tokens' int64 [N, 6]. Use --output "
            + "to choose a value that depends only on photographs.", refusal.Message);
    }

    [Fact]
    public void Load_WithSeveralOutputsAndNonePooled_ThrowsWithTheOutputs()
    {
        var path = Write("several", graph =>
        {
            graph.Input.Add(GraphBuilder.Batch("input", 3, Side, Side));
            var builder = new GraphBuilder(graph, 17);
            Convolve(builder, "input");
            graph.Output.Add(GraphBuilder.Batch("conv", Width, Side, Side));
            graph.Output.Add(GraphBuilder.Batch("relu", Width, Side, Side));
        });

        Assert.Equal($"{path}: the model has several outputs, and none is pooled: conv [N, 6, 8, 8], relu "
            + "[N, 6, 8, 8]. Choose one with --output.",
            Assert.Throws<ImageDataException>(() => Backbone.Load(path)).Message);
        using var chosen = Backbone.Load(path, output: "relu");
        AssertSameFeatures(chosen);
    }

    [Theory]
    [InlineData("logits", false, true)]
    [InlineData("output", true, true)]
    [InlineData("output", false, false)]
    public void Load_OutputThatLooksLikeScores_Warns(string name, bool softmax, bool warns)
    {
        var path = Write("scores", graph =>
        {
            graph.Input.Add(GraphBuilder.Batch("input", 3, Side, Side));
            var builder = new GraphBuilder(graph, 17);
            builder.Add("Flatten", "flat", ["input"], GraphBuilder.Int("axis", 1));
            var weight = builder.Constant("head", new float[3 * Side * Side * 5], 3 * Side * Side, 5);
            builder.Add("MatMul", softmax ? "inner" : name, ["flat", weight]);
            if (softmax)
                builder.Add("Softmax", name, ["inner"], GraphBuilder.Int("axis", 1));
            graph.Output.Add(GraphBuilder.Batch(name, 5));
        });

        using var backbone = Backbone.Load(path);

        Assert.Equal(warns ? $"'{name}' looks like the image model's scores for its own 5 classes, not like features "
            + "of photographs. The input of its last layer may be better: --output flat." : null, backbone.Warning);
    }

    [Fact]
    public void Load_WithConstantsInAnotherFile_ReadsThem()
    {
        var weights = MemoryMarshal.AsBytes(TinyBackbone.Weights().AsSpan()).ToArray();
        _folder.Write("model.data", [1, 2, 3, 4, .. weights, 5, 6]);
        var path = Write("external", graph =>
        {
            graph.Input.Add(GraphBuilder.Batch("input", 3, Side, Side));
            Convolve(new GraphBuilder(graph, 17), "input");
            graph.Output.Add(GraphBuilder.Batch("relu", Width, Side, Side));
            MoveOut(graph.Initializer[0]);
        });

        using (var backbone = Backbone.Load(path))
        {
            AssertSameFeatures(backbone);
            AssertExportedScores(backbone);
        }

        File.Delete(_folder.GetPath("model.data"));
        Assert.Equal($"{path}: the model needs the file model.data with its constants beside it. Copy both files.",
            Assert.Throws<ImageDataException>(() => Backbone.Load(path)).Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // the constant belongs to a node, not to the graph
    public void Load_WithConstantsOfASubgraphInAnotherFile_ReadsThem(bool isNode)
    {
        var weights = MemoryMarshal.AsBytes(TinyBackbone.Weights().AsSpan()).ToArray();
        _folder.Write("model.data", [1, 2, 3, 4, .. weights]);
        var path = Write("subgraph", graph =>
        {
            graph.Input.Add(GraphBuilder.Batch("input", 3, Side, Side));
            graph.Initializer.Add(new TensorProto { Name = "yes", DataType = 9, RawData = ByteString.CopyFrom(1) });
            AttributeProto Branch(string name)
            {
                var inner = new GraphProto { Name = name };
                Convolve(new GraphBuilder(inner, 17), "input");
                var constant = inner.Initializer[0];
                MoveOut(constant);
                if (isNode)
                {
                    inner.Initializer.Clear();
                    inner.Node.Insert(0, new NodeProto
                    {
                        OpType = "Constant",
                        Output = { "w" },
                        Attribute =
                        {
                            new AttributeProto
                            {
                                Name = "value",
                                Type = AttributeProto.Types.AttributeType.Tensor,
                                T = constant,
                            },
                        },
                    });
                }

                inner.Output.Add(GraphBuilder.Batch("relu", Width, Side, Side));
                return new AttributeProto
                {
                    Name = name,
                    Type = AttributeProto.Types.AttributeType.Graph,
                    G = inner,
                };
            }

            new GraphBuilder(graph, 17).Add("If", "chosen", ["yes"], Branch("then_branch"), Branch("else_branch"));
            graph.Output.Add(GraphBuilder.Batch("chosen", Width, Side, Side));
        });

        using var backbone = Backbone.Load(path);

        Assert.Equal([_folder.GetPath("model.data")], backbone.ExternalFiles);
        AssertSameFeatures(backbone);
        AssertExportedScores(backbone);
    }

    [Fact]
    public void Load_ImageSizeBeyondTheLimit_ThrowsWithTheLimit()
    {
        var path = Write("large", graph =>
        {
            graph.Input.Add(GraphBuilder.Batch("input", 3, 4097, 4097));
            var builder = new GraphBuilder(graph, 17);
            builder.Add("GlobalAveragePool", "pool", ["input"]);
            graph.Output.Add(GraphBuilder.Batch("pool", 3, 1, 1));
        });
        File.Delete(_folder.GetPath("large.json"));

        Assert.Equal($"{path}: images of the size that the model takes cannot be prepared: crop must be from 1 to "
            + "4096, but was 4097.", Assert.Throws<ImageDataException>(() => Backbone.Load(path)).Message);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(13)]
    [InlineData(18)]
    [InlineData(21)]
    [InlineData(23)]
    public void Load_AnyOperatorSet_FindsTheMeanOverPixels(int opset)
    {
        var path = Write("mean", graph =>
        {
            graph.Input.Add(GraphBuilder.Batch("input", 3, Side, Side));
            var builder = new GraphBuilder(graph, opset);
            Convolve(builder, "input");
            if (opset >= 18) // from operator set 18 on, the axes are an input
                builder.Add("ReduceMean", "mean", ["relu", builder.Indices("axes", -1, -2)],
                    GraphBuilder.Int("keepdims", 0));
            else
                builder.Add("ReduceMean", "mean", ["relu"], GraphBuilder.Ints("axes", 2, 3),
                    GraphBuilder.Int("keepdims", 0));
            builder.Add("MatMul", "logits", ["mean", builder.Constant("head", new float[Width * 5], Width, 5)]);
            graph.Output.Add(GraphBuilder.Batch("logits", 5));
        }, opset);

        using var backbone = Backbone.Load(path);

        Assert.Equal(("mean", null), (backbone.Output, backbone.Warning));
        AssertSameFeatures(backbone);
    }

    [Theory]
    [InlineData("Relu", 99, 8, "its opset is newer than ")]
    [InlineData("Relu", 17, 999, "its IR version is 999, but ONNX Runtime reads up to ")]
    [InlineData("Frobnicate", 17, 8, "it has the operation 'Frobnicate', which ONNX Runtime does not know. ")]
    [InlineData("MatMul", 17, 8, "its graph is damaged, or of a form that ONNX Runtime does not support. ")]
    public void Load_ModelThatOnnxRuntimeRefuses_ThrowsWithTheReasonInPlainWords(
        string operation, int opset, int version, string reason)
    {
        var path = Write("refused", graph =>
        {
            graph.Input.Add(GraphBuilder.Batch("input", 3, Side, Side));
            Convolve(new GraphBuilder(graph, 17), "input");
            graph.Node[^1].OpType = operation; // MatMul takes two inputs
            graph.Output.Add(GraphBuilder.Batch("relu", Width, Side, Side));
        }, opset, version);

        var refusal = Assert.Throws<ImageDataException>(() => Backbone.Load(path));

        Assert.StartsWith($"{path}: ONNX Runtime cannot load the model: {reason}", refusal.Message,
            StringComparison.Ordinal);
        Assert.DoesNotContain("\n", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ModelFailsOnAnImage_ThrowsWithTheNode()
    {
        var path = Write("fails", graph =>
        {
            graph.Input.Add(GraphBuilder.Batch("input", 3, Side, Side));
            var builder = new GraphBuilder(graph, 17);
            Convolve(builder, "input");
            builder.Add("Reshape", "flat", ["relu", builder.Indices("shape", 1, 7)]);
            graph.Output.Add(GraphBuilder.Batch("flat", 7));
        });

        var refusal = Assert.Throws<ImageDataException>(() => Backbone.Load(path));

        Assert.Equal($"{path}: the model fails on an image: its node 'flat' (Reshape) fails.", refusal.Message);
    }

    [Fact]
    public void Load_WithAnyInputSize_TakesTheSizeOfTheSettings()
    {
        var path = Write("dynamic", graph =>
        {
            graph.Input.Add(Dynamic("pixel_values", "batch", "num_channels", "height", "width"));
            var builder = new GraphBuilder(graph, 17);
            Convolve(builder, "pixel_values");
            builder.Add("GlobalAveragePool", "pool", ["relu"]);
            graph.Output.Add(Dynamic("pool", "batch", "c", "h", "w"));
        });

        using var own = Backbone.Load(path);
        using var larger = Backbone.Load(path, own.Preprocessing with { Resize = 20, Crop = 16 });

        Assert.Equal((8, 16), (own.Preprocessing.Crop, larger.Preprocessing.Crop));
        AssertSameFeatures(own);
    }

    [Fact]
    public void Load_ModelOfGreyImagesOfAnySize_IsRefused()
    {
        var path = Write("grey", graph =>
        {
            var input = Dynamic("input", "batch", "channels", "height", "width");
            input.Type.TensorType.Shape.Dim[1] = new TensorShapeProto.Types.Dimension { DimValue = 1 };
            graph.Input.Add(input);
            new GraphBuilder(graph, 17).Add("GlobalAveragePool", "pool", ["input"]);
            graph.Output.Add(Dynamic("pool", "batch", "c", "h", "w"));
        });
        File.Delete(_folder.GetPath("grey.json"));

        var refusal = Assert.Throws<ImageDataException>(() => Backbone.Load(path));

        Assert.Contains("[N, 3, H, W] or [N, H, W, 3]", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("[batch, 1, height, width]", refusal.Message, StringComparison.Ordinal);
    }

    private static ValueInfoProto Dynamic(string name, params string[] sizes)
    {
        var value = GraphBuilder.Batch(name);
        value.Type.TensorType.Shape.Dim.Clear();
        value.Type.TensorType.Shape.Dim.AddRange(sizes.Select(size =>
            new TensorShapeProto.Types.Dimension { DimParam = size }));
        return value;
    }

    private static void Convolve(GraphBuilder builder, string input)
    {
        builder.Add("Conv", "conv", [input, builder.Constant("w", TinyBackbone.Weights(), Width, 3, 1, 1)]);
        builder.Add("Relu", "relu", ["conv"]);
    }

    /// <summary>Declares that a constant is in the file model.data, after 4 other bytes.</summary>
    private static void MoveOut(TensorProto constant)
    {
        foreach (var (key, value) in (ReadOnlySpan<(string, string)>)
            [("location", "model.data"), ("offset", "4"), ("length", $"{constant.RawData.Length}")])
            constant.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
        constant.RawData = ByteString.Empty;
        constant.DataLocation = TensorProto.Types.DataLocation.External;
    }

    private string WriteTwoTowers() => Write("towers", graph =>
    {
        graph.Input.Add(GraphBuilder.Batch("input", 3, Side, Side));
        var tokens = GraphBuilder.Batch("tokens", Width);
        tokens.Type.TensorType.ElemType = Int64Type;
        graph.Input.Add(tokens);
        var builder = new GraphBuilder(graph, 17);
        Convolve(builder, "input");
        builder.Add("Flatten", "flat", ["relu"], GraphBuilder.Int("axis", 1));
        float[] mean = [.. Enumerable.Range(0, Width * Side * Side).SelectMany(i => Enumerable.Range(0, Width)
            .Select(k => i / (Side * Side) == k ? 1f / (Side * Side) : 0))];
        builder.Add("MatMul", "vision", ["flat", builder.Constant("mean", mean, Width * Side * Side, Width)]);
        builder.Add("Cast", "text", ["tokens"], GraphBuilder.Int("to", FloatType));
        builder.Add("Mul", "both", ["vision", "text"]);
        foreach (var name in (string[])["text", "both", "vision"])
            graph.Output.Add(GraphBuilder.Batch(name, Width));
    });

    private string Write(string name, Action<GraphProto> fill, int opset = 17, int version = 8)
    {
        var graph = new GraphProto { Name = name };
        fill(graph);
        var model = new ModelProto
        {
            IrVersion = version,
            Graph = graph,
            OpsetImport = { new OperatorSetIdProto { Version = opset } },
        };
        File.WriteAllText(_folder.GetPath($"{name}.json"), Settings);
        return _folder.Write($"{name}.onnx", model.ToByteArray());
    }

    /// <summary>Asserts that a backbone extracts the same features as <see cref="TinyBackbone"/>.</summary>
    private void AssertSameFeatures(Backbone backbone, double within = 1e-5)
    {
        using var plain = new ImageFeatures([Backbone.Load(TinyBackbone.Write(_folder.GetPath("plain.onnx")))]);
        var picture = Pictures.Random(4);
        var expected = plain.Extract(picture, "x", TestContext.Current.CancellationToken);

        var found = Extract(backbone, picture);

        Assert.Equal(expected.Length, found.Length);
        for (var i = 0; i < found.Length; i++)
            Assert.Equal(expected[i], found[i], within);
    }

    private static float[] Extract(Backbone backbone, byte[] picture)
    {
        var pixels = new float[backbone.InputLength];
        backbone.Prepare(backbone.Preprocessing.Decode(picture, "x", new ImageLimits()), pixels);
        var features = new float[backbone.Width];
        backbone.Extract(pixels, 1, features);
        return features;
    }

    /// <summary>Asserts that a model that is exported together with its image model computes the same scores as
    /// <see cref="UnseenModel.Score"/>.</summary>
    private static void AssertExportedScores(Backbone backbone, double within = 1e-3)
    {
        var weights = Enumerable.Range(0, 3 * Width).Select(i => (i % 5) - 2f).ToArray();
        var model = new UnseenModel(ClassifierForm.Linear, new ModelTensor([3, Width], weights),
            new ModelTensor([3], [0.5f, 0, -1]), ["a", "b", "c"], [true, true, false], FeatureScaling.None);
        var features = new ImageFeatures([backbone]); // the test disposes the backbone
        var pixels = Enumerable.Range(0, 3 * Side * Side).Select(i => i * 31 % 256 / 1f).ToArray();
        var normalised = new float[pixels.Length];
        for (var i = 0; i < pixels.Length; i++)
        {
            var channel = i / (Side * Side);
            var at = backbone.ChannelsLast ? (i % (Side * Side) * 3) + channel : i;
            normalised[at] = (pixels[i] - backbone.Preprocessing.Mean[channel]) / backbone.Preprocessing.Std[channel];
        }

        var vector = new float[Width];
        backbone.Extract(normalised, 1, vector);
        var expected = new float[3];
        model.Score(vector, expected);
        using var stream = new MemoryStream();
        OnnxExport.Write(model, stream, features);
        using var session = new Microsoft.ML.OnnxRuntime.InferenceSession(stream.ToArray());
        using var run = new Microsoft.ML.OnnxRuntime.RunOptions();
        using var input = Microsoft.ML.OnnxRuntime.OrtValue.CreateTensorValueFromMemory(pixels, [1, 3, Side, Side]);
        using var outputs = session.Run(run, [OnnxExport.Images], [input], [OnnxExport.Scores]);
        var found = outputs[0].GetTensorDataAsSpan<float>();
        for (var c = 0; c < 3; c++)
            Assert.Equal(expected[c], found[c], within);
    }
}
