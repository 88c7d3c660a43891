using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Unseen.Data;
using Unseen.Numerics;
using Unseen.Training;

namespace Unseen.Experiments;

/// <summary>
/// Stores each result under a key that is computed from the options, the seed, the content of the data and of a
/// plug-in, and the version of the computation. Each result has its own file, so a stopped experiment can be resumed,
/// and experiments share the results of cells that they have in common. Safe to call from several threads.
/// </summary>
/// <param name="folder">folder of the files, created on the first write</param>
public sealed class ResultStore(string folder)
{
    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        IgnoreReadOnlyProperties = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Computes the key of a result.</summary>
    /// <param name="dataset">the dataset; its files' checksums and its content are part of the key, its name and the
    /// paths of images are not</param>
    /// <param name="options">the options of the run; its seeds and number of threads are not part of the key</param>
    /// <param name="seed">the seed</param>
    /// <returns>the key, which is a file name without extension. For <see cref="Precision.Auto"/>, it depends on the
    /// number type that this machine uses</returns>
    /// <exception cref="ArgumentException">The device is not available.</exception>
    public static string GetKey(GzslDataset dataset, RunOptions options, int seed)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(options);
        return GetKey(GetContent(dataset), options, seed);
    }

    /// <summary>Gets the part of a key that identifies the dataset. Checksums alone would not, since a file can contain
    /// several arrays of descriptors. Without checksums, this method hashes all features, so call it once for many
    /// keys.</summary>
    internal static string GetContent(GzslDataset dataset) =>
        string.Join(',', dataset.Checksums.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => pair.Value).Prepend(RunIdentity.GetDigest(dataset with { ImageFiles = null })));

    /// <summary>Computes the key of a result from <see cref="GetContent"/> of its dataset.</summary>
    internal static string GetKey(string content, RunOptions options, int seed)
    {
        var resolved = options with
        {
            Threads = null,
            Precision = options.Precision.On(GzslTrainer.OpenDevice(options.Device)),
        };
        var text = options.Plugin?.Checksum + resolved.ToIdentity().ToJsonString();
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{RunIdentity.ResultsVersion}|{content}|{seed}|{text}"));
        return Convert.ToHexStringLower(hash.AsSpan(0, 12));
    }

    /// <summary>Finds the result of a key; null if there is none yet, or if its file is damaged or cannot be
    /// read.</summary>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    public CellResult? Find(string key)
    {
        try
        {
            return JsonSerializer.Deserialize<CellResult>(File.ReadAllText(GetPath(key)), _json);
        }
        catch (Exception exception) when (exception is IOException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Stores a result atomically.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the folder is denied.</exception>
    public void Save(string key, CellResult result)
    {
        Directory.CreateDirectory(folder);
        AtomicFile.Write(GetPath(key), stream => JsonSerializer.Serialize(stream, result, _json));
    }

    private string GetPath(string key) => Path.Combine(folder, $"{key}.json");
}
