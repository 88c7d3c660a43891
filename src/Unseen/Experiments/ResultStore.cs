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
    /// <param name="dataset">the dataset; its checksums, or its content if it has none, are part of the key</param>
    /// <param name="options">the options of the run; its seeds and number of threads are not part of the key</param>
    /// <param name="seed">the seed</param>
    /// <returns>the key, which is a file name without extension. For <see cref="Precision.Auto"/>, it depends on the
    /// number type that this machine uses</returns>
    /// <exception cref="ArgumentException">The device is not available.</exception>
    public static string KeyOf(GzslDataset dataset, RunOptions options, int seed)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(options);
        return KeyOf(ContentOf(dataset), options, seed);
    }

    /// <summary>Gets the part of a key that identifies the dataset. Without checksums, this method hashes all features,
    /// so call it once for many keys.</summary>
    internal static string ContentOf(GzslDataset dataset) =>
        dataset.Checksums.Count == 0 ? DatasetDigest.Of(dataset, allFeatures: true) : string.Join(
            ',', dataset.Checksums.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value));

    /// <summary>Computes the key of a result from <see cref="ContentOf"/> of its dataset.</summary>
    internal static string KeyOf(string content, RunOptions options, int seed)
    {
        var resolved = options with
        {
            Threads = null,
            Precision = options.Precision.On(GzslTrainer.OpenDevice(options.Device)),
        };
        var text = options.Plugin?.Checksum + resolved.ToJson().ToJsonString();
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
            return JsonSerializer.Deserialize<CellResult>(File.ReadAllText(PathOf(key)), _json);
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
        AtomicFile.Write(PathOf(key), stream => JsonSerializer.Serialize(stream, result, _json));
    }

    private string PathOf(string key) => Path.Combine(folder, $"{key}.json");
}
