namespace Unseen.Images.Onnx;

/// <summary>Renames the nodes and values of an ONNX graph, so that it can be combined with other graphs.</summary>
internal static class PrefixedGraph
{
    /// <summary>Adds a prefix to the names of all nodes and values in the graph and its subgraphs.</summary>
    public static void Rename(GraphProto graph, string prefix)
    {
        foreach (var node in graph.Node)
        {
            Rename(node.Input, prefix);
            Rename(node.Output, prefix);
            node.Name = Prefixed(node.Name, prefix);
            foreach (var attribute in node.Attribute)
            {
                if (attribute.G is { } one)
                    Rename(one, prefix);
                foreach (var other in attribute.Graphs)
                    Rename(other, prefix);
            }
        }

        foreach (var initializer in graph.Initializer)
            initializer.Name = Prefixed(initializer.Name, prefix);
        foreach (var value in graph.Input.Concat(graph.Output).Concat(graph.ValueInfo))
            value.Name = Prefixed(value.Name, prefix);
    }

    private static void Rename(Google.Protobuf.Collections.RepeatedField<string> names, string prefix)
    {
        for (var i = 0; i < names.Count; i++)
            names[i] = Prefixed(names[i], prefix);
    }

    // An empty name means that an optional input is omitted.
    private static string Prefixed(string name, string prefix) => name.Length == 0 ? name : prefix + name;
}
