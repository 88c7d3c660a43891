using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Unseen.Data;

/// <summary>Computes a checksum of a dataset's content.</summary>
public static class DatasetDigest
{
    private const int SampleSteps = 64;

    /// <summary>Computes the SHA-256 of the labels, the split, the names of the dataset and its classes, image paths,
    /// descriptors, file checksums and features, in lower-case hex.</summary>
    /// <param name="dataset">the dataset</param>
    /// <param name="allFeatures">true to hash every row of the features; false (default) to hash 65 evenly spread
    /// rows</param>
    /// <remarks>Names of attributes and features, and notes, are not included. The checksum of a dataset is the same on
    /// all machines with the same byte order.</remarks>
    public static string Compute(GzslDataset dataset, bool allFeatures = false)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var features = dataset.Features;
        Add(hash, [features.Rows, features.Columns, dataset.Descriptors.Rows, dataset.Descriptors.Columns]);
        Add(hash, dataset.Labels);
        Add(hash, dataset.Split.TrainVal);
        Add(hash, dataset.Split.TestSeen);
        Add(hash, dataset.Split.TestUnseen);
        Add(hash, dataset.Split.Train);
        Add(hash, dataset.Split.Val);
        Add(hash, [dataset.Name, .. dataset.ClassNames]);
        Add(hash, dataset.ImageFiles);
        Add(hash, [.. dataset.Checksums.SelectMany(pair => (string[])[pair.Key, pair.Value])]);
        hash.AppendData(MemoryMarshal.AsBytes(dataset.Descriptors.Values.AsSpan()));
        var steps = allFeatures ? features.Rows - 1 : SampleSteps;
        for (var i = 0; features.Rows > 0 && i <= steps; i++)
            hash.AppendData(MemoryMarshal.AsBytes(features.Row((int)((features.Rows - 1L) * i / Math.Max(1, steps)))));
        GC.KeepAlive(features);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Add(IncrementalHash hash, int[]? numbers)
    {
        hash.AppendData(BitConverter.GetBytes(numbers?.Length ?? -1));
        hash.AppendData(MemoryMarshal.AsBytes(numbers.AsSpan()));
    }

    private static void Add(IncrementalHash hash, string[]? texts)
    {
        hash.AppendData(BitConverter.GetBytes(texts?.Length ?? -1));
        foreach (var text in texts ?? [])
        {
            hash.AppendData(BitConverter.GetBytes(text.Length));
            hash.AppendData(MemoryMarshal.AsBytes(text.AsSpan()));
        }
    }
}
