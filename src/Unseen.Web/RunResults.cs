using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsvHelper;
using CsvHelper.Configuration;
using Microsoft.AspNetCore.Http;
using Unseen.Images.Backbones;

namespace Unseen.Web;

/// <summary>What the files of a run tell: a model's card, the list of runs, and how a run's validation went. A damaged
/// file counts as missing.</summary>
internal sealed class RunResults(ServiceOptions options)
{
    private const int MaxRuns = 500;
    private const int MaxEpochs = 5000;
    private const int MaxClasses = 200; // of a confusion matrix that a page can show

    /// <summary>How a model was trained and how good it is.</summary>
    public static JsonObject Card(ModelHost host)
    {
        var (model, features) = (host.Current.Model, host.Current.Features);
        string File(string name) => Path.Combine(host.Folder, name);
        var settings = Json(File("options.json"));
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
            ["metrics"] = Select(Json(File("metrics.json")), "U", "S", "H", "T1", "ausuc", "sd", "seeds", "chosen",
                "protocol", "generator", "classifier", "adjust", "seconds"),
            ["protocol"] = settings?["protocol"]?.DeepClone(),
            ["time"] = settings?["time"]?.DeepClone(),
            ["data"] = settings?["data"]?["name"]?.DeepClone(),
            ["perClass"] = PerClass(File("per-class.csv")),
            ["confusion"] = Confusion(File("confusion.csv")),
        };
    }

    /// <summary>All runs with their results, the newest first.</summary>
    public JsonArray List() => new([.. Folders().Select(Summary).OfType<JsonObject>()
        .OrderByDescending(run => (string?)run["time"], StringComparer.Ordinal)]);

    /// <summary>The validation curve of a run.</summary>
    /// <exception cref="BadHttpRequestException">There is no such run.</exception>
    public JsonObject Curve(string name)
    {
        var folder = Folders().FirstOrDefault(folder => Path.GetFileName(folder) == name)
            ?? throw new BadHttpRequestException(
                "There is no such run. GET /v1/runs lists them.", StatusCodes.Status404NotFound);
        var points = new JsonArray();
        if (Table(Path.Combine(folder, "history.csv"), MaxEpochs + 1) is [var header, .. var rows])
        {
            int Column(string column) => Array.IndexOf(header, column);
            var (stage, phase, epoch, sigma, h, seed, loss) =
                (Column("stage"), Column("phase"), Column("epoch"), Column("sigma"), Column("H"), Column("seed"),
                Column("loss"));
            if (new[] { stage, phase, epoch, sigma, h, seed, loss }.All(column => column >= 0))
                foreach (var row in rows.Where(row => row.Length == header.Length && row[phase] == "classifier"))
                    points.Add(new JsonObject
                    {
                        ["stage"] = row[stage],
                        ["seed"] = row[seed],
                        ["sigma"] = row[sigma],
                        ["epoch"] = Number(row[epoch]),
                        ["H"] = Number(row[h]),
                        ["loss"] = Number(row[loss])
                    });
        }

        return new JsonObject { ["run"] = name, ["points"] = points };
    }

    private IEnumerable<string> Folders() => options.RunsFolder is { } root && Directory.Exists(root)
        ? Directory.EnumerateDirectories(root)
            .Where(folder => !Path.GetFileName(folder)
            .StartsWith('.') && File.Exists(Path.Combine(folder, "metrics.json"))).Take(MaxRuns)
        : [];

    private static JsonObject? Summary(string folder)
    {
        if (Select(Json(Path.Combine(folder, "metrics.json")), "U", "S", "H", "T1", "ausuc", "sd", "seeds", "seconds",
            "protocol", "generator", "classifier", "adjust") is not { } run)
            return null;
        var settings = Json(Path.Combine(folder, "options.json"));
        run["run"] = Path.GetFileName(folder);
        run["time"] = settings?["time"]?.DeepClone();
        run["data"] = settings?["data"]?["name"]?.DeepClone();
        return run;
    }

    private static JsonArray? PerClass(string path) => Table(path, MaxClasses + 1) is [_, .. var rows]
        ? new JsonArray([.. rows.Where(row => row.Length == 4)
            .Select(row => new JsonObject { ["class"] = row[0], ["group"] = row[1], ["images"] = row[2],
            ["accuracy"] = row[3] })])
        : null;

    private static JsonObject? Confusion(string path) =>
        Table(path, MaxClasses + 1) is [{ Length: <= MaxClasses + 1 } header, .. var rows]
        ? new JsonObject
        {
            ["classes"] = new JsonArray([.. header.Skip(1).Select(name => (JsonNode)name)]),
            ["counts"] = new JsonArray([.. rows.Select(
                row => new JsonArray([.. row.Skip(1).Select(
                cell => (JsonNode)(int.TryParse(cell, out var count) ? count : 0))]))]),
        }
        : null;

    private static JsonNode? Number(string text) =>
        double.TryParse(text, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    private static JsonObject? Select(JsonObject? json, params IEnumerable<string> keys) =>
        json is null ? null : new JsonObject(keys.Where(json.ContainsKey)
            .Select(key => KeyValuePair.Create(key, json[key]?.DeepClone())));

    private static JsonObject? Json(string path) => Read(path, text => JsonNode.Parse(text.ReadToEnd()) as JsonObject);

    private static string[][]? Table(string path, int maxRows) => Read(path, text =>
    {
        using var parser = new CsvParser(text, new CsvConfiguration(CultureInfo.InvariantCulture));
        List<string[]> rows = [];
        while (rows.Count < maxRows && parser.Read())
            rows.Add(parser.Record!);
        return rows.ToArray();
    });

    private static T? Read<T>(string path, Func<StreamReader, T?> read)
        where T : class
    {
        try
        {
            using var text = new StreamReader(path);
            return read(text);
        }
        catch (Exception exception) when (
            exception is JsonException or CsvHelperException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
