namespace Unseen.Methods.CadaVae;

/// <summary>Weights of CADA-VAE's losses in an epoch; that of the reconstruction is 1.</summary>
/// <param name="Divergence">β</param>
/// <param name="Cross">γ, of decoding what the other encoder encoded</param>
/// <param name="Alignment">δ, of the distance between both distributions</param>
internal readonly record struct LossWeights(double Divergence, double Cross, double Alignment)
{
    /// <summary>The weights of an epoch, each on its way up.</summary>
    /// <param name="options">the epochs between which each weight rises, and its final value</param>
    /// <param name="epoch">0-based</param>
    public static LossWeights At(CadaVaeOptions options, int epoch) => new(
        WarmUp(epoch, 0, options.DivergenceEnd, options.DivergenceWeight),
        WarmUp(epoch, options.CrossStart, options.CrossEnd, options.CrossWeight),
        WarmUp(epoch, options.AlignmentStart, options.AlignmentEnd, options.AlignmentWeight));

    private static double WarmUp(int epoch, int start, int end, double weight) =>
        epoch >= end ? weight : epoch <= start ? 0 : weight * (epoch - start) / (end - start);
}
