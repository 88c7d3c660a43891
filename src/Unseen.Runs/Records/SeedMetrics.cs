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

    /// <summary>The numbers of test images that the model learnt from without labels, and of those on which it was
    /// scored, under the transductive protocol; null under other protocols.</summary>
    [JsonPropertyOrder(1)]
    public TransductivePool? Pool { get; init; }

    /// <summary>The settings chosen for the seed.</summary>
    [JsonPropertyOrder(1)]
    public ChosenValues? Chosen { get; init; }
}
