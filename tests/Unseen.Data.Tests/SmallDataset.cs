namespace Unseen.Data.Tests;

/// <summary>A valid dataset small enough to read: 4 seen and 2 unseen classes of 10 images each, 3 features, 2
/// descriptor values.</summary>
internal static class SmallDataset
{
    private const int ImagesPerClass = 10;

    public static GzslDataset Create()
    {
        var labels = Enumerable.Range(0, 60).Select(row => row / ImagesPerClass).ToArray();
        var features = new float[60 * 3];
        for (var row = 0; row < 60; row++)
            (features[row * 3], features[(row * 3) + 1], features[(row * 3) + 2]) = (row, row * 0.5f, -row);
        return new GzslDataset
        {
            Name = "small",
            Features = new FeatureMatrix(features, 60, 3),
            Labels = labels,
            ClassNames = ["ant", "bee", "cat", "dog", "eel", "fox"],
            Descriptors = new FeatureMatrix([1, 0, 0, 1, 1, 1, 2, 1, 1, 2, 3, 1], 6, 2),
            Split = new GzslSplit
            {
                TrainVal = [.. Enumerable.Range(0, 40).Where(row => row % 5 != 0)],
                TestSeen = [.. Enumerable.Range(0, 40).Where(row => row % 5 == 0)],
                TestUnseen = [.. Enumerable.Range(40, 20)],
            },
            ImageFiles = [.. Enumerable.Range(0, 60).Select(row => $"images/{row:D3}.jpg")],
        };
    }

    public static GzslDataset WithSplit(Func<GzslSplit, GzslSplit> change)
    {
        var dataset = Create();
        return dataset with { Split = change(dataset.Split) };
    }

    public static GzslDataset WithFeature(int row, int column, float value)
    {
        var dataset = Create();
        dataset.Features.WritableRow(row)[column] = value;
        return dataset;
    }
}
