using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using TorchSharp;
using Unseen.Inference.Products;
using static TorchSharp.torch;

namespace Unseen.Numerics.Products;

/// <summary>Computes matrix products into existing tensors.</summary>
/// <remarks>
/// libtorch computes all products, except float32 products on AMD processors. There, libtorch uses MKL, which is not
/// optimised for these processors: <see cref="PackedProduct{TTile}"/> is twice as fast with AVX-512, and a
/// little faster without. oneDNN is no alternative. libtorch uses it for convolutions, and a product can be written as
/// a convolution, but with libtorch 2.10, the result is wrong for some shapes, such as 200 x 300 by 300 x 170, on a
/// Zen 5 processor.
/// </remarks>
internal static class TensorProducts
{
    private static readonly bool _packs = Fma.IsSupported && Processor.IsAmd;

    /// <summary><c>destination = left · right</c>.</summary>
    /// <param name="destination">[M, N], contiguous; must share no memory with the factors</param>
    /// <param name="left">[M, K], contiguous or the transpose of a contiguous tensor</param>
    /// <param name="right">[K, N], contiguous or the transpose of a contiguous tensor</param>
    public static void Multiply(this Tensor destination, Tensor left, Tensor right) =>
        Compute(destination, left, right, adds: false);

    /// <summary><c>destination += left · right</c>.</summary>
    /// <param name="destination">[M, N], contiguous; must share no memory with the factors</param>
    /// <param name="left">[M, K], contiguous or the transpose of a contiguous tensor</param>
    /// <param name="right">[K, N], contiguous or the transpose of a contiguous tensor</param>
    public static void AddProduct(this Tensor destination, Tensor left, Tensor right) =>
        Compute(destination, left, right, adds: true);

    private static void Compute(Tensor destination, Tensor left, Tensor right, bool adds)
    {
        if (!_packs || destination.dtype != ScalarType.Float32 || destination.device_type != DeviceType.CPU)
        {
            destination.addmm_(left, right, adds ? 1 : 0, 1);
            return;
        }

        var (product, factor1, factor2) =
            (FloatMatrix.CreateFrom(destination), FloatMatrix.CreateFrom(left), FloatMatrix.CreateFrom(right));
        if (Vector512.IsHardwareAccelerated)
            PackedProduct<Tile512>.Compute(product, factor1, factor2, adds);
        else
            PackedProduct<Tile256>.Compute(product, factor1, factor2, adds);
    }
}
