namespace Unseen.Data.Layouts;

/// <summary>A dataset that was found, and not yet read.</summary>
/// <param name="Name">its name if the files do not say one</param>
/// <param name="Paths">every file whose content can matter to it</param>
/// <param name="Read">reads it: the dataset without checksums, and those files that it was read from</param>
internal sealed record DatasetFiles(
    string Name, IReadOnlyList<string> Paths, Func<(GzslDataset Dataset, IReadOnlyList<string> Used)> Read)
{
    /// <summary>How they are read; has the readers' notes once they have been.</summary>
    public ReadingContext Reading { get; init; } = new(ReadingOptions.Default);

    /// <summary>Reads the dataset, with what the readers decided.</summary>
    public (GzslDataset Dataset, IReadOnlyList<string> Used) ReadWithNotes()
    {
        var (dataset, used) = Read();
        return (dataset with { Notes = Reading.Notes }, used);
    }

    /// <summary>Reads the dataset with the checksums of the files that it was read from.</summary>
    /// <param name="checksums">of all its files; may still be computed meanwhile</param>
    /// <exception cref="UnseenDataException">A file is absent or damaged, or its arrays do not belong
    /// together.</exception>
    public GzslDataset ReadWith(FileChecksums checksums)
    {
        var (dataset, used) = ReadWithNotes();
        return dataset with { Checksums = checksums.ByName(used) };
    }
}
