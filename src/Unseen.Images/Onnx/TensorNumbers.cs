using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Unseen.Images.Onnx;

/// <summary>Converts float32 numbers to tensors of float32 or float16, and back.</summary>
internal static class TensorNumbers
{
    /// <summary>Whether tensors of an element type can be created and read.</summary>
    public static bool Supports(TensorElementType type) => type is TensorElementType.Float or TensorElementType.Float16;

    /// <summary>Creates a tensor, which the caller disposes.</summary>
    /// <param name="values">the numbers; a float32 tensor uses this memory without copying it</param>
    /// <param name="shape">the shape</param>
    /// <param name="type">float32 or float16</param>
    public static OrtValue Create(Memory<float> values, long[] shape, TensorElementType type)
    {
        if (type == TensorElementType.Float)
            return OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, values, shape);
        var halves = new Float16[values.Length];
        TensorPrimitives.ConvertToHalf(values.Span, MemoryMarshal.Cast<Float16, Half>(halves.AsSpan()));
        return OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, halves.AsMemory(), shape);
    }

    /// <summary>Reads all numbers of a tensor of float32 or float16, as float32.</summary>
    public static float[] Read(OrtValue tensor)
    {
        if (tensor.GetTensorTypeAndShape().ElementDataType == TensorElementType.Float)
            return tensor.GetTensorDataAsSpan<float>().ToArray();
        var halves = MemoryMarshal.Cast<Float16, Half>(tensor.GetTensorDataAsSpan<Float16>());
        var values = new float[halves.Length];
        TensorPrimitives.ConvertToSingle(halves, values);
        return values;
    }
}
