using Unseen.Data;
using Unseen.Data.Loading;

namespace Unseen.Cli.Tests;

/// <summary>A dataset of ten classes, the last three of which are unseen. Each feature vector is a linear map of the
/// class descriptor, plus 1 and noise.</summary>
internal static class TinyDataset
{
    public const int Classes = 10;
    public const int Seen = 7;
    public const int ImagesPerClass = 12;
    public const int FeatureWidth = 16;

    private const int DescriptorWidth = 5;

    public static GzslDataset Create()
    {
        var random = new Random(7);
        float Next() => (float)(random.NextDouble() - 0.5);
        var descriptors = new FeatureMatrix(
            [.. Enumerable.Range(0, Classes * DescriptorWidth).Select(_ => Next())], Classes, DescriptorWidth);
        var map = new FeatureMatrix(
            [.. Enumerable.Range(0, FeatureWidth * DescriptorWidth).Select(_ => Next())], FeatureWidth,
                DescriptorWidth);
        int[] labels = [.. Enumerable.Range(0, Classes * ImagesPerClass).Select(i => i / ImagesPerClass)];
        var features = new FeatureMatrix(new float[labels.Length * FeatureWidth], labels.Length, FeatureWidth);
        for (var i = 0; i < labels.Length; i++)
            for (var j = 0; j < FeatureWidth; j++)
                features.WritableRow(i)[j] = 1 + Dot(descriptors.Row(labels[i]), map.Row(j)) + 0.05f * Next();
        int[] rows = [.. Enumerable.Range(0, labels.Length)];
        return new GzslDataset
        {
            Name = "tiny",
            Features = features,
            Labels = labels,
            ClassNames = [.. Enumerable.Range(0, Classes).Select(label => $"class {(char)('a' + label)}")],
            Descriptors = descriptors,
            Split = new GzslSplit
            {
                TrainVal = [.. rows.Where(row => labels[row] < Seen && row % 4 != 0)],
                TestSeen = [.. rows.Where(row => labels[row] < Seen && row % 4 == 0)],
                TestUnseen = [.. rows.Where(row => labels[row] >= Seen)],
            },
        };
    }

    /// <summary>Writes the dataset as one .npz file, and returns its path.</summary>
    public static string Save(TemporaryFolder folder)
    {
        DatasetConverter.Save(Create(), folder["tiny.npz"]);
        return folder["tiny.npz"];
    }

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sum = 0f;
        for (var i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }
}
