using System.Text.Json;
using System.Text.Json.Nodes;
using CsvHelper;
using Microsoft.AspNetCore.Http;
using Unseen.Extensions.Hosting;
using Unseen.Images.Backbones;
using Unseen.Inference;
using Unseen.Runs.Records;

namespace Unseen.Web;

/// <summary>Reads results from the files of runs: a model's card, the list of runs, and the validation curve of a run.
/// A damaged file counts as missing.</summary>
internal sealed class RunResults(ServiceOptions options)
{
    private const int MaxRuns = 500;
    private const int MaxEpochs = 5000;
    private const int MaxClasses = 200; // of a confusion matrix that a page can show

    /// <summary>How a model was trained and how good it is.</summary>
    public static JsonObject Card(HostedModel host)
    {
        using var lease = host.Lease();
        var (model, features) = (lease.Model, lease.Features);
        var description = Read(() => RunDescription.Read(host.Folder));
        var classes = Read(() => ClassRow.Read(host.Folder));
        return new JsonObject
        {
            ["model"] = host.Name,
            ["classes"] = model.ClassNames.Count,
            ["unseen"] = model.IsSeen.Count(seen => !seen),
            ["featureWidth"] = model.FeatureWidth,
            ["metadata"] = new JsonObject(model.Metadata.Where(entry => entry.Key != ImageFeatures.MetadataKey)
                .Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value))),
            ["imageModels"] = new JsonArray([.. features?.Backbones.Select(
                backbone => (JsonNode)Path.GetFileName(backbone.Path)) ?? []]),
            ["metrics"] = Json(Read(() => RunMetrics.Read(host.Folder)?.WithoutDetails())),
            ["descriptions"] = Json(Read(() => DescriptionVerdictRecord.Read(host.Folder))),
            ["protocol"] = description?.Protocol,
            ["time"] = description?.Time,
            ["data"] = description?.Data?.Name,
            ["perClass"] = Json(classes),
            ["standardErrors"] = classes is null ? null : Json(StandardErrors.Compute(classes)),
            ["confusion"] = Json(Read(() => ConfusionTable.Read(host.Folder, MaxClasses))),
        };
    }

    /// <summary>The runs with their results, the newest first, at most 500.</summary>
    public JsonArray List() => new([.. Folders()
        .OrderByDescending(folder => File.GetLastWriteTimeUtc(Path.Combine(folder, RunMetrics.FileName))).Take(MaxRuns)
        .Select(Summary).OfType<JsonObject>()
        .OrderByDescending(run => (string?)run["time"], StringComparer.Ordinal)]);

    /// <summary>The validation curve of a run.</summary>
    /// <exception cref="BadHttpRequestException">There is no such run.</exception>
    public JsonObject Curve(string name)
    {
        var folder = Folders().FirstOrDefault(folder => GetName(folder) == name)
            ?? throw new BadHttpRequestException(
                "There is no such run. GET /v1/runs lists them.", StatusCodes.Status404NotFound);
        var epochs = Read(() => EpochRow.Read(folder, MaxEpochs)) ?? [];
        return new JsonObject
        {
            ["run"] = name,
            ["points"] = Json(epochs.Where(epoch => epoch.Phase == EpochRow.ClassifierPhase)),
        };
    }

    /// <summary>Gets the folders of all runs in the folder of runs, including the runs of sweeps.</summary>
    private IEnumerable<string> Folders() => options.RunsFolder is not { } root ? []
        : FoldersIn(root).SelectMany(folder => IsRun(folder) ? [folder] : FoldersIn(folder).Where(IsRun));

    private static IEnumerable<string> FoldersIn(string folder)
    {
        try
        {
            return Directory.GetDirectories(folder).Where(inner => !Path.GetFileName(inner).StartsWith('.'));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static bool IsRun(string folder) => File.Exists(Path.Combine(folder, RunMetrics.FileName));

    /// <summary>"run", or "sweep/run" for a run of a sweep.</summary>
    private string GetName(string folder) =>
        Path.GetRelativePath(options.RunsFolder!, folder).Replace(Path.DirectorySeparatorChar, '/');

    private JsonObject? Summary(string folder)
    {
        if (Read(() => RunMetrics.Read(folder)) is not { } metrics)
            return null;
        var description = Read(() => RunDescription.Read(folder));
        var run = Json(metrics.WithoutDetails())!.AsObject();
        run["run"] = GetName(folder);
        run["time"] = description?.Time;
        run["data"] = description?.Data?.Name;
        return run;
    }

    private static JsonNode? Json<T>(T? record) => JsonSerializer.SerializeToNode(record, JsonSerializerOptions.Web);

    private static T? Read<T>(Func<T?> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (
            exception is ModelFileException or CsvHelperException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
