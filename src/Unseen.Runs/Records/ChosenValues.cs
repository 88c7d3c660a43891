using System.Text.Json;
using System.Text.Json.Serialization;
using Unseen.Training;

namespace Unseen.Runs.Records;

/// <summary>The settings that were chosen for one seed, on validation images or, under the paper protocol, on test
/// images.</summary>
public sealed record ChosenValues
{
    /// <summary>The chosen options of the methods by name, such as <c>sigma</c>. A value with the prefix <c>law</c>,
    /// such as <c>lawSigma</c>, was computed by the rule of the adjustment, before validation corrected it.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement> Options { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>The constant γ that is subtracted from seen scores; 0 without calibrated stacking.</summary>
    public double? Gamma { get; init; }

    /// <summary>The number of generator epochs, 0 without a trained generator.</summary>
    public int GeneratorEpoch { get; init; }

    /// <summary>The number of classifier epochs, 1 for a closed-form classifier.</summary>
    public int ClassifierEpoch { get; init; }

    /// <summary>H on the validation split with these settings, per cent; null if nothing was validated.</summary>
    public double? ValidationH { get; init; }

    /// <summary>Creates the record for one seed.</summary>
    /// <param name="chosen">the chosen settings</param>
    /// <param name="options">the run's options</param>
    public static ChosenValues Create(ChosenSettings chosen, RunOptions options)
    {
        ArgumentNullException.ThrowIfNull(chosen);
        ArgumentNullException.ThrowIfNull(options);
        var numbers = chosen.Options.ToDictionary(option => option.Key, option => option.Value);
        if (chosen.RuleStrength is { } strength && options.Adjustment.StrengthOption is { } searched)
            numbers[$"law{char.ToUpperInvariant(searched.Name[0])}{searched.Name[1..]}"] = strength;
        return new()
        {
            Options = numbers.ToDictionary(
                number => number.Key, number => JsonSerializer.SerializeToElement(number.Value)),
            Gamma = Scores.Rounded(chosen.Gamma),
            GeneratorEpoch = chosen.GeneratorEpoch,
            ClassifierEpoch = chosen.ClassifierEpoch,
            ValidationH = Scores.Rounded(chosen.ValidationH),
        };
    }
}
