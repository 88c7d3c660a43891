using static TorchSharp.torch;

namespace Unseen.Numerics;

/// <summary>Computes matrix products into existing tensors.</summary>
/// <remarks>
/// Earlier versions computed large float32 products on AMD processors with AVX-512 as oneDNN convolutions, which are
/// faster there than MKL's products. With libtorch 2.10 such a convolution returns wrong numbers for some shapes, such
/// as 200 x 300 by 300 x 170, on a Zen 5 processor, so all products are libtorch's own.
/// </remarks>
internal static class Products
{
    /// <summary><c>destination = left · right</c>.</summary>
    /// <param name="destination">[M, N]; must share no memory with the factors</param>
    /// <param name="left">[M, K], row-major or the transpose of such a matrix</param>
    /// <param name="right">[K, N], row-major or the transpose of such a matrix</param>
    public static void Multiply(this Tensor destination, Tensor left, Tensor right) =>
        destination.addmm_(left, right, 0, 1);

    /// <summary><c>destination += left · right</c>.</summary>
    /// <param name="destination">[M, N]; must share no memory with the factors</param>
    /// <param name="left">[M, K], row-major or the transpose of such a matrix</param>
    /// <param name="right">[K, N], row-major or the transpose of such a matrix</param>
    public static void AddProduct(this Tensor destination, Tensor left, Tensor right) =>
        destination.addmm_(left, right, 1, 1);
}
