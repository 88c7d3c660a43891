using System.Runtime.InteropServices;
using Google.Protobuf;

namespace Unseen.Images.Onnx;

/// <summary>Adds nodes to a graph, one after the other.</summary>
/// <param name="graph">the graph</param>
/// <param name="opset">version of the default operator set that it is written in</param>
internal sealed class GraphBuilder(GraphProto graph, long opset)
{
    private const int FloatType = 1; // TensorProto.DataType.FLOAT
    private const int Int64Type = 7; // TensorProto.DataType.INT64
    private const long AxesAreInputs = 18; // since this version of the operator set ReduceL2 takes its axes as an input

    /// <summary>Adds an input or output of float32.</summary>
    /// <param name="name">its name</param>
    /// <param name="sizes">sizes after the first, which is any number N</param>
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
    /// <returns>its name</returns>
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

    /// <summary>Adds a constant of whole numbers, [count].</summary>
    /// <returns>its name</returns>
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

    /// <summary>Adds a node of one output, which is named after it.</summary>
    /// <returns>the output's name</returns>
    public string Add(string type, string name, string[] inputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        var node = new NodeProto { OpType = type, Name = name, Input = { inputs }, Output = { name } };
        foreach (var attribute in attributes)
            node.Attribute.Add(attribute);
        graph.Node.Add(node);
        return name;
    }

    /// <summary>Divides every row by its Euclidean norm, or by the smallest one allowed.</summary>
    /// <returns>the result's name</returns>
    public string UnitLength(string name, string input, float smallest)
    {
        string norm;
        if (opset >= AxesAreInputs)
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
