using Unseen.Methods.Ale;

namespace Unseen.Methods.Devise;

/// <summary>DeViSE: a bilinear compatibility, trained by a pairwise ranking loss.</summary>
public sealed record DeviseOptions : RankingOptions
{
    /// <inheritdoc/>
    public override MethodDescription Description { get; } = new(
        "devise", "a bilinear compatibility, trained by a pairwise ranking loss",
            "Frome et al., DeViSE, NeurIPS 2013", Rank: 5);

    /// <inheritdoc/>
    public override bool WeighsRanks => false;
}
