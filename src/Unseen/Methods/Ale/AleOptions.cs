namespace Unseen.Methods.Ale;

/// <summary>ALE: a bilinear compatibility, trained by a weighted ranking loss.</summary>
public sealed record AleOptions : RankingOptions
{
    /// <inheritdoc/>
    public override MethodDescription Description { get; } = new(
        "ale", "a bilinear compatibility, trained by a weighted ranking loss",
            "Akata et al., Label-Embedding for Image Classification, TPAMI 2016", Rank: 4);

    /// <inheritdoc/>
    public override bool WeighsRanks => true;
}
