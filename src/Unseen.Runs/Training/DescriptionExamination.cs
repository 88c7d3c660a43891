using Unseen.Data;
using Unseen.Data.Inspection;
using Unseen.Data.Loading;
using Unseen.Descriptions;
using Unseen.Images.Extraction;
using Unseen.Runs.Photographs;
using Unseen.Runs.Records;

namespace Unseen.Runs.Training;

/// <summary>Examines descriptions before anything is trained, as <c>unseen doctor</c> does.</summary>
public static class DescriptionExamination
{
    // prefix of the codes of findings about descriptors, which the examination reports itself
    private const string DescriptorCodes = "descriptor-";

    /// <summary>Examines the descriptions of a dataset of features. Errors in the descriptors are part of the
    /// report.</summary>
    /// <param name="source">location of the dataset</param>
    /// <param name="options">how thoroughly to examine; null (default) for the defaults</param>
    /// <param name="context">cancellation; null (default) for none</param>
    /// <exception cref="UnseenDataException">The dataset cannot be read, has errors other than in its descriptors, or
    /// does not have one descriptor per class.</exception>
    /// <exception cref="ArgumentException">The options are not valid.</exception>
    /// <exception cref="OperationCanceledException">The examination was cancelled.</exception>
    public static DescriptionReport OnFeatures(
        DataSource source, DoctorOptions? options = null, RunContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Examine(DatasetLoader.Read(source.Path, source.Features, source.Semantics, source.Reading), source.Path,
            options, context ?? new RunContext());
    }

    /// <summary>Examines the descriptions of a photograph project. Features that are not in the cache are extracted
    /// first. Errors in the descriptors are part of the report.</summary>
    /// <param name="project">the photographs and descriptions</param>
    /// <param name="options">how thoroughly to examine; null (default) for the defaults</param>
    /// <param name="context">progress, messages, clock and cancellation; null (default) for none</param>
    /// <param name="cacheFolder">folder of the feature cache; null (default) for none</param>
    /// <param name="batch">number of photographs that a core processes at once, at least 1</param>
    /// <exception cref="UsageException">As for <see cref="PhotoData.Load"/>.</exception>
    /// <exception cref="UnseenDataException">The descriptions cannot be read, or the dataset has errors other than in
    /// its descriptors.</exception>
    /// <exception cref="Images.ImageDataException">The photographs or an image model cannot be used.</exception>
    /// <exception cref="ArgumentException">The options are not valid.</exception>
    /// <exception cref="InterruptedException">As for <see cref="Extraction.Run"/>.</exception>
    /// <exception cref="OperationCanceledException">The operation was cancelled before or after the
    /// extraction.</exception>
    public static DescriptionReport OnPhotographs(
        PhotoProject project, DoctorOptions? options = null, RunContext? context = null, string? cacheFolder = null,
        int batch = FeatureExtraction.DefaultBatch)
    {
        ArgumentNullException.ThrowIfNull(project);
        context ??= new RunContext();
        using var photos = PhotoData.Load(project, cacheFolder, batch, context, isChecked: false);
        return Examine(photos.Dataset, project.Classes, options, context);
    }

    private static DescriptionReport Examine(
        GzslDataset dataset, string path, DoctorOptions? options, RunContext context)
    {
        InspectionFinding[] errors = [.. DatasetInspector.Inspect(dataset).Findings.Where(
            finding => finding.Severity == FindingSeverity.Error
                && (!finding.Code.StartsWith(DescriptorCodes, StringComparison.Ordinal)
                    || dataset.Descriptors.Rows != dataset.ClassNames.Length))];
        return errors.Length == 0
            ? DescriptionDoctor.Examine(dataset, options, context.Cancellation)
            : throw new UnseenDataException(
                path, $"the dataset cannot be examined: {string.Join(" ", errors.Select(error => error.Message))}");
    }
}
