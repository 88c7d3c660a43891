using System.Runtime.InteropServices;
using Google.Protobuf;

namespace Unseen.Images.Onnx;

/// <summary>Adds nodes to an ONNX graph.</summary>
/// <param name="graph">the graph</param>
/// <param name="opset">the version of the default operator set of the graph</param>
internal sealed class GraphBuilder(GraphProto graph, long opset)
{
    /// <summary>The values of TensorProto.DataType.FLOAT and FLOAT16.</summary>
    public const int FloatType = 1, HalfType = 10;

    private const int Int64Type = 7; // TensorProto.DataType.INT64
    private const long AxesInputOpset = 18; // the operator set in which the axes of ReduceL2 became an input

    /// <summary>Creates the description of a float32 input or output, whose first dimension is a variable batch size
    /// N.</summary>
    /// <param name="name">the name of the input or output</param>
    /// <param name="sizes">the sizes of all other dimensions</param>
    public static ValueInfoProto Batch(string name, params ReadOnlySpan<int> sizes)
    {
        var shape = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dimension { DimParam = "N" } } };
        foreach (var size in sizes)
            shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = size });
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = FloatType, Shape = shape } }
        };
    }

    /// <summary>Adds a constant.</summary>
    /// <returns>the name of the constant</returns>
    public string Constant(string name, ReadOnlySpan<float> values, params ReadOnlySpan<int> shape)
    {
        var tensor = new TensorProto
        {
            Name = name,
            DataType = FloatType,
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values))
        };
        foreach (var size in shape)
            tensor.Dims.Add(size);
        graph.Initializer.Add(tensor);
        return name;
    }

    /// <summary>Adds a constant of integers, [count].</summary>
    /// <returns>the name of the constant</returns>
    public string Indices(string name, params IReadOnlyCollection<long> values)
    {
        graph.Initializer.Add(new TensorProto
        {
            Name = name,
            DataType = Int64Type,
            Dims = { values.Count },
            Int64Data = { values }
        });
        return name;
    }

    /// <summary>Adds a node with one output, which has the name of the node.</summary>
    /// <returns>the name of the output</returns>
    public string Add(string type, string name, string[] inputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        var node = new NodeProto { OpType = type, Name = name, Input = { inputs }, Output = { name } };
        foreach (var attribute in attributes)
            node.Attribute.Add(attribute);
        graph.Node.Add(node);
        return name;
    }

    /// <summary>
    /// Divides every row by its Euclidean norm, or by <paramref name="smallest"/> if the norm is less.
    /// </summary>
    /// <returns>the name of the result</returns>
    public string UnitLength(string name, string input, float smallest)
    {
        string norm;
        if (opset >= AxesInputOpset)
            norm = Add("ReduceL2", $"{name}.norm", [input, Indices($"{name}.axes", 1)], Int("keepdims", 1));
        else
            norm = Add("ReduceL2", $"{name}.norm", [input], Ints("axes", 1), Int("keepdims", 1));
        return Add("Div", name, [input, Add("Max", $"{name}.positive",
            [norm, Constant($"{name}.smallest", [smallest], 1)])]);
    }

    public static AttributeProto Int(string name, long value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };

    public static AttributeProto Float(string name, float value) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Float, F = value };

    public static AttributeProto Ints(string name, params IEnumerable<long> values) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Ints, Ints = { values } };
}
