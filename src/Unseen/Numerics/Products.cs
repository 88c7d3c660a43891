using System.Runtime.Intrinsics.X86;
using static TorchSharp.torch;

namespace Unseen.Numerics;

/// <summary>Matrix products into arrays that are there already.</summary>
/// <remarks>
/// libtorch computes float32 products by MKL, which uses only half the width of the registers of AMD processors with
/// AVX-512. Its convolutions are oneDNN's, which uses all of it. A convolution with a kernel of one point is a matrix
/// product, so on these processors that is how float32 products are made: measured 1.2 to 1.7 times as fast, copies
/// included, at the sizes of the published networks.
/// </remarks>
internal static class Products
{
    private const int AmdVendor = 0x68747541; // "Auth" of AuthenticAMD: CPUID leaf 0, EBX

    // additions for each number of the result, which a convolution puts into memory of its own first
    private const int WorthTheCopy = 512;

    private static readonly bool _convolves = Avx512F.IsSupported && X86Base.CpuId(0, 0).Ebx == AmdVendor;

    /// <summary><c>destination = left · right</c>.</summary>
    /// <param name="destination">[M, N]; must share no memory with the factors</param>
    /// <param name="left">[M, K], row-major or the transpose of such a matrix</param>
    /// <param name="right">[K, N], row-major or the transpose of such a matrix</param>
    public static void Multiply(this Tensor destination, Tensor left, Tensor right)
    {
        if (_convolves && left.size(1) >= WorthTheCopy && destination.dtype == ScalarType.Float32
            && destination.device_type == TorchSharp.DeviceType.CPU)
            destination.MultiplyByConvolution(left, right);
        else
            destination.addmm_(left, right, 0, 1);
    }

    /// <summary>As <see cref="Multiply"/>, by a convolution whose kernel is one point wide.</summary>
    internal static void MultiplyByConvolution(this Tensor destination, Tensor left, Tensor right)
    {
        using var scope = NewDisposeScope();
        var (rows, inner, columns) = (left.size(0), left.size(1), right.size(1));
        if (right.is_contiguous())
        {
            // One image with K channels of N points, and M kernels of K channels.
            var product = nn.functional.conv1d(right.unsqueeze(0), left.contiguous().unsqueeze(2)); // [1, M, N]
            destination.copy_(product.squeeze(0));
            return;
        }

        // One image with K channels of M points, channels last as the rows of left have them, and N kernels of K
        // channels.
        var image = left.contiguous().view(1, rows, 1, inner).permute(0, 3, 1, 2); // [1, K, M, 1]
        var kernels = right.t().contiguous().view(columns, 1, 1, inner).permute(0, 3, 1, 2); // [N, K, 1, 1]
        destination.copy_(nn.functional.conv2d(image, kernels).permute(0, 2, 3, 1).reshape(rows, columns));
    }
}
