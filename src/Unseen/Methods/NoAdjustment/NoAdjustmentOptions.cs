namespace Unseen.Methods.NoAdjustment;

/// <summary>No correction for the imbalance: plain softmax cross-entropy.</summary>
public sealed record NoAdjustmentOptions : AdjustmentOptions
{
    /// <inheritdoc/>
    public override MethodDescription Description { get; } =
        new("none", "nothing: plain softmax cross-entropy", Rank: 0);

    /// <inheritdoc/>
    public override string Title => "nothing done";

    /// <inheritdoc/>
    public override bool NeedsSoftmax => false;
}
