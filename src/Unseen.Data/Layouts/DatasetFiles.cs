namespace Unseen.Data.Layouts;

/// <summary>The files of a dataset that has not been read yet.</summary>
/// <param name="Name">name of the dataset if the files have none</param>
/// <param name="Paths">paths of all files that the dataset may depend on</param>
/// <param name="Read">reads it: the dataset without checksums, and those files that it was read from</param>
internal sealed record DatasetFiles(
    string Name, IReadOnlyList<string> Paths, Func<(GzslDataset Dataset, IReadOnlyList<string> Used)> Read)
{
    /// <summary>How the files are read. Contains the notes of the readers afterwards.</summary>
    public ReadingContext Reading { get; init; } = new(ReadingOptions.Default);

    /// <summary>Reads the dataset and the notes of the readers.</summary>
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
