using System.Text.Json.Serialization;
using Unseen.Methods;
using Unseen.Methods.Ensemble;
using Unseen.Options;

namespace Unseen.Training;

/// <summary>The settings chosen on validation images or, in the paper protocol, on test images.</summary>
public sealed record ChosenSettings
{
    /// <summary>
    /// Options of methods that were chosen automatically, and the strength of the adjustment, by name: for example
    /// ZLA's <c>sigma</c> and the ridge centre's <c>lambda</c>. If validation chose the strength, this is the strength
    /// that the adjustment's rule gives, corrected by validation. For an adjustment without a rule, this is the best
    /// strength that validation tried.
    /// </summary>
    public OptionValues Options { get; init; } = OptionValues.None;

    /// <summary>The strength that the adjustment's rule gives, before validation corrects it; null if there is no rule,
    /// if the options set the strength, or if nothing was validated.</summary>
    public double? RuleStrength { get; init; }

    /// <summary>The constant γ subtracted from seen scores, 0 without calibrated stacking.</summary>
    public double Gamma { get; init; }

    /// <summary>The number of generator epochs, 0 without a trained generator.</summary>
    public int GeneratorEpoch { get; init; }

    /// <summary>The number of classifier epochs, 1 for a closed-form classifier.</summary>
    public required int ClassifierEpoch { get; init; }

    /// <summary>The first of the classifier epochs whose weights were averaged, up to <see cref="ClassifierEpoch"/>;
    /// null if a single epoch was taken.</summary>
    public int? AveragedFrom { get; init; }

    /// <summary>H on the validation split, per cent; null if nothing was validated, and for a closed-form classifier in
    /// the paper protocol. If validation corrected the strength, H was measured before the correction, except for an
    /// ensemble whose <see cref="EnsembleOptions.UntrainedWeight"/> validation chose.</summary>
    public double? ValidationH { get; init; }

    /// <summary>Returns an adjustment with the chosen strength.</summary>
    internal AdjustmentOptions Strengthen(AdjustmentOptions adjustment) =>
        adjustment.StrengthOption is { } option && Options.Find(option.Name) is { } strength
            ? option.With(adjustment, strength) : adjustment;

    /// <summary>The weight of the ensemble's members that are not trained; 0 if there are none.</summary>
    internal double SolvedWeight => Options.Find(EnsembleOptions.WeightName) ?? 0;

    // Stored results of earlier versions have these properties instead of Options.
    [JsonInclude]
    private double? Sigma { init => Options = Options.With("sigma", value); }

    [JsonInclude]
    private double? Lambda { init => Options = Options.With("lambda", value); }

    [JsonInclude]
    private double? UnseenWeight { init => Options = Options.With("unseenWeight", value); }

    [JsonInclude]
    private double? FeaturePenalty { init => Options = Options.With("featurePenalty", value); }

    [JsonInclude]
    private double? DescriptorPenalty { init => Options = Options.With("descriptorPenalty", value); }
}
