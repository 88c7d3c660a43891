using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Unseen.Data;
using Unseen.Training;

namespace Unseen.Experiments;

/// <summary>
/// Results by what decides them: options, seed, data and the version of the computation. One file each, so that an
/// experiment resumes where it was stopped and experiments share what they have in common.
/// </summary>
/// <param name="folder">where the files are; made when first written to</param>
public sealed class ResultStore(string folder)
{
    private const int Version = 1; // of what is computed from the same options

    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        IgnoreReadOnlyProperties = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>What a result is found by.</summary>
    /// <param name="dataset">its checksums</param>
    /// <param name="options">all but the seeds</param>
    /// <param name="seed">the seed</param>
    /// <returns>a file name without extension</returns>
    public static string KeyOf(GzslDataset dataset, RunOptions options, int seed)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(options);
        var data = string.Join(',', dataset.Checksums.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => pair.Value));
        var text = (options with { Threads = null }).ToJson().ToJsonString();
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{Version}|{data}|{seed}|{text}"));
        return Convert.ToHexStringLower(hash.AsSpan(0, 12));
    }

    /// <summary>The result of a key, or null if there is none yet or its file is damaged.</summary>
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

    /// <summary>Keeps a result; its file is there whole or not at all.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Save(string key, CellResult result)
    {
        Directory.CreateDirectory(folder);
        AtomicFile.Write(PathOf(key), stream => JsonSerializer.Serialize(stream, result, _json));
    }

    private string PathOf(string key) => Path.Combine(folder, $"{key}.json");
}
