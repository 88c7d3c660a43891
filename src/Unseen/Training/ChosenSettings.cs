namespace Unseen.Training;

/// <summary>What validation (fair) or the test images (paper, marked as such) settled.</summary>
public sealed record ChosenSettings
{
    /// <summary>ZLA's σ, or null without it. Where σ was searched, the peak found, carried over to the number of training samples.</summary>
    public double? Sigma { get; init; }

    /// <summary>The best σ among those tried on validation, or null where σ was not searched.</summary>
    public double? ValidationSigma { get; init; }

    /// <summary>Constant subtracted from seen scores, 0 without calibrated stacking.</summary>
    public double Gamma { get; init; }

    /// <summary>Generator epochs, 0 without a trained generator.</summary>
    public int GeneratorEpoch { get; init; }

    /// <summary>Classifier epochs.</summary>
    public required int ClassifierEpoch { get; init; }

    /// <summary>Ridge penalty λ of the centre generator, or null.</summary>
    public double? Lambda { get; init; }

    /// <summary>λ1 of the DGZ loss, or null without it.</summary>
    public double? UnseenWeight { get; init; }

    /// <summary>Penalty of a closed form: ESZSL's γ or SAE's λ; null for other classifiers.</summary>
    public double? FeaturePenalty { get; init; }

    /// <summary>ESZSL's λ, or null.</summary>
    public double? DescriptorPenalty { get; init; }

    /// <summary>H on the validation split with these settings, per cent, or null where nothing was validated.</summary>
    public double? ValidationH { get; init; }
}
