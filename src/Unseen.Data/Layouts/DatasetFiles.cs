namespace Unseen.Data.Layouts;

/// <summary>The files of a dataset that has not been read yet.</summary>
/// <param name="Name">name of the dataset</param>
/// <param name="Paths">paths of all files that the dataset may depend on</param>
/// <param name="Read">reads the dataset; returns it without checksums and notes, and the paths of the files that it was
/// read from</param>
internal sealed record DatasetFiles(
    string Name, IReadOnlyList<string> Paths, Func<(GzslDataset Dataset, IReadOnlyList<string> Used)> Read)
{
    /// <summary>The options for reading the files. After reading, also the notes of decisions that were made.</summary>
    public ReadingContext Reading { get; init; } = new(ReadingOptions.Default);

    /// <summary>Reads the dataset, and adds the notes of decisions that were made.</summary>
    /// <returns>the dataset without checksums, and the files that it was read from</returns>
    /// <exception cref="UnseenDataException">As for <see cref="ReadWith"/>.</exception>
    public (GzslDataset Dataset, IReadOnlyList<string> Used) ReadWithNotes()
    {
        var (dataset, used) = Read();
        return (dataset with { Notes = Reading.Notes }, used);
    }

    /// <summary>Reads the dataset with the checksums of the files that it was read from.</summary>
    /// <param name="checksums">the checksums of <see cref="Paths"/>; waits for those that are still being
    /// computed</param>
    /// <exception cref="UnseenDataException">A file is absent or damaged, or its arrays do not fit
    /// together.</exception>
    public GzslDataset ReadWith(FileChecksums checksums)
    {
        var (dataset, used) = ReadWithNotes();
        return dataset with { Checksums = checksums.ByName(used) };
    }
}
