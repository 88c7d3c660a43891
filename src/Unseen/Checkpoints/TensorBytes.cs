using static TorchSharp.torch;

namespace Unseen.Checkpoints;

/// <summary>Gives access to the bytes of a tensor of any size.</summary>
internal static class TensorBytes
{
    private const int Block = 1 << 24;

    /// <summary>Processes a block of bytes.</summary>
    public delegate void Visitor(Span<byte> bytes);

    /// <summary>Visits all bytes in order, one block at a time.</summary>
    /// <param name="tensor">a contiguous tensor on the CPU</param>
    /// <param name="visit">reads or changes the bytes</param>
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
