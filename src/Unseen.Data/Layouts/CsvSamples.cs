using Unseen.Data.Csv;

namespace Unseen.Data.Layouts;

/// <summary>The images of a dataset that is stored in tables: their features, labels, split and paths.</summary>
/// <param name="Features">image features; [N, D]</param>
/// <param name="Labels">class name of every image, or null if there are none yet; [N]</param>
/// <param name="LabelsPath">the file that the labels came from</param>
/// <param name="Split">the part of the split that every image belongs to, such as "train" or "test", or null;
/// [N]</param>
/// <param name="SplitPath">the file that the split came from, if there is one</param>
/// <param name="Images">path of every image, or null; [N]</param>
internal sealed record CsvSamples(
    FeatureMatrix Features, string[]? Labels, string LabelsPath, List<string>? Split, string SplitPath,
    string[]? Images)
{
    /// <summary>The names of the features, or null; [D].</summary>
    public string[]? FeatureNames { get; init; }

    /// <summary>The column that identifies the images by numbers, or null.</summary>
    public RowIds? Ids { get; init; }

    /// <summary>The names that the file of the labels or else the file of the features gives to the classes, or
    /// null.</summary>
    public FileClassNames? OwnNames { get; init; }

    /// <summary>Gets the labels; [N].</summary>
    /// <exception cref="UnseenDataException">There are more or fewer labels than images.</exception>
    public string[] RequireLabels() => Labels?.Length == Features.Rows
        ? Labels
        : throw WrongCount(LabelsPath, $"there are {Labels?.Length ?? 0} labels", Labels?.Length ?? 0, Features);

    /// <summary>Creates the exception for more or fewer texts than images.</summary>
    /// <param name="path">the file with the texts</param>
    /// <param name="found">what was found, as the start of a sentence</param>
    /// <param name="count">number of texts</param>
    /// <param name="features">image features; [N]</param>
    public static UnseenDataException WrongCount(string path, string found, int count, FeatureMatrix features) =>
        new(path, $"{found} for {features.Rows} images. " + (count == features.Columns
            ? "The features seem to be transposed: save them with one row per image."
            : "There must be one per image, in the same order."));
}
