using Unseen.Data.Numpy;

namespace Unseen.Data;

/// <summary>Writes a dataset as one .npz file, which <see cref="DatasetLoader"/> maps and NumPy reads without inflating anything.</summary>
public static class DatasetConverter
{
    /// <summary>Saves features, labels, names, descriptors and split under the names of the xlsa17 layout, indices counted from 1.</summary>
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
            Write(dataset, writer);
        });
    }

    /// <summary>Adds the arrays of a dataset to an archive.</summary>
    internal static void Write(GzslDataset dataset, NpzWriter writer)
    {
        writer.Write(XlsaNames.DatasetName, [dataset.Name]);
        writer.Write(XlsaNames.ClassNames, dataset.ClassNames);
        writer.Write(XlsaNames.Descriptors, dataset.Descriptors, rowsAsColumns: true);
        writer.Write(XlsaNames.Labels, OneBased.ToFile(dataset.Labels));
        writer.Write(XlsaNames.TrainVal, OneBased.ToFile(dataset.Split.TrainVal));
        writer.Write(XlsaNames.TestSeen, OneBased.ToFile(dataset.Split.TestSeen));
        writer.Write(XlsaNames.TestUnseen, OneBased.ToFile(dataset.Split.TestUnseen));
        if (dataset.Split.Train is { } train)
            writer.Write(XlsaNames.Train, OneBased.ToFile(train));
        if (dataset.Split.Val is { } val)
            writer.Write(XlsaNames.Val, OneBased.ToFile(val));
        if (dataset.ImageFiles is { } imageFiles)
            writer.Write(XlsaNames.ImageFiles, imageFiles);
        writer.Write(XlsaNames.Features, dataset.Features, rowsAsColumns: true);
    }
}
