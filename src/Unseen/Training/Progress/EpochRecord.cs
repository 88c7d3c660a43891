using System.Text.Json.Serialization;
using Unseen.Options;

namespace Unseen.Training.Progress;

/// <summary>What one epoch gave.</summary>
public sealed record EpochRecord
{
    /// <summary>The seed it belongs to.</summary>
    public required int Seed { get; init; }

    /// <summary>Validation or final training.</summary>
    public required TrainingStage Stage { get; init; }

    /// <summary>Generator or classifier.</summary>
    public required TrainingPhase Phase { get; init; }

    /// <summary>The validation split that a generator learns from, 1-based if there are several splits, otherwise
    /// null.</summary>
    public int? Fold { get; init; }

    /// <summary>1-based epoch within the phase.</summary>
    public required int Epoch { get; init; }

    /// <summary>Epochs that the phase will have.</summary>
    public required int Epochs { get; init; }

    /// <summary>The generator epoch whose pseudo-features the classifier is trained on, 0 without a trained
    /// generator.</summary>
    public int GeneratorEpoch { get; init; }

    /// <summary>The adjustment's strength, such as ZLA's <c>sigma</c>, by the option's name; empty if it has
    /// none.</summary>
    public OptionValues Strength { get; init; } = OptionValues.None;

    /// <summary>Mean loss over the epoch's steps: the classifier's cross-entropy, or the critic's estimate of the
    /// Wasserstein distance.</summary>
    public required double Loss { get; init; }

    /// <summary>The optimiser's learning rate in the epoch, or null if there is none.</summary>
    public double? LearningRate { get; init; }

    /// <summary>Seconds that training the epoch took and, where accuracy is given, scoring.</summary>
    public required double Seconds { get; init; }

    /// <summary>
    /// Accuracy after the epoch in per cent: on validation images in the validation stage, on test images in the paper
    /// protocol's final stage, otherwise null.
    /// </summary>
    public double? U { get; init; }

    /// <summary>As <see cref="U"/>, for seen classes.</summary>
    public double? S { get; init; }

    /// <summary>As <see cref="U"/>, the harmonic mean.</summary>
    public double? H { get; init; }

    // What checkpoints of earlier versions have in the place of Strength.
    [JsonInclude]
    private double? Sigma { init => Strength = Strength.With("sigma", value); }

    [JsonInclude]
    private double? UnseenWeight { init => Strength = Strength.With("unseenWeight", value); }
}
