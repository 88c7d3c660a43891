using System.Text.Json;
using System.Text.Json.Nodes;
using TorchSharp;
using Unseen.Checkpoints;
using Unseen.Data;
using Unseen.Numerics;

namespace Unseen.Training;

/// <summary>Everything that determines a run's results. A run can be resumed only from a checkpoint of the same
/// identity. Only the processor's name may differ, which causes a warning.</summary>
/// <param name="Results">version of the library's computations, which is incremented by every change that affects
/// results</param>
/// <param name="LibTorch">version of libtorch</param>
/// <param name="Threads">number of threads for tensor operations, which affects the order of sums</param>
/// <param name="Precision">number type of matrix products</param>
/// <param name="Options">the run's options</param>
/// <param name="Plugin">SHA-256 of the plug-in's assembly, or null</param>
/// <param name="Checksums">SHA-256 of the data's files by name</param>
/// <param name="Data">digest of the loaded data; includes all features if there are no checksums</param>
/// <param name="ProcessorName">name of the processor, which can affect the last digits</param>
internal sealed record RunIdentity(
    int Results, string LibTorch, int Threads, string Precision, JsonObject Options, string? Plugin,
    IReadOnlyDictionary<string, string> Checksums, string Data, string ProcessorName)
{
    /// <summary>The current version. Increment it with every change that changes the results for the same options and
    /// data.</summary>
    internal const int ResultsVersion = 5;

    /// <summary>Computes the identity of a run.</summary>
    /// <param name="dataset">the run's data</param>
    /// <param name="options">the run's options; libtorch's number of threads must already be set</param>
    public static RunIdentity Create(GzslDataset dataset, RunOptions options) => new(
        ResultsVersion, torch.__version__, torch.get_num_threads(),
            $"{options.Precision.On(torch.device(options.Device))}",
        GetOptions(options), options.Plugin?.Checksum,
        dataset.Checksums, GetDigest(dataset), Processor.Name);

    /// <summary>Computes a digest of the loaded data, without its name and the checksums of its files. Includes all
    /// features if there are no checksums.</summary>
    internal static string GetDigest(GzslDataset dataset) => DatasetDigest.Compute(
        dataset with { Name = "", Checksums = new Dictionary<string, string>() },
        allFeatures: dataset.Checksums.Count == 0);

    private static JsonObject GetOptions(RunOptions options)
    {
        var json = (options with { Threads = null }).ToIdentity();
        json["seeds"] = new JsonArray([.. options.Seeds.Select(seed => (JsonNode)seed)]);
        return json;
    }

    /// <summary>Converts the identity to JSON, as stored in checkpoints.</summary>
    public JsonObject ToJson() => JsonSerializer.SerializeToNode(this, CheckpointFile.Json)!.AsObject();

    /// <summary>Gets the number of threads of a checkpoint's run, or null if it is unknown.</summary>
    public static int? GetThreads(CheckpointFile checkpoint) => (int?)checkpoint.Identity["threads"];

    /// <summary>Throws if a checkpoint belongs to another run.</summary>
    /// <param name="checkpoint">the checkpoint</param>
    /// <param name="warn">receives a warning if another processor may change the last digits, or null</param>
    /// <exception cref="CheckpointException">The identities differ, not only in the processor's name. The message names
    /// the first difference.</exception>
    public void RequireSame(CheckpointFile checkpoint, Action<string>? warn)
    {
        var (own, other) = (ToJson(), checkpoint.Identity);
        if (!JsonNode.DeepEquals(own["results"], other["results"]))
            throw CheckpointException.CreateForEarlierVersion(checkpoint.Path);
        foreach (var (what, before, now) in Differences("", other, own))
        {
            if (what == "processorName")
                warn?.Invoke(
                    $"{checkpoint.Path}: the run began on {before} and continues on {now}, so the last digits of its "
                    + "results may differ.");
            else
                throw new CheckpointException(
                    $"{checkpoint.Path}: the run began with {what} {before}, and now it is {now}. The run can continue "
                        + "only with the earlier value. Restore that value, or start again with --overwrite.");
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
