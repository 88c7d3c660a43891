using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Unseen.Inference;
using static TorchSharp.torch;

namespace Unseen;

/// <summary>Direct access to the numbers of tensors in main memory.</summary>
internal static class TensorMemory
{
    /// <summary>Gets the address of the first number of a contiguous tensor in main memory. The address is valid until
    /// the tensor is disposed.</summary>
    public static unsafe T* Pointer<T>(this Tensor tensor)
        where T : unmanaged
    {
        if (tensor.numel() * tensor.element_size() <= int.MaxValue)
            return (T*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));
        using var start = tensor.narrow(0, 0, 1); // a span of the whole tensor would be too long
        return (T*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(start.bytes));
    }

    /// <summary>Copies a float32 tensor, from any device, into a tensor of a model file.</summary>
    public static unsafe ModelTensor ToModelTensor(this Tensor tensor)
    {
        using var local = tensor.cpu().contiguous();
        // not data<float>().ToArray(), which copies number by number
        var numbers = new ReadOnlySpan<float>(local.Pointer<float>(), checked((int)local.numel())).ToArray();
        return new ModelTensor([.. local.shape.Select(size => (int)size)], numbers);
    }
}
