using System.Text.Json;
using System.Text.Json.Nodes;
using Unseen.Web.Models;

namespace Unseen.Web.Cards;

/// <summary>What is known of a model: how it was trained and how good it is, from the files beside it.</summary>
internal static class ModelCard
{
    private const int MostClasses = 200; // of a confusion matrix that a page can show

    public static JsonObject Of(ModelHost host)
    {
        var model = host.Current.Model;
        var metrics = Json(Path.Combine(host.Folder, "metrics.json"));
        var options = Json(Path.Combine(host.Folder, "options.json"));
        return new JsonObject
        {
            ["model"] = host.Name,
            ["classes"] = model.ClassNames.Count,
            ["unseen"] = model.IsSeen.Count(seen => !seen),
            ["featureWidth"] = model.FeatureWidth,
            ["metadata"] = new JsonObject(model.Metadata.Where(entry => entry.Key != Images.Backbones.ImageFeatures.MetadataKey).Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value))),
            ["imageModels"] = new JsonArray([.. host.Current.Features?.Backbones.Select(backbone => (JsonNode)Path.GetFileName(backbone.Path)) ?? []]),
            ["metrics"] = Chosen(metrics, "U", "S", "H", "T1", "ausuc", "sd", "seeds", "chosen", "protocol", "generator", "classifier", "adjust", "seconds"),
            ["protocol"] = options?["protocol"]?.DeepClone(),
            ["time"] = options?["time"]?.DeepClone(),
            ["data"] = options?["data"]?["name"]?.DeepClone(),
            ["perClass"] = PerClass(Path.Combine(host.Folder, "per-class.csv")),
            ["confusion"] = Confusion(Path.Combine(host.Folder, "confusion.csv")),
        };
    }

    /// <summary>A JSON object, or null where the file is absent or damaged.</summary>
    public static JsonObject? Json(string path)
    {
        try
        {
            return File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path)) as JsonObject : null;
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Some of an object's properties.</summary>
    public static JsonObject? Chosen(JsonObject? json, params IEnumerable<string> keys) =>
        json is null ? null : new JsonObject(keys.Where(json.ContainsKey).Select(key => KeyValuePair.Create(key, json[key]?.DeepClone())));

    private static JsonArray? PerClass(string path) => CsvLines.Read(path, MostClasses + 1) is [_, ..] rows
        ? new JsonArray([.. rows.Skip(1).Where(row => row.Length == 4).Select(row => new JsonObject { ["class"] = row[0], ["group"] = row[1], ["images"] = row[2], ["accuracy"] = row[3] })])
        : null;

    private static JsonObject? Confusion(string path) => CsvLines.Read(path, MostClasses + 1) is [var header, ..] rows && header.Length <= MostClasses + 1
        ? new JsonObject
        {
            ["classes"] = new JsonArray([.. header.Skip(1).Select(name => (JsonNode)name)]),
            ["counts"] = new JsonArray([.. rows.Skip(1).Select(row => new JsonArray([.. row.Skip(1).Select(cell => (JsonNode)(int.TryParse(cell, out var count) ? count : 0))]))]),
        }
        : null;
}
