using Unseen.Data.Layouts;
using Unseen.Data.Numpy;

namespace Unseen.Data.Loading;

/// <summary>Writes a dataset as one .npz file, which <see cref="DatasetLoader"/> maps and NumPy reads without inflating
/// anything.</summary>
public static class DatasetConverter
{
    /// <summary>Saves features, labels, names, descriptors and split under the names of the xlsa17 layout, indices
    /// counted from 1.</summary>
    /// <param name="dataset">the dataset; checksums are not saved, since loading takes those of the new file</param>
    /// <param name="path">path of the .npz file; replaced only once the new one is complete</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
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
