using Unseen.Numerics;
using static TorchSharp.torch;

namespace Unseen.Methods.CadaVae;

/// <summary>The absolute error of decoded samples, summed over columns, averaged over the batch, and multiplied by a
/// weight.</summary>
internal static class AbsoluteError
{
    /// <summary>Computes the loss and its gradient.</summary>
    /// <param name="decoded">[B, D]</param>
    /// <param name="truth">[B, D]</param>
    /// <param name="weight">the factor of the loss</param>
    /// <param name="gradient">[B, D], receives the gradient with respect to <paramref name="decoded"/></param>
    /// <returns>the loss</returns>
    public static double Back(Tensor decoded, Tensor truth, double weight, Tensor gradient)
    {
        using var scope = NewDisposeScope();
        var scale = weight / truth.size(0);
        gradient.copy_(decoded).sub_(truth);
        var sizes = gradient.abs();
        var sum = (sizes.dtype == ScalarType.BFloat16 ? sizes.to(ScalarType.Float32) : sizes).sum().Number();
        gradient.sign_().TimesInPlace(scale);
        return scale * sum;
    }
}
