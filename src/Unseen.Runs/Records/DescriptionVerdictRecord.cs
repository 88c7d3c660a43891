using Unseen.Descriptions;

namespace Unseen.Runs.Records;

/// <summary>The verdict on a run's descriptions, for the JSON summary of the run.</summary>
public sealed record DescriptionVerdictRecord
{
    /// <summary>"unknown", "guessing", "weak" or "works".</summary>
    public string Verdict { get; init; } = "";

    /// <summary>The verdict in words.</summary>
    public string Summary { get; init; } = "";

    /// <summary>Mean accuracy over the held-out classes, per cent; null if unknown.</summary>
    public double? T1 { get; init; }

    /// <summary>Accuracy of guessing, per cent; null if unknown.</summary>
    public double? Chance { get; init; }

    /// <summary>Recommendations, most useful first.</summary>
    public IReadOnlyList<string> Advice { get; init; } = [];

    /// <summary>Reads the verdict in a run's folder.</summary>
    /// <returns>null if there is none, as in runs of earlier versions</returns>
    /// <exception cref="Inference.ModelFileException">The file is damaged.</exception>
    public static DescriptionVerdictRecord? Read(string folder) =>
        DescriptionFile.Read(folder) is { } report ? Create(report) : null;

    /// <summary>Creates the record from a report.</summary>
    public static DescriptionVerdictRecord Create(DescriptionReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new()
        {
            Verdict = Names.Get(report.Verdict),
            Summary = report.Summary,
            T1 = report.T1,
            Chance = report.Chance,
            Advice = report.Advice,
        };
    }
}
