using static TorchSharp.torch;

namespace Unseen.Numerics;

/// <summary>Matrix products into arrays that are there already.</summary>
internal static class Products
{
    /// <summary><c>destination = left · right</c>.</summary>
    /// <param name="destination">[M, N]; must share no memory with the factors</param>
    /// <param name="left">[M, K]</param>
    /// <param name="right">[K, N]</param>
    public static void Multiply(this Tensor destination, Tensor left, Tensor right) => destination.addmm_(left, right, 0, 1);
}
