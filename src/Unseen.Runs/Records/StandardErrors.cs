using System.Text.Json.Serialization;

namespace Unseen.Runs.Records;

/// <summary>The standard errors of U, S and H due to the limited number of test images, in per cent.</summary>
/// <param name="U">error of U; null without test images of unseen classes</param>
/// <param name="S">error of S; null without test images of seen classes</param>
/// <param name="H">error of H; null if the error of U or S is null, or if U and S are both 0</param>
public sealed record StandardErrors(
    [property: JsonPropertyName("U")] double? U, [property: JsonPropertyName("S")] double? S,
    [property: JsonPropertyName("H")] double? H)
{
    /// <summary>Estimates the errors. Images of a class are assumed to be independent, and the classes to be
    /// fixed.</summary>
    /// <param name="rows">the accuracy of every class</param>
    public static StandardErrors Compute(IReadOnlyCollection<ClassRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var (unseen, seen) = (Group(rows, isUnseen: true), Group(rows, isUnseen: false));
        // the derivatives of H = 2US / (U + S)
        var both = unseen is { } u && seen is { } s && u.Mean + s.Mean > 0
            ? (double?)(2 * double.Hypot(s.Mean * s.Mean * u.Error, u.Mean * u.Mean * s.Error)
                / Math.Pow(u.Mean + s.Mean, 2))
            : null;
        return new(unseen?.Error, seen?.Error, both);
    }

    private static (double Mean, double Error)? Group(IReadOnlyCollection<ClassRow> rows, bool isUnseen)
    {
        var tested = rows.Where(row => row.IsUnseen == isUnseen && row is { TestImages: > 0, Accuracy: not null })
            .ToArray();
        return tested.Length == 0 ? null
            : (tested.Average(row => row.Accuracy!.Value),
                100 * Math.Sqrt(tested.Sum(Variance)) / tested.Length);
    }

    /// <summary>Estimates the variance of a class's accuracy, which is taken as a share from 0 to 1. One success and
    /// one failure are added, so that the variance is not 0 if all images or none were recognised.</summary>
    private static double Variance(ClassRow row)
    {
        var share = ((row.Accuracy!.Value / 100 * row.TestImages) + 1) / (row.TestImages + 2);
        return share * (1 - share) / row.TestImages;
    }
}
