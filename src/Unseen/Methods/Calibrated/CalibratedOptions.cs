namespace Unseen.Methods.Calibrated;

/// <summary>Calibrated stacking: a constant, chosen on validation, is subtracted from seen scores at test
/// time.</summary>
public sealed record CalibratedOptions : AdjustmentOptions
{
    /// <inheritdoc/>
    public override MethodDescription Description { get; } = new(
        "calibrated", "calibrated stacking: a constant is subtracted from seen scores after training",
            "Chao et al., An Empirical Study and Analysis of GZSL, ECCV 2016", Rank: 2);

    /// <inheritdoc/>
    public override string Title => "calibrated stacking";

    /// <inheritdoc/>
    public override bool NeedsSoftmax => false;

    /// <inheritdoc/>
    public override bool CalibratesSeenScores => true;
}
