using Unseen.Options;

namespace Unseen.Methods.FVaeganD2;

/// <summary>The options of generators that extend f-VAEGAN-D2 with a network that predicts the descriptor from a
/// feature.</summary>
public abstract record GuidedVaeganOptions : FVaeganOptions
{
    /// <summary>Weight of the error of the predicted descriptor, at least 0, default 0.01 (0.001 for FREE).</summary>
    [Option("Weight of the error of descriptors predicted from features", AtLeast = 0)]
    public double CycleWeight { get; init; } = 0.01;

    /// <summary>Adam's learning rate for the network that predicts descriptors, greater than 0, default 1e-4.</summary>
    [Option("Adam's learning rate for the network that predicts descriptors", MoreThan = 0)]
    public double DecoderLearningRate { get; init; } = 1e-4;

    /// <summary>Whether the network that predicts descriptors learns only from real features; if false (default), it
    /// also learns from generated features.</summary>
    [Option("Whether the network that predicts descriptors learns from real features alone")]
    public bool DecoderOnRealAlone { get; init; }

    /// <summary>Whether the critic judges reconstructions of real features instead of features that are generated from
    /// noise, default false.</summary>
    [Option("Whether the critic judges reconstructions instead of features generated from noise")]
    public bool EncodedNoise { get; init; }
}
