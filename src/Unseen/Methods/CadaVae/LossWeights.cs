namespace Unseen.Methods.CadaVae;

/// <summary>The weights of CADA-VAE's losses in an epoch. The weight of the reconstruction is always 1.</summary>
/// <param name="Divergence">β, the weight of the Kullback-Leibler divergences</param>
/// <param name="Cross">γ, the weight of the cross-alignment: each decoder decodes the other encoder's latents</param>
/// <param name="Alignment">δ, the weight of the distance between both latent distributions</param>
internal readonly record struct LossWeights(double Divergence, double Cross, double Alignment)
{
    /// <summary>Computes the weights of an epoch. Each weight rises linearly from 0 to its final value.</summary>
    /// <param name="options">the epochs between which each weight rises, and its final value</param>
    /// <param name="epoch">the epoch, 0-based</param>
    public static LossWeights At(CadaVaeOptions options, int epoch) => new(
        WarmUp(epoch, 0, options.DivergenceEnd, options.DivergenceWeight),
        WarmUp(epoch, options.CrossStart, options.CrossEnd, options.CrossWeight),
        WarmUp(epoch, options.AlignmentStart, options.AlignmentEnd, options.AlignmentWeight));

    private static double WarmUp(int epoch, int start, int end, double weight) =>
        epoch >= end ? weight : epoch <= start ? 0 : weight * (epoch - start) / (end - start);
}
