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

    /// <summary>For a seen sample only the largest unseen logit stays in the softmax, with a small weight (Chen et al., AAAI 2023).</summary>
    Dgz,

    /// <summary>Long-tail logit adjustment by the classes' frequencies, pseudo-features counted (Menon et al., ICLR 2021).</summary>
    Logit,
}
