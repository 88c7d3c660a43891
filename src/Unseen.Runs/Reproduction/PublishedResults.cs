using Unseen.Data;
using Unseen.Experiments;
using Unseen.Runs.Folders;

namespace Unseen.Runs.Reproduction;

/// <summary>Finds published U, S and H for the methods of experiments.</summary>
internal static class PublishedResults
{
    /// <summary>Determines whether there are published results for the name, feature width and descriptor width of a
    /// dataset.</summary>
    public static bool Covers(GzslDataset dataset) =>
        BuiltInConfigs.HasPublishedSize(dataset.Name, dataset.Features.Columns, dataset.Descriptors.Columns);

    /// <summary>Finds the published result of a cell, in per cent and under the paper protocol; null if there is none
    /// for this dataset, its features and its descriptors.</summary>
    public static (double U, double S, double H)? Find(GzslDataset dataset, ExperimentCell cell)
    {
        var suffix = cell.Variant switch { "as published" => "", "+ ZLA" => "-zla", "+ ZLAP" => "-zlap", _ => null };
        return suffix is not null && Covers(dataset)
            ? BuiltInConfigs.PublishedScores(dataset.Name, cell.Series + suffix, dataset.Descriptors.Columns) : null;
    }
}
