namespace Unseen.Adjustment;

/// <summary>What is done about the imbalance between seen and unseen classes.</summary>
public enum AdjustmentKind
{
    /// <summary>Nothing: plain softmax cross-entropy.</summary>
    None,

    /// <summary>Zero-shot Logit Adjustment in the training loss (Chen et al., IJCAI 2022).</summary>
    Zla,

    /// <summary>Calibrated stacking: a constant, chosen on validation, is subtracted from seen scores at test time (Chao et al., ECCV 2016).</summary>
    Calibrated,
}
