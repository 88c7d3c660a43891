using Unseen.Generators;
using Unseen.Methods.Wgan;
using Unseen.Numerics;
using Unseen.Options;
using Unseen.Problems;

namespace Unseen.Methods.FVaeganD2;

/// <summary>f-VAEGAN-D2: a WGAN and a variational autoencoder that share the generator.</summary>
public record FVaeganOptions : WganOptions
{
    /// <inheritdoc/>
    public override MethodDescription Description { get; } = new(
        "f-vaegan-d2", "a WGAN and a variational autoencoder that share the generator",
            "Xian et al., f-VAEGAN-D2, CVPR 2019", Rank: 5);

    /// <summary>
    /// Weight γ of the critic's score in the generator's loss, relative to the VAE's loss, at least 0, default 10.
    /// </summary>
    [Option("Weight of the critic's score", AtLeast = 0)]
    public double CriticWeight { get; init; } = 10;

    /// <summary>
    /// Weight of the squared error relative to the Kullback-Leibler divergence, greater than 0, default 1.
    /// </summary>
    [Option("Weight of the squared error", MoreThan = 0)]
    public double ReconstructionWeight { get; init; } = 1;

    /// <inheritdoc/>
    private protected override int Networks => 3;

    /// <inheritdoc/>
    public override IFeatureGenerator Create(GzslProblem problem, int seed, Precision precision) =>
        new FVaeganGenerator(problem, this, seed, precision);
}
