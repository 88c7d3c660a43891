using Unseen.Data.Layouts;
using Unseen.Data.Numpy;

namespace Unseen.Data.Loading;

/// <summary>Writes a dataset as one uncompressed .npz file, which <see cref="DatasetLoader"/> maps and NumPy
/// reads.</summary>
public static class DatasetConverter
{
    /// <summary>Saves features, labels, names, image paths, descriptors and split under the array names of the xlsa17
    /// layout. Indices are counted from 1.</summary>
    /// <param name="dataset">the dataset; attribute names, notes and checksums are not saved</param>
    /// <param name="path">path of the .npz file; an existing file is replaced once the new file is complete</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file or its folder is denied.</exception>
    public static void Save(GzslDataset dataset, string path)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(path);
        AtomicFile.Write(path, stream =>
        {
            using var writer = new NpzWriter(stream);
            XlsaLayout.Write(dataset, writer);
        });
    }
}
