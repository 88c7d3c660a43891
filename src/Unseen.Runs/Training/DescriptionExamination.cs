using Unseen.Data;
using Unseen.Data.Inspection;
using Unseen.Data.Loading;
using Unseen.Descriptions;
using Unseen.Images.Extraction;
using Unseen.Runs.Photographs;
using Unseen.Runs.Records;

namespace Unseen.Runs.Training;

/// <summary>Examines descriptions before anything is trained: what <c>unseen doctor</c> does, in one call.</summary>
public static class DescriptionExamination
{
    private const string OfDescriptors = "descriptor-"; // the codes of findings that the doctor reports itself

    /// <summary>Examines the descriptions of a dataset of features. Errors of the descriptors are reported, not
    /// thrown.</summary>
    /// <param name="source">location of the dataset</param>
    /// <param name="options">how thoroughly; null (default) for the defaults</param>
    /// <param name="context">for cancellation; null (default) for none</param>
    /// <exception cref="UnseenDataException">The dataset cannot be read, or has errors apart from its
    /// descriptors.</exception>
    public static DescriptionReport OnFeatures(
        DataSource source, DoctorOptions? options = null, RunContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Examine(DatasetLoader.Read(source.Path, source.Features, source.Semantics, source.Reading), source.Path,
            options, context ?? new RunContext());
    }

    /// <summary>Examines the descriptions of a project of photographs. Features that are not known yet are extracted
    /// first. Errors of the descriptors are reported, not thrown.</summary>
    /// <param name="project">the photographs and descriptions</param>
    /// <param name="options">how thoroughly; null (default) for the defaults</param>
    /// <param name="context">clock, cancellation, and where messages go; null (default) to drop them</param>
    /// <param name="cacheFolder">folder that keeps the features for the next time, or null (default) for none</param>
    /// <param name="batch">photographs that a core computes at once, at least 1</param>
    /// <exception cref="UnseenDataException">The photographs or descriptions cannot be used.</exception>
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
                && (!finding.Code.StartsWith(OfDescriptors, StringComparison.Ordinal)
                    || dataset.Descriptors.Rows != dataset.ClassNames.Length))];
        return errors.Length == 0
            ? DescriptionDoctor.Examine(dataset, options, context.Cancellation)
            : throw new UnseenDataException(
                path, $"the dataset cannot be examined: {string.Join(" ", errors.Select(error => error.Message))}");
    }
}
