using System.Globalization;
using Unseen.Data.Arrays;
using Unseen.Data.Pickles;

namespace Unseen.Data.Tensors;

/// <summary>The location and layout of a tensor in a PyTorch file.</summary>
/// <param name="Storage">name of its storage in the archive</param>
/// <param name="Type">the type of its numbers in the file</param>
/// <param name="IsLogical">whether its numbers are logical values</param>
/// <param name="Offset">index of its first element in the storage</param>
/// <param name="Shape">sizes of its dimensions</param>
/// <param name="Strides">number of storage elements from one element to the next in every dimension</param>
internal sealed record TorchTensor(
    string Storage, StorageType Type, bool IsLogical, long Offset, long[] Shape, long[] Strides)
{
    private const string Rebuild = "torch._utils._rebuild_tensor_v2";
    private const string Parameter = "torch._utils._rebuild_parameter";

    private static readonly Dictionary<string, StorageType> _types = new()
    {
        ["torch.FloatStorage"] = StorageType.Single,
        ["torch.DoubleStorage"] = StorageType.Double,
        ["torch.HalfStorage"] = StorageType.Half,
        ["torch.BFloat16Storage"] = StorageType.BFloat16,
        ["torch.LongStorage"] = StorageType.Int64,
        ["torch.IntStorage"] = StorageType.Int32,
        ["torch.ShortStorage"] = StorageType.Int16,
        ["torch.CharStorage"] = StorageType.Int8,
        ["torch.ByteStorage"] = StorageType.UInt8,
        ["torch.BoolStorage"] = StorageType.UInt8,
    };

    /// <summary>Gets the tensor that a call in a pickle would create, or null if the value is not such a
    /// call.</summary>
    public static TorchTensor? TryCreate(object? value)
    {
        if (value is not PickleCall { Arguments: object?[] arguments } call)
            return null;
        if (call.Is(Parameter))
            return arguments.Length > 0 && arguments[0] is PickleCall inner && inner.Is(Rebuild) ? TryCreate(inner)
                : null;
        if (!call.Is(Rebuild)
            || arguments is not [PickleCall { Function: null, Arguments: object?[] storage }, long offset,
                object?[] shape, object?[] strides, ..]
            || storage is not [_, PickleGlobal type, var key, ..] || !_types.TryGetValue(type.Name, out var stored))
            return null;
        long[] lengths = [.. shape.OfType<long>()];
        long[] steps = [.. strides.OfType<long>()];
        var isSound = lengths.Length == shape.Length && steps.Length == lengths.Length && offset >= 0
            && lengths.All(length => length >= 0) && steps.All(step => step >= 0);
        return isSound ? new(Convert.ToString(key, CultureInfo.InvariantCulture) ?? "", stored,
            type.Name == "torch.BoolStorage", offset, lengths, steps) : null;
    }

    /// <summary>The number of elements that the storage must have, as a floating-point number so that it cannot
    /// overflow.</summary>
    public double Needed => Shape.Contains(0) ? 0
        : Offset + 1 + Shape.Zip(Strides).Sum(axis => (axis.First - 1.0) * axis.Second);

    /// <summary>Copies the tensor's elements in row-major order.</summary>
    /// <param name="storage">the first elements of the storage, at least <see cref="Needed"/></param>
    public T[] Gather<T>(T[] storage)
    {
        var values = new T[Shape.Contains(0) ? 0 : Shape.Aggregate(1L, (product, length) => checked(product * length))];
        var at = new long[Shape.Length];
        var place = Offset;
        for (var i = 0L; i < values.Length; i++)
        {
            values[i] = storage[place];
            for (var axis = Shape.Length - 1; axis >= 0; axis--)
            {
                place += Strides[axis];
                if (++at[axis] < Shape[axis])
                    break;
                place -= at[axis] * Strides[axis];
                at[axis] = 0;
            }
        }

        return values;
    }
}
