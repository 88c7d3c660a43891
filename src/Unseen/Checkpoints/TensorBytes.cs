using static TorchSharp.torch;

namespace Unseen.Checkpoints;

/// <summary>The bytes of a tensor, however many.</summary>
internal static class TensorBytes
{
    private const int Block = 1 << 24;

    /// <summary>What is done with some of the bytes.</summary>
    public delegate void Visitor(Span<byte> bytes);

    /// <summary>Gives out all bytes in order, some at a time.</summary>
    /// <param name="tensor">on the CPU, contiguous</param>
    /// <param name="visit">reads or changes them</param>
    public static unsafe void Visit(Tensor tensor, Visitor visit)
    {
        var left = tensor.numel() * tensor.element_size();
        if (left == 0)
            return;
        for (var bytes = tensor.Pointer<byte>(); left > 0;)
        {
            var count = (int)Math.Min(left, Block);
            visit(new Span<byte>(bytes, count));
            bytes += count;
            left -= count;
        }
    }
}
