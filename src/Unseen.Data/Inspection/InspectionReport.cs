namespace Unseen.Data.Inspection;

/// <summary>A report of what a dataset contains and what is wrong with it.</summary>
public sealed record InspectionReport
{
    /// <summary>The dataset's name.</summary>
    public required string Name { get; init; }

    /// <summary>Number of images, N.</summary>
    public required int Images { get; init; }

    /// <summary>Number of classes with training samples, S.</summary>
    public required int SeenClasses { get; init; }

    /// <summary>Number of classes with a descriptor and no training sample, U.</summary>
    public required int UnseenClasses { get; init; }

    /// <summary>Width of a feature, D.</summary>
    public required int FeatureWidth { get; init; }

    /// <summary>Width of a descriptor, A.</summary>
    public required int DescriptorWidth { get; init; }

    /// <summary>Number of samples for training and validation.</summary>
    public required int TrainVal { get; init; }

    /// <summary>Number of test samples of seen classes.</summary>
    public required int TestSeen { get; init; }

    /// <summary>Number of test samples of unseen classes.</summary>
    public required int TestUnseen { get; init; }

    /// <summary>Number of images per class: fewest, (upper) median and most, over the classes that have images. All are
    /// 0 if there are no images.</summary>
    public required (int Minimum, int Median, int Maximum) ImagesPerClass { get; init; }

    /// <summary>Euclidean norms of the descriptors: smallest and largest; 0 if there are no descriptors.</summary>
    public required (float Minimum, float Maximum) DescriptorNorm { get; init; }

    /// <summary>The findings: errors first, then warnings, then notes of decisions that were made while the files were
    /// read.</summary>
    public required IReadOnlyList<InspectionFinding> Findings { get; init; }

    /// <summary>Whether there is an error, which makes results invalid.</summary>
    public bool HasErrors => Findings.Any(finding => finding.Severity == FindingSeverity.Error);

    /// <summary>Throws if there is an error.</summary>
    /// <param name="path">the file or folder that the message names</param>
    /// <param name="consequence">what cannot be done, as a sentence without a full stop</param>
    /// <exception cref="UnseenDataException">There is an error.</exception>
    internal void ThrowIfErrors(string path, string consequence)
    {
        if (HasErrors)
            throw new UnseenDataException(path, $"{consequence}: " + string.Join(" ", Findings.Where(
                finding => finding.Severity == FindingSeverity.Error).Select(error => error.Message)));
    }
}
