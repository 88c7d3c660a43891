using System.Numerics.Tensors;

namespace Unseen.Data.Inspection;

/// <summary>Checks a dataset for faults that would make results invalid or surprising.</summary>
public static class DatasetInspector
{
    /// <summary>Reports what the dataset contains and what is wrong with it.</summary>
    /// <param name="dataset">any dataset, even one that is not valid</param>
    public static InspectionReport Inspect(GzslDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var subject = new InspectionSubject(dataset);
        InspectionFinding[] findings =
        [
            .. ClassNameChecks.Check(subject), .. SplitChecks.Check(subject), .. DescriptorChecks.Check(subject),
            .. FeatureChecks.Check(subject),
            .. dataset.Notes.Select(InspectionFinding.Note),
        ];
        int[] sizes = [.. dataset.Labels.CountBy(label => label).Select(pair => pair.Value).Order()];
        float[] norms = [.. Enumerable.Range(0, subject.ClassCount)
            .Select(label => TensorPrimitives.Norm<float>(dataset.Descriptors.Row(label)))];
        var seen = subject.IsSeen.Count(isSeen => isSeen);
        return new InspectionReport
        {
            Name = dataset.Name,
            Images = dataset.Features.Rows,
            SeenClasses = seen,
            UnseenClasses = subject.ClassCount - seen,
            FeatureWidth = dataset.Features.Columns,
            DescriptorWidth = dataset.Descriptors.Columns,
            TrainVal = dataset.Split.TrainVal.Length,
            TestSeen = dataset.Split.TestSeen.Length,
            TestUnseen = dataset.Split.TestUnseen.Length,
            ImagesPerClass = sizes.Length == 0 ? default : (sizes[0], sizes[sizes.Length / 2], sizes[^1]),
            DescriptorNorm = norms.Length == 0 ? default : (norms.Min(), norms.Max()),
            Findings = [.. findings.OrderByDescending(finding => finding.Severity)],
        };
    }
}
