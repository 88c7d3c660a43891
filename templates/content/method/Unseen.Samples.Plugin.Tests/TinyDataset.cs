using Unseen.Data;

namespace Unseen.Samples.Plugin.Tests;

/// <summary>Six classes of 12 images each; the last two are unseen. The features of an image are the descriptor of its
/// class plus noise.</summary>
internal static class TinyDataset
{
    private const int Classes = 6, Seen = 4, ImagesPerClass = 12, Width = 4;

    public static GzslDataset Create()
    {
        var random = new Random(1);
        float[] descriptors = [.. Enumerable.Range(0, Classes * Width).Select(_ => random.NextSingle())];
        int[] labels = [.. Enumerable.Range(0, Classes * ImagesPerClass).Select(row => row / ImagesPerClass)];
        float[] features = [.. labels.SelectMany(label => Enumerable.Range(0, Width)
            .Select(column => descriptors[(label * Width) + column] + (0.1f * random.NextSingle())))];
        int[] rows = [.. Enumerable.Range(0, labels.Length)];
        return new GzslDataset
        {
            Name = "tiny",
            Features = new FeatureMatrix(features, labels.Length, Width),
            Labels = labels,
            ClassNames = [.. Enumerable.Range(0, Classes).Select(label => $"class {label}")],
            Descriptors = new FeatureMatrix(descriptors, Classes, Width),
            Split = new GzslSplit
            {
                TrainVal = [.. rows.Where(row => labels[row] < Seen && row % 4 != 0)],
                TestSeen = [.. rows.Where(row => labels[row] < Seen && row % 4 == 0)],
                TestUnseen = [.. rows.Where(row => labels[row] >= Seen)],
            },
        };
    }
}
