using System.Runtime.InteropServices;
using Unseen.Images.Onnx;

namespace Unseen.Images.Backbones;

/// <summary>
/// Finds the value of an image model that is used as features: one vector per image, before the model's own
/// classification layer.
/// </summary>
internal static class PooledOutput
{
    private static readonly string[] _usualNames =
        ["features", "embeddings", "embedding", "image_embeds", "pooler_output", "pooled"];
    private static readonly string[] _poolingTypes = ["GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool"];
    private static readonly long[][] _pixelAxes = [[2, 3], [-2, -1], [1, 2], [-3, -2]]; // of height and width

    /// <summary>
    /// Finds the first of these that exists: an output with a usual name; the result of the last pooling over all
    /// pixels, even if it is not an output; the only output; the only output that depends on photographs alone.
    /// </summary>
    /// <exception cref="ImageDataException">None of these exists.</exception>
    public static string Find(GraphProto graph, string path)
    {
        string[] outputs = [.. graph.Output.Select(output => output.Name)];
        string[] ofImages = [.. outputs.Where(output =>
            GraphPart.FreeInputs(graph, output) is [var input] && IsImage(graph, input))];
        return _usualNames.FirstOrDefault(outputs.Contains)
            ?? graph.Node.LastOrDefault(node => IsPooling(node, graph))?.Output[0]
            ?? (outputs.Length == 1 ? outputs[0] : ofImages.Length == 1 ? ofImages[0] : null)
            ?? throw new ImageDataException(path, $"the model has several outputs, and none is pooled: "
                + $"{string.Join(", ", graph.Output.Select(Describe))}. Choose one with --output");
    }

    /// <summary>Makes a value of the graph one of its outputs. If the graph has several inputs, removes the parts that
    /// the value does not need.</summary>
    /// <returns>whether the graph was changed</returns>
    /// <exception cref="ImageDataException">The graph has no such value.</exception>
    public static bool Prepare(GraphProto graph, string value, string path)
    {
        var isChanged = Expose(graph, value, path);
        if (GraphPart.FreeInputs(graph).Length == 1)
            return isChanged;
        GraphPart.ReduceTo(graph, value); // the text tower is not needed
        return true;
    }

    /// <summary>Makes a value of the graph one of its outputs, if it is not one yet.</summary>
    /// <returns>whether the graph was changed</returns>
    /// <exception cref="ImageDataException">The graph has no such value.</exception>
    private static bool Expose(GraphProto graph, string value, string path)
    {
        if (graph.Output.Any(output => output.Name == value))
            return false;
        if (!graph.Node.Any(node => node.Output.Contains(value)))
        {
            string[] names = [.. graph.Output.Select(output => output.Name)];
            throw new ImageDataException(path, $"the model has no value '{value}'; its outputs are "
                + $"{string.Join(", ", graph.Output.Select(Describe))}.{NearestName.Question(value, names)} Choose one "
                + "with --output");
        }

        graph.Output.Add(new ValueInfoProto { Name = value }); // ONNX Runtime finds the type
        return true;
    }

    private static bool IsPooling(NodeProto node, GraphProto graph) =>
        _poolingTypes.Contains(node.OpType) || (node.OpType == "ReduceMean" && GetAxes(node, graph) is { } axes
            && _pixelAxes.Any(pixels => axes.Order().SequenceEqual(pixels)));

    /// <summary>Gets the axes of a mean. They are an attribute, or an input since operator set 18.</summary>
    private static IReadOnlyList<long>? GetAxes(NodeProto node, GraphProto graph)
    {
        if (node.Attribute.FirstOrDefault(attribute => attribute.Name == "axes") is { } axes)
            return axes.Ints;
        if (node.Input.Count < 2)
            return null;
        var tensor = graph.Initializer.FirstOrDefault(one => one.Name == node.Input[1])
            ?? graph.Node.FirstOrDefault(one => one.OpType == "Constant" && one.Output.Contains(node.Input[1]))
                ?.Attribute.FirstOrDefault(attribute => attribute.Name == "value")?.T;
        return tensor is null ? null : tensor.Int64Data.Count > 0 ? tensor.Int64Data
            : MemoryMarshal.Cast<byte, long>(tensor.RawData.Span[..(tensor.RawData.Length / 8 * 8)]).ToArray();
    }

    private static bool IsImage(GraphProto graph, string input) =>
        graph.Input.First(one => one.Name == input).Type?.TensorType?.Shape is null or { Dim.Count: 4 };

    private static string Describe(ValueInfoProto output)
    {
        var sizes = output.Type?.TensorType?.Shape?.Dim.Select(size =>
            size.DimParam is { Length: > 0 } name ? name : size.DimValue > 0 ? $"{size.DimValue}" : "?");
        return sizes is null ? output.Name : $"{output.Name} [{string.Join(", ", sizes)}]";
    }
}
