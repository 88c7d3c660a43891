using Unseen.Classifiers;
using Unseen.Options;
using Unseen.Problems;

namespace Unseen.Methods.Sae;

/// <summary>SAE: the semantic autoencoder, in closed form.</summary>
public sealed record SaeOptions : SolvedClassifierOptions
{
    private static readonly double[] _weights = [.. Enumerable.Range(-4, 11).Select(power => Math.Pow(10, power))];

    /// <inheritdoc/>
    public override MethodDescription Description { get; } = new(
        "sae", "a semantic autoencoder in closed form",
            "Kodirov et al., Semantic Autoencoder for Zero-Shot Learning, CVPR 2017", Rank: 3);

    /// <summary>
    /// Weight λ of the encoding loss relative to the decoding loss, greater than 0. Null (default) chooses one of 1e-4,
    /// 1e-3 ... 1e6 on validation images, or on test images in the paper protocol. With fewer than three seen classes,
    /// protocols other than paper require a value.
    /// </summary>
    [Option("Weight of the encoding loss relative to the decoding loss; auto chooses on validation", MoreThan = 0,
        Symbol = "λ")]
    public double? EncodingWeight { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<SolvedClassifierOptions> Candidates =>
        EncodingWeight is null ? [.. _weights.Select(weight => this with { EncodingWeight = weight })] : [this];

    /// <inheritdoc/>
    public override IClosedFormSolver CreateSolver(GzslProblem problem) =>
        new SaeSolver(SeenStatistics.Compute(problem));
}
