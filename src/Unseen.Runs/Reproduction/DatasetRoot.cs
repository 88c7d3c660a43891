using Unseen.Data;
using Unseen.Data.Layouts;
using Unseen.Runs.Records;

namespace Unseen.Runs.Reproduction;

/// <summary>Finds datasets in a folder, which has one dataset per subfolder or is a dataset itself.</summary>
public static class DatasetRoot
{
    /// <summary>Finds the datasets in a folder.</summary>
    /// <param name="root">a folder with one dataset per subfolder, or a dataset</param>
    /// <param name="names">names of subfolders separated by commas, or null for all subfolders that have data</param>
    /// <param name="features">name of the features file, or null for the default</param>
    /// <param name="semantics">name of the descriptors, or null for the default</param>
    /// <exception cref="UnseenDataException">The root does not exist or has no data, or a named dataset is
    /// missing.</exception>
    /// <exception cref="UsageException"><paramref name="names"/> is given although the root is a single dataset, or
    /// contains no name.</exception>
    public static IReadOnlyList<DataSource> Find(string root, string? names, string? features, string? semantics)
    {
        DataSource Source(string path) => new(path, features, semantics);
        if (File.Exists(root) || HasData(root))
            return names is null
                ? [Source(root)]
                : throw new UsageException(
                    $"--datasets chooses among the folders of ROOT, but {root} is itself one dataset. Leave out "
                        + "--datasets.");
        if (!Directory.Exists(root))
            throw new UnseenDataException(
                root, "the folder does not exist. ROOT is a folder of datasets, or one dataset.");
        if (names is not null)
            return names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                is [_, ..] given
                ? [.. given.Select(name => Source(Named(root, name)))]
                : throw new UsageException(
                    $"--datasets must be names of folders of ROOT, separated by commas, but was '{names}'.");
        return Directory.EnumerateDirectories(root).Where(HasData).Order(StringComparer.Ordinal).Select(Source)
            .ToArray() is [_, ..] sources
            ? sources
            : throw new UnseenDataException(root,
                "there is no dataset in the folder or its subfolders. ROOT is a folder of datasets, or one dataset.");
    }

    private static string Named(string root, string name)
    {
        var path = Path.Combine(root, name);
        return HasData(path) ? path : throw new UnseenDataException(path,
            Directory.Exists(path)
                ? "the folder has no file of data."
                : "the folder does not exist. --datasets names folders of ROOT.");
    }

    private static bool HasData(string path) =>
        Directory.Exists(path) && new DatasetFolder(path).Files.Count > 0;
}
