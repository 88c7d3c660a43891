using CsvHelper.Configuration.Attributes;
using Unseen.Evaluation;

namespace Unseen.Runs.Records;

/// <summary>A row of reliability.csv: the test images whose predicted class has a probability within one
/// interval.</summary>
public sealed record ReliabilityRow
{
    /// <summary>The name of the file in a run's folder.</summary>
    public const string FileName = "reliability.csv";

    /// <summary>The group of the predicted class: "all", "seen" or "unseen".</summary>
    [Name("predicted"), Index(0)]
    public string Predicted { get; init; } = "";

    /// <summary>The lower end of the interval, from 0 to 1.</summary>
    [Name("from"), Index(1), Format("0.####")]
    public double From { get; init; }

    /// <summary>The upper end of the interval, from 0 to 1.</summary>
    [Name("to"), Index(2), Format("0.####")]
    public double To { get; init; }

    /// <summary>The number of images.</summary>
    [Name("images"), Index(3)]
    public int Images { get; init; }

    /// <summary>The mean probability of the predicted classes, from 0 to 1; null without images.</summary>
    [Name("probability"), Index(4), Format("0.######")]
    public double? Probability { get; init; }

    /// <summary>The share of predictions that are right, from 0 to 1; null without images.</summary>
    [Name("accuracy"), Index(5), Format("0.######")]
    public double? Accuracy { get; init; }

    /// <summary>Creates the rows of three reliability curves.</summary>
    public static IEnumerable<ReliabilityRow> Create(Reliability reliability)
    {
        ArgumentNullException.ThrowIfNull(reliability);
        return new[] { ("all", reliability.All), ("seen", reliability.Seen), ("unseen", reliability.Unseen) }
            .SelectMany(group => group.Item2.Bins.Index().Select(bin => new ReliabilityRow
            {
                Predicted = group.Item1,
                From = (double)bin.Index / ReliabilityCurve.BinCount,
                To = (bin.Index + 1.0) / ReliabilityCurve.BinCount,
                Images = bin.Item.Images,
                Probability = bin.Item.Images == 0 ? null : bin.Item.Probability,
                Accuracy = bin.Item.Images == 0 ? null : bin.Item.Accuracy,
            }));
    }
}
