using System.Text.Json.Serialization;
using Unseen.Evaluation;

namespace Unseen.Runs.Records;

/// <summary>The metrics of one evaluation, rounded to four decimals. A metric that is not defined is null.
/// </summary>
public record Scores
{
    /// <summary>Accuracy on unseen classes, per cent.</summary>
    [JsonPropertyName("U")]
    public double? U { get; init; }

    /// <summary>Accuracy on seen classes, per cent.</summary>
    [JsonPropertyName("S")]
    public double? S { get; init; }

    /// <summary>Harmonic mean of <see cref="U"/> and <see cref="S"/>, per cent.</summary>
    [JsonPropertyName("H")]
    public double? H { get; init; }

    /// <summary>Accuracy on unseen classes with only unseen classes as candidates, per cent.</summary>
    [JsonPropertyName("T1")]
    public double? T1 { get; init; }

    /// <summary>Area under the seen-unseen curve, from 0 to 1.</summary>
    public double? Ausuc { get; init; }

    /// <summary>Creates the record from an evaluation.</summary>
    public static Scores Create(GzslResult test)
    {
        ArgumentNullException.ThrowIfNull(test);
        return new()
        {
            U = Rounded(test.U),
            S = Rounded(test.S),
            H = Rounded(test.H),
            T1 = Rounded(test.T1),
            Ausuc = Rounded(test.Ausuc),
        };
    }

    /// <summary>Rounds a number to four decimals; null if it is null or not finite.</summary>
    internal static double? Rounded(double? value) =>
        value is { } number && double.IsFinite(number) ? Math.Round(number, 4) : null;
}
