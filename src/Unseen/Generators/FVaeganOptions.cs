namespace Unseen.Generators;

/// <summary>What f-VAEGAN-D2 adds to the WGAN.</summary>
public sealed record FVaeganOptions
{
    /// <summary>Weight γ of the critic's score in the generator's loss beside the VAE's, at least 0, default 10.</summary>
    public double CriticWeight { get; init; } = 10;

    /// <summary>Weight of the squared error beside the Kullback-Leibler divergence, greater than 0, default 1.</summary>
    public double ReconstructionWeight { get; init; } = 1;

    internal IEnumerable<string> Problems()
    {
        if (!(double.IsFinite(CriticWeight) && CriticWeight >= 0))
            yield return $"fVaegan.criticWeight must be finite and at least 0, but was {CriticWeight}.";
        if (!(double.IsFinite(ReconstructionWeight) && ReconstructionWeight > 0))
            yield return $"fVaegan.reconstructionWeight must be finite and greater than 0, but was {ReconstructionWeight}.";
    }
}
