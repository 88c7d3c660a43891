using System.Text;
using Unseen.Data.Layouts;
using Unseen.Data.Numpy;

namespace Unseen.Data.Caching;

/// <summary>The entry of a dataset in a cache: the converted dataset or, if the original file can be mapped as it is,
/// only a mark that the dataset is valid.</summary>
/// <param name="folder">the cache's folder; created if necessary</param>
/// <param name="key">the key of the dataset</param>
internal sealed class CacheEntry(string folder, CacheKey key)
{
    private const string Converted = ".npz";
    private const string Valid = ".valid";
    private const string Checksums = "sha256";
    private const string Digest = "digest";
    private const string Notes = "notes";
    private const string FeatureNames = "feature_names";
    private static readonly TimeSpan _abandonedAge = TimeSpan.FromDays(1);
    private readonly string _path = Path.Combine(folder, key.FileName);

    /// <summary>Reads the converted dataset, whose features are mapped; null if there is no converted dataset, or the
    /// file is damaged.</summary>
    public GzslDataset? Read()
    {
        var path = _path + Converted;
        if (!File.Exists(path))
            return null;
        try
        {
            var (dataset, _) = XlsaLayout.Find("", path, path, new SemanticsSource(path, XlsaNames.Descriptors),
                new ReadingContext(ReadingOptions.Default)).Read();
            using var file = ArrayFiles.Open(path);
            var checksums = file.ReadStrings(Checksums).Chunk(2).ToDictionary(pair => pair[0], pair => pair[^1]);
            dataset = dataset with
            {
                Checksums = new SortedDictionary<string, string>(checksums, StringComparer.Ordinal),
                Notes = file.ReadStrings(Notes),
                FeatureNames = file.Find(FeatureNames) is null ? null : file.ReadStrings(FeatureNames),
            };
            return file.ReadStrings(Digest) is [var digest] && digest == GetDigest(dataset) ? dataset : null;
        }
        catch (Exception exception) when (
            exception is UnseenDataException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Whether the dataset is marked as valid. The dataset is then read from its own files.</summary>
    public bool IsKnownValid()
    {
        try
        {
            return File.Exists(_path + Valid) && File.ReadAllText(_path + Valid) == key.Content;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Stores a valid dataset, and deletes older entries with the same <see cref="CacheKey.Place"/>. Does
    /// nothing if the folder cannot be written to.</summary>
    public void Write(GzslDataset dataset)
    {
        var path = _path + (dataset.Features.IsMapped ? Valid : Converted);
        try
        {
            Directory.CreateDirectory(folder);
            AtomicFile.Write(path, stream =>
            {
                if (dataset.Features.IsMapped)
                    stream.Write(Encoding.UTF8.GetBytes(key.Content));
                else
                    WriteConverted(dataset, stream);
            });
            foreach (var other in Directory.EnumerateFiles(folder, $"{key.FileName.Split('-')[0]}-*"))
                if (other != path && (!other.EndsWith(AtomicFile.TemporaryExtension, StringComparison.Ordinal)
                    || IsAbandoned(other)))
                    File.Delete(other);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The dataset is read from its own files next time.
        }
    }

    private static bool IsAbandoned(string temporary) =>
        File.GetLastWriteTimeUtc(temporary) < DateTime.UtcNow - _abandonedAge;

    private void WriteConverted(GzslDataset dataset, Stream stream)
    {
        using var writer = new NpzWriter(stream);
        XlsaLayout.Write(dataset, writer);
        writer.Write(Checksums, [.. dataset.Checksums.SelectMany(pair => (string[])[pair.Key, pair.Value])]);
        writer.Write(Notes, [.. dataset.Notes]);
        if (dataset.FeatureNames is { } names)
            writer.Write(FeatureNames, names);
        writer.Write(Digest, [GetDigest(dataset)]);
    }

    private string GetDigest(GzslDataset dataset) => CacheKey.Hash(key.Content, DatasetDigest.Compute(dataset));
}
