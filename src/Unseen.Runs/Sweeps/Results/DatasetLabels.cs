namespace Unseen.Runs.Sweeps.Results;

/// <summary>Creates labels that distinguish datasets of the same name.</summary>
internal static class DatasetLabels
{
    /// <summary>Creates a label for each dataset: its name, preceded by as many parent folders as are needed to
    /// distinguish it from other datasets of the same name. If the parent folders cannot distinguish them, the label is
    /// the path of the dataset.</summary>
    /// <param name="datasets">full paths and names</param>
    public static IReadOnlyDictionary<(string Path, string Name), string> Create(
        IEnumerable<(string Path, string Name)> datasets)
    {
        Dictionary<(string, string), string> labels = [];
        foreach (var group in datasets.Distinct().GroupBy(dataset => dataset.Name))
            foreach (var (path, label) in Labels(group.Key, [.. group.Select(dataset => dataset.Path)]))
                labels[(path, group.Key)] = label;
        return labels;
    }

    private static IEnumerable<(string Path, string Label)> Labels(string name, IReadOnlyList<string> paths)
    {
        var folders = paths.Select(path => path.Split('/', '\\')[..^1]).ToArray();
        for (var depth = 0; depth <= folders.Max(parents => parents.Length); depth++)
        {
            string[] labels = [.. folders.Select(parents => string.Join('/', parents.TakeLast(depth).Append(name)))];
            if (labels.Distinct().Count() == paths.Count)
                return paths.Zip(labels);
        }

        return paths.Select(path => (path, path)); // files in the same folder
    }
}
