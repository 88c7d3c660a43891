namespace Unseen.Images.Onnx;

/// <summary>Renames everything in a graph, so that several fit into one.</summary>
internal static class PrefixedGraph
{
    /// <summary>Puts a prefix before every name in the graph and in the graphs within it.</summary>
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

    // an empty name is an input left out
    private static string Prefixed(string name, string prefix) => name.Length == 0 ? name : prefix + name;
}
