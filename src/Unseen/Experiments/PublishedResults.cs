using Unseen.Data;

namespace Unseen.Experiments;

/// <summary>Published U, S and H of methods in the experiments, for the published datasets and features.</summary>
/// <remarks>Chen, Shen, Zhang, Torr: "Zero-Shot Logit Adjustment", IJCAI 2022, tables; ResNet-101 features, CUB with
/// 1024-d text embeddings.</remarks>
public static class PublishedResults
{
    private const int FeatureWidth = 2048;

    private static readonly Dictionary<string, int> _descriptorWidths =
        new() { ["AwA2"] = 85, ["CUB"] = 1024, ["SUN"] = 102, ["aPY"] = 64 };

    private static readonly Dictionary<(string Series, string Variant, string Dataset), (
        double U, double S, double H)> _results = new()
        {
            [("f-clswgan", "as published", "AwA2")] = (57.7, 71.0, 63.7),
            [("f-clswgan", "as published", "CUB")] = (59.4, 63.3, 61.3),
            [("f-clswgan", "as published", "SUN")] = (46.2, 35.2, 40.0),
            [("f-clswgan", "as published", "aPY")] = (32.5, 57.2, 41.5),
            [("wgan", "+ ZLAP", "AwA2")] = (65.4, 82.2, 72.8),
            [("wgan", "+ ZLAP", "CUB")] = (73.0, 64.8, 68.7),
            [("wgan", "+ ZLAP", "SUN")] = (50.1, 38.0, 43.2),
            [("wgan", "+ ZLAP", "aPY")] = (40.2, 53.8, 46.0),
            [("ce-gzsl", "as published", "AwA2")] = (65.3, 75.0, 69.9),
            [("ce-gzsl", "as published", "CUB")] = (66.9, 65.9, 66.4),
            [("ce-gzsl", "as published", "SUN")] = (52.4, 34.3, 41.5),
            [("ce-gzsl", "as published", "aPY")] = (28.3, 65.8, 39.6),
            [("ce-gzsl", "+ ZLAP", "AwA2")] = (64.8, 80.9, 72.0),
            [("ce-gzsl", "+ ZLAP", "CUB")] = (71.2, 66.2, 68.6),
            [("ce-gzsl", "+ ZLAP", "SUN")] = (50.9, 35.7, 42.0),
            [("ce-gzsl", "+ ZLAP", "aPY")] = (38.3, 60.9, 47.0),
        };

    /// <summary>Determines whether a dataset has the features and descriptors of the published results.</summary>
    public static bool Covers(GzslDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return dataset.Features.Columns == FeatureWidth && _descriptorWidths.TryGetValue(dataset.Name, out var width)
            && dataset.Descriptors.Columns == width;
    }

    /// <summary>Finds the published result of a cell, in per cent and in the paper protocol; null if there is none for
    /// this dataset and its features.</summary>
    public static (double U, double S, double H)? Find(GzslDataset dataset, ExperimentCell cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return Covers(dataset) && _results.TryGetValue((cell.Series, cell.Variant, dataset.Name), out var result)
            ? result : null;
    }
}
