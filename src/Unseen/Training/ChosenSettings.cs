using System.Text.Json.Serialization;
using Unseen.Methods;
using Unseen.Options;

namespace Unseen.Training;

/// <summary>The settings chosen on validation images (fair protocol) or on test images (paper protocol).</summary>
public sealed record ChosenSettings
{
    /// <summary>
    /// The method options that were chosen automatically, and the strength of the adjustment, by name, such as ZLA's
    /// <c>sigma</c> and the ridge centre's <c>lambda</c>. A searched strength is the peak found on validation,
    /// transferred to the number of training samples if the adjustment requires it.
    /// </summary>
    public OptionValues Options { get; init; } = OptionValues.None;

    /// <summary>The best adjustment strength tried on validation; null if the strength was not transferred from
    /// validation.</summary>
    public double? ValidationStrength { get; init; }

    /// <summary>The constant γ subtracted from seen scores, 0 without calibrated stacking.</summary>
    public double Gamma { get; init; }

    /// <summary>The number of generator epochs, 0 without a trained generator.</summary>
    public int GeneratorEpoch { get; init; }

    /// <summary>The number of classifier epochs, 1 for a closed-form classifier.</summary>
    public required int ClassifierEpoch { get; init; }

    /// <summary>H on the validation split with these settings, per cent, or null if nothing was validated.</summary>
    public double? ValidationH { get; init; }

    /// <summary>Returns an adjustment with the chosen strength.</summary>
    internal AdjustmentOptions Strengthen(AdjustmentOptions adjustment) =>
        adjustment.StrengthOption is { } option && Options.Find(option.Name) is { } strength
            ? option.With(adjustment, strength) : adjustment;

    // Earlier versions stored these properties instead of Options and ValidationStrength, in checkpoints and results.
    [JsonInclude]
    private double? Sigma { init => Options = Options.With("sigma", value); }

    [JsonInclude]
    private double? ValidationSigma { init => ValidationStrength ??= value; }

    [JsonInclude]
    private double? Lambda { init => Options = Options.With("lambda", value); }

    [JsonInclude]
    private double? UnseenWeight { init => Options = Options.With("unseenWeight", value); }

    [JsonInclude]
    private double? FeaturePenalty { init => Options = Options.With("featurePenalty", value); }

    [JsonInclude]
    private double? DescriptorPenalty { init => Options = Options.With("descriptorPenalty", value); }
}
