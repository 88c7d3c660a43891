using System.Text.Json;
using System.Text.Json.Nodes;
using TorchSharp;
using Unseen.Checkpoints;
using Unseen.Data;
using Unseen.Numerics;

namespace Unseen.Training;

/// <summary>All that decides a run's numbers: one that differs in any of it must not go on from another's
/// checkpoint.</summary>
/// <param name="Results">version of what this library computes; goes up with every change that changes results</param>
/// <param name="LibTorch">version of libtorch</param>
/// <param name="Threads">threads of tensor operations, on which sums depend</param>
/// <param name="Precision">number type of matrix products</param>
/// <param name="Options">the run's options</param>
/// <param name="Plugin">SHA-256 of the plug-ins' assembly, or null</param>
/// <param name="Checksums">SHA-256 of the data's files by name</param>
/// <param name="Data">digest of the data as it was loaded, with all of its features where no checksums vouch for
/// them</param>
/// <param name="ProcessorName">instructions that the processor has, on which the last digits depend</param>
internal sealed record RunIdentity(
    int Results, string LibTorch, int Threads, string Precision, JsonObject Options, string? Plugin,
    IReadOnlyDictionary<string, string> Checksums, string Data, string ProcessorName)
{
    /// <summary>To be raised with every change after which the same options and data give other numbers.</summary>
    private const int ResultsVersion = 2;

    /// <summary>What a run is.</summary>
    /// <param name="dataset">its data</param>
    /// <param name="options">its options; threads must be set in libtorch</param>
    public static RunIdentity Of(GzslDataset dataset, RunOptions options) => new(
        ResultsVersion, torch.__version__, torch.get_num_threads(),
            $"{options.Precision.On(torch.device(options.Device))}",
        OptionsOf(options), options.Plugin is { } plugin ? FileChecksum.Compute(plugin.Path) : null,
        dataset.Checksums, DatasetDigest.Of(dataset with { Name = "", Checksums = new Dictionary<string, string>() },
            allFeatures: dataset.Checksums.Count == 0), Processor.Name);

    private static JsonObject OptionsOf(RunOptions options)
    {
        var json = (options with { Threads = null }).ToJson();
        json["seeds"] = new JsonArray([.. options.Seeds.Select(seed => (JsonNode)seed)]);
        return json;
    }

    /// <summary>As a checkpoint keeps it.</summary>
    public JsonObject ToJson() => JsonSerializer.SerializeToNode(this, CheckpointFile.Json)!.AsObject();

    /// <summary>The threads that a checkpoint's run had.</summary>
    public static int? ThreadsOf(CheckpointFile checkpoint) => (int?)checkpoint.Identity["threads"];

    /// <summary>Refuses a checkpoint of another run.</summary>
    /// <param name="checkpoint">the checkpoint</param>
    /// <param name="warn">told where another processor may change the last digits</param>
    /// <exception cref="CheckpointException">Something differs; the first difference is named.</exception>
    public void RequireSame(CheckpointFile checkpoint, Action<string>? warn)
    {
        var (own, other) = (ToJson(), checkpoint.Identity);
        if (!JsonNode.DeepEquals(own["results"], other["results"]))
            throw CheckpointException.OfEarlierVersion(checkpoint.Path);
        foreach (var (what, before, now) in Differences("", other, own))
        {
            if (what == "processorName")
                warn?.Invoke(
                    $"{checkpoint.Path}: the run began on {before}, and goes on on {now}: the last digits may come "
                    + "out otherwise.");
            else
                throw new CheckpointException(
                    checkpoint.Path, $"the run's {what}", $"{before}, as when it began, to go on", now);
        }
    }

    private static IEnumerable<(string What, string Before, string Now)> Differences(
        string name, JsonNode? before, JsonNode? now)
    {
        if (before is not JsonObject one || now is not JsonObject other)
            return JsonNode.DeepEquals(before, now) ? []
                : [(name, before?.ToJsonString() ?? "absent", now?.ToJsonString() ?? "absent")];
        return one.Select(entry => entry.Key).Union(other.Select(entry => entry.Key))
            .SelectMany(key => Differences(name.Length == 0 ? key : $"{name}.{key}", one[key], other[key]));
    }
}
