using System.Numerics.Tensors;

namespace Unseen.Data.Inspection;

/// <summary>Checks of the image features.</summary>
internal static class FeatureChecks
{
    public static IEnumerable<InspectionFinding> Check(InspectionSubject subject) => [.. Finite(subject), .. Constant(subject), .. Copies(subject)];

    private static IEnumerable<InspectionFinding> Finite(InspectionSubject subject)
    {
        var features = subject.Dataset.Features;
        var broken = Enumerable.Range(0, features.Rows).Count(row => !TensorPrimitives.IsFiniteAll<float>(features.Row(row)));
        if (broken > 0)
            yield return InspectionFinding.Error("feature-not-finite", $"{broken} images have NaN or infinity in their features.");
    }

    private static IEnumerable<InspectionFinding> Constant(InspectionSubject subject)
    {
        if (subject.TrainVal.Length == 0)
            yield break;
        var (minimum, maximum) = FeatureScalingFit.ColumnRanges(subject.Dataset.Features, subject.TrainVal);
        var constant = minimum.Zip(maximum).Count(range => range.First == range.Second);
        if (constant > 0)
            yield return InspectionFinding.Warning("constant-column", $"{constant} of {minimum.Length} feature columns are constant on {XlsaNames.TrainVal}.");
    }

    private static IEnumerable<InspectionFinding> Copies(InspectionSubject subject)
    {
        var trained = new RowSet(subject.Dataset.Features);
        foreach (var row in subject.TrainVal)
            trained.Add(row);
        var copies = subject.TestSeen.Concat(subject.TestUnseen).Except(subject.TrainVal).Count(trained.Contains);
        if (copies > 0)
            yield return InspectionFinding.Warning("copied-features", $"{copies} test images have exactly the features of a training image.");
    }
}
