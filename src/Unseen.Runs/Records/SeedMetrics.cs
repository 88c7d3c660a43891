using System.Text.Json.Serialization;
using Unseen.Adaptation;

namespace Unseen.Runs.Records;

/// <summary>The result of one seed.</summary>
public sealed record SeedMetrics : Scores
{
    /// <summary>The seed.</summary>
    [JsonPropertyOrder(-1)]
    public int Seed { get; init; }

    /// <summary>The training time in seconds.</summary>
    [JsonPropertyOrder(1)]
    public double? Seconds { get; init; }

    /// <summary>Under the transductive protocol, how many test images the model learnt from without labels, and on how
    /// many other test images it was scored. Null under other protocols, or if the seed was interrupted.</summary>
    [JsonPropertyOrder(1)]
    public TransductivePool? Pool { get; init; }

    /// <summary>The settings chosen for the seed.</summary>
    [JsonPropertyOrder(1)]
    public ChosenValues? Chosen { get; init; }
}
