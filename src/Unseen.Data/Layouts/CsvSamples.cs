namespace Unseen.Data.Layouts;

/// <summary>The images of a dataset in tables.</summary>
/// <param name="Features">image features; [N, D]</param>
/// <param name="Labels">class name of every image; [N]</param>
/// <param name="LabelsPath">the file that the labels came from</param>
/// <param name="Split">"train" or "test" for every image, or null; [N]</param>
/// <param name="Images">path of every image, or null; [N]</param>
internal sealed record CsvSamples(
    FeatureMatrix Features, string[] Labels, string LabelsPath, List<string>? Split, string[]? Images)
{
    /// <summary>This if there is a label for every image.</summary>
    /// <exception cref="DataException">There are more or fewer labels than images.</exception>
    public CsvSamples Checked() => Labels.Length == Features.Rows
        ? this
        : throw new DataException(LabelsPath, "labels", $"{Features.Rows}, one an image", Labels.Length);
}
