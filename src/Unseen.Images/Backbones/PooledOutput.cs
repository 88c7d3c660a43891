using Unseen.Images.Onnx;

namespace Unseen.Images.Backbones;

/// <summary>
/// Finds the value of an image model that gives the features: one vector per image, before the last layer of the
/// classifier.
/// </summary>
internal static class PooledOutput
{
    private static readonly string[] _usualNames =
        ["features", "embeddings", "embedding", "image_embeds", "pooler_output", "pooled"];
    private static readonly string[] _pooling = ["GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool"];
    private const int FloatType = 1; // TensorProto.DataType.FLOAT

    /// <summary>
    /// Finds an output with a usual name. If there is none, takes the result of the last pooling over all pixels,
    /// whether or not it is an output. If there is none either, takes the only output.
    /// </summary>
    /// <exception cref="ImageDataException">None of these exists.</exception>
    public static string Find(GraphProto graph, string path)
    {
        string[] outputs = [.. graph.Output.Select(output => output.Name)];
        return _usualNames.FirstOrDefault(outputs.Contains)
            ?? graph.Node.LastOrDefault(IsPooling)?.Output[0]
            ?? (outputs.Length == 1 ? outputs[0] : null)
            ?? throw new ImageDataException(
                path, "output", "named, since the model has several and none is pooled", string.Join(", ", outputs));
    }

    /// <summary>Makes a value of the graph one of its outputs, if it is not one yet.</summary>
    /// <returns>whether the graph was changed</returns>
    /// <exception cref="ImageDataException">The graph has no such value.</exception>
    public static bool Expose(GraphProto graph, string value, string path)
    {
        if (graph.Output.Any(output => output.Name == value))
            return false;
        if (!graph.Node.Any(node => node.Output.Contains(value)))
            throw new ImageDataException(path, "output",
                $"one of {string.Join(", ", graph.Output.Select(output => output.Name))}, or a value within the graph",
                $"'{value}'");
        graph.Output.Add(new ValueInfoProto
        {
            Name = value,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = FloatType } }
        });
        return true;
    }

    private static bool IsPooling(NodeProto node) =>
        _pooling.Contains(node.OpType)
        || (node.OpType == "ReduceMean"
            && node.Attribute.FirstOrDefault(attribute => attribute.Name == "axes") is { } axes
            && (axes.Ints.SequenceEqual([2, 3]) || axes.Ints.SequenceEqual([-2, -1])
            || axes.Ints.SequenceEqual([1, 2])));
}
