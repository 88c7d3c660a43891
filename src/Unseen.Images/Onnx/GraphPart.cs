using System.Globalization;

namespace Unseen.Images.Onnx;

/// <summary>Reduces a model to the part that one of its values needs, such as the image tower of a model with two
/// towers.</summary>
internal static class GraphPart
{
    private const string Location = "location"; // the key under which a constant names the file that contains it

    /// <summary>Removes the nodes, constants and inputs that an output does not need, and all other outputs.</summary>
    /// <param name="graph">the graph, which is changed</param>
    /// <param name="output">the name of the output</param>
    public static void ReduceTo(GraphProto graph, string output)
    {
        var (values, nodes) = NeededFor(graph, output);
        Filter(graph.Node, nodes.Contains);
        Filter(graph.Initializer, one => values.Contains(one.Name));
        Filter(graph.Input, one => values.Contains(one.Name));
        Filter(graph.Output, one => one.Name == output);
    }

    /// <summary>Gets the names of the inputs that a value depends on and that have no default value.</summary>
    public static string[] FreeInputs(GraphProto graph, string output) =>
        [.. FreeInputs(graph).Intersect(NeededFor(graph, output).Values)];

    /// <summary>Gets the names of the inputs that have no default value.</summary>
    public static string[] FreeInputs(GraphProto graph) =>
        [.. graph.Input.Select(input => input.Name).Except(graph.Initializer.Select(one => one.Name))];

    /// <summary>Gets the names of the files that contain constants of the model, spelled as in the model.</summary>
    public static string[] ExternalFiles(GraphProto graph) =>
    [
        .. ExternalConstants(graph)
            .SelectMany(one => one.ExternalData.Where(entry => entry.Key == Location).Select(entry => entry.Value))
            .Distinct(),
    ];

    /// <summary>Gets the constants that are in other files, including constants of nodes and of subgraphs.</summary>
    private static IEnumerable<TensorProto> ExternalConstants(GraphProto graph) => graph.Initializer
        .Concat(graph.Node.SelectMany(node => node.Attribute).Select(attribute => attribute.T))
        .Where(one => one?.DataLocation == TensorProto.Types.DataLocation.External)
        .Concat(graph.Node.SelectMany(GetGraphs).SelectMany(ExternalConstants));

    private static (HashSet<string> Values, HashSet<NodeProto> Nodes) NeededFor(GraphProto graph, string output)
    {
        var producers = new Dictionary<string, NodeProto>();
        foreach (var node in graph.Node)
            foreach (var value in node.Output)
                producers[value] = node;
        HashSet<string> values = [];
        HashSet<NodeProto> nodes = new(ReferenceEqualityComparer.Instance);
        Stack<string> open = new([output]);
        while (open.TryPop(out var value))
            if (values.Add(value) && producers.TryGetValue(value, out var producer) && nodes.Add(producer))
                foreach (var input in GetInputs(producer))
                    open.Push(input);
        return (values, nodes);
    }

    /// <summary>Moves constants from other files into the graph.</summary>
    /// <param name="graph">the graph, which is changed</param>
    /// <param name="path">the path of the model</param>
    /// <exception cref="ImageDataException">A file is too short for a constant, or a constant exceeds 2
    /// GiB.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static void EmbedConstants(GraphProto graph, string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        foreach (var one in ExternalConstants(graph))
        {
            var entries = one.ExternalData.ToDictionary(entry => entry.Key, entry => entry.Value);
            var file = Path.Combine(folder, Path.GetFileName(entries[Location]));
            using var stream = File.OpenRead(file);
            stream.Position = long.Parse(entries.GetValueOrDefault("offset", "0"), CultureInfo.InvariantCulture);
            var length = entries.TryGetValue("length", out var text) ? long.Parse(text, CultureInfo.InvariantCulture)
                : stream.Length - stream.Position;
            if (length < 0 || length > stream.Length - stream.Position || length > int.MaxValue)
                throw new ImageDataException(path, $"constant '{one.Name}'", $"within {file}", $"{length} bytes");
            var bytes = new byte[length];
            stream.ReadExactly(bytes);
            one.RawData = Google.Protobuf.ByteString.CopyFrom(bytes);
            one.DataLocation = TensorProto.Types.DataLocation.Default;
            one.ExternalData.Clear();
        }
    }

    /// <summary>Gets the inputs of a node, including inputs that its subgraphs take from outside.</summary>
    private static IEnumerable<string> GetInputs(NodeProto node) => node.Input.Concat(
        from inner in GetGraphs(node)
        from name in inner.Node.SelectMany(GetInputs).Concat(inner.Output.Select(value => value.Name))
        select name);

    private static IEnumerable<GraphProto> GetGraphs(NodeProto node) => node.Attribute.SelectMany(attribute =>
        attribute.G is { } one ? attribute.Graphs.Prepend(one) : attribute.Graphs);

    private static void Filter<T>(Google.Protobuf.Collections.RepeatedField<T> items, Func<T, bool> isKept)
    {
        T[] kept = [.. items.Where(isKept)];
        if (kept.Length == items.Count)
            return;
        items.Clear();
        items.AddRange(kept);
    }
}
