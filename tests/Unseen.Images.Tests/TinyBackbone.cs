using Google.Protobuf;
using Unseen.Images.Onnx;

namespace Unseen.Images.Tests;

/// <summary>An image model so small that tests can compute its features in plain loops: a 1 x 1 convolution to 6
/// channels, a ReLU, and the mean over the pixels.</summary>
internal static class TinyBackbone
{
    public const int Side = 8;
    public const int Width = 6;

    /// <summary>[6, 3] weights of the convolution.</summary>
    public static float[] Weights(int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Width * 3).Select(_ => random.NextSingle() * 2 - 1)];
    }

    /// <summary>Weights that copy the normalised red, green and blue twice.</summary>
    public static float[] Copies { get; } = [1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1];

    /// <summary>Writes the model. Its only output is the scores of a classifier that follows the pooling. Unless
    /// <paramref name="sideCar"/> is false, also writes a file of settings beside it. The batch size of the input is
    /// <paramref name="batch"/>. If it is null, any batch size is accepted.</summary>
    public static string Write(string path, int seed = 1, string output = "logits", bool sideCar = true,
        long? batch = null, float[]? weights = null)
    {
        var graph = new GraphProto { Name = "tiny" };
        var builder = new GraphBuilder(graph, opset: 17);
        var input = GraphBuilder.Batch("input", 3, Side, Side);
        if (batch is { } fixedBatch)
            input.Type.TensorType.Shape.Dim[0].DimValue = fixedBatch;
        graph.Input.Add(input);
        builder.Add("Conv", "conv", ["input", builder.Constant("w", weights ?? Weights(seed), Width, 3, 1, 1)]);
        builder.Add("Relu", "relu", ["conv"]);
        builder.Add("GlobalAveragePool", "pool", ["relu"]);
        builder.Add("Flatten", "flat", ["pool"], GraphBuilder.Int("axis", 1));
        builder.Add("Gemm", output, ["flat", builder.Constant(
            "head", [.. Enumerable.Repeat(0.5f, Width * 2)], Width, 2)]);
        graph.Output.Add(GraphBuilder.Batch(output, 2));
        var model = new ModelProto
        {
            IrVersion = 8,
            Graph = graph,
            OpsetImport = { new OperatorSetIdProto { Version = 17 } }
        };
        File.WriteAllBytes(path, model.ToByteArray());
        if (sideCar)
            File.WriteAllText(Path.ChangeExtension(path, ".json"),
                """{ "resize": 10, "crop": 8, "mean": [100, 110, 120], "std": [50, 60, 70] }""");
        return path;
    }
}
