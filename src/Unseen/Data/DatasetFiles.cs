namespace Unseen.Data;

/// <summary>A dataset that was found, and not yet read.</summary>
/// <param name="Name">its name where the files do not say one</param>
/// <param name="Paths">every file whose content can matter to it</param>
/// <param name="Read">reads it: the dataset without checksums, and those files that it was read from</param>
internal sealed record DatasetFiles(string Name, IReadOnlyList<string> Paths, Func<(GzslDataset Dataset, IReadOnlyList<string> Used)> Read);
