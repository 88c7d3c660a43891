using System.Text.Json.Serialization;
using Unseen.Options;

namespace Unseen.Training.Progress;

/// <summary>The results of one epoch.</summary>
public sealed record EpochRecord
{
    /// <summary>The seed of the run.</summary>
    public required int Seed { get; init; }

    /// <summary>The stage: validation or final training.</summary>
    public required TrainingStage Stage { get; init; }

    /// <summary>The phase: generator or classifier.</summary>
    public required TrainingPhase Phase { get; init; }

    /// <summary>The 1-based number of the validation split on which a generator is trained; null if there is only one
    /// split, in the final stage, and for a classifier.</summary>
    public int? Fold { get; init; }

    /// <summary>The 1-based number of the epoch within the phase.</summary>
    public required int Epoch { get; init; }

    /// <summary>The planned number of epochs of the phase.</summary>
    public required int Epochs { get; init; }

    /// <summary>The generator epoch that the classifier's pseudo-features come from, 0 without a trained
    /// generator.</summary>
    public int GeneratorEpoch { get; init; }

    /// <summary>The adjustment's strength, such as ZLA's <c>sigma</c>, by the option's name; empty if the
    /// adjustment has no strength.</summary>
    public OptionValues Strength { get; init; } = OptionValues.None;

    /// <summary>Mean loss of the classifier or the generator over the epoch's steps; 0 for a closed-form
    /// classifier.</summary>
    public required double Loss { get; init; }

    /// <summary>The optimiser's learning rate in the epoch; null without an optimiser. For an ensemble, it is the rate
    /// of the first trained member.</summary>
    public double? LearningRate { get; init; }

    /// <summary>The time of the epoch in seconds, including scoring if <see cref="U"/> is not null.</summary>
    public required double Seconds { get; init; }

    /// <summary>
    /// Accuracy on unseen classes after a classifier epoch, in per cent: on validation images in the validation stage,
    /// on test images in the final stage of the paper protocol. Otherwise null, and always null for a closed-form
    /// classifier.
    /// </summary>
    public double? U { get; init; }

    /// <summary>Accuracy on seen classes, in per cent, on the same images as <see cref="U"/>.</summary>
    public double? S { get; init; }

    /// <summary>The harmonic mean of <see cref="U"/> and <see cref="S"/>, in per cent, or the mean of the harmonic
    /// means if there are several validation splits. For a closed-form classifier, it is the best H of all
    /// candidates while settings are chosen, and null in the final stage.</summary>
    public double? H { get; init; }

    // Earlier versions stored these properties instead of Strength, in checkpoints.
    [JsonInclude]
    private double? Sigma { init => Strength = Strength.With("sigma", value); }

    [JsonInclude]
    private double? UnseenWeight { init => Strength = Strength.With("unseenWeight", value); }
}
