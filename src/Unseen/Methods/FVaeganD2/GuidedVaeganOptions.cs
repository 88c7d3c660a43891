using Unseen.Options;

namespace Unseen.Methods.FVaeganD2;

/// <summary>What generators have in common that are an f-VAEGAN-D2 with a network that reads the descriptor off a
/// feature.</summary>
public abstract record GuidedVaeganOptions : FVaeganOptions
{
    /// <summary>Weight of the deviation of the descriptor that is read off, at least 0, default 0.01.</summary>
    [Option("Weight of the deviation of descriptors read off features", AtLeast = 0)]
    public double CycleWeight { get; init; } = 0.01;

    /// <summary>Adam's learning rate for the network that reads descriptors off, greater than 0, default
    /// 1e-4.</summary>
    [Option("Adam's learning rate for what reads descriptors off features", MoreThan = 0)]
    public double DecoderLearningRate { get; init; } = 1e-4;

    /// <summary>Whether that network learns from real features alone, not from generated ones as well, default
    /// false.</summary>
    [Option("Whether what reads descriptors off learns from real features alone")]
    public bool DecoderOnRealAlone { get; init; }

    /// <summary>Whether the critic judges reconstructions of real features instead of features from noise, default
    /// false.</summary>
    [Option("Whether the critic judges reconstructions instead of features from noise")]
    public bool EncodedNoise { get; init; }
}
