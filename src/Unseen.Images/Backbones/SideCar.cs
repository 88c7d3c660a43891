using System.Text.Json;
using System.Text.Json.Nodes;

namespace Unseen.Images.Backbones;

/// <summary>
/// What lies beside an image model and says how to use it: MODEL.json beside MODEL.onnx, with a preset's name
/// ("preset"), any of the properties of <see cref="Preprocessing"/> in camelCase, and "output", the output to take.
/// </summary>
internal static class SideCar
{
    private const string PresetKey = "preset";
    private const string OutputKey = "output";

    /// <summary>Reads it, or gives null where there is none.</summary>
    /// <exception cref="ImageDataException">The file is not such JSON.</exception>
    public static (Preprocessing Preprocessing, string? Output)? Read(string modelPath)
    {
        var path = Path.ChangeExtension(modelPath, ".json");
        if (!File.Exists(path))
            return null;
        try
        {
            var json = JsonNode.Parse(File.ReadAllText(path),
                documentOptions: new JsonDocumentOptions
                {
                    CommentHandling = JsonCommentHandling.Skip,
                    AllowTrailingCommas = true
                }) as JsonObject
                ?? throw new JsonException("it is no object");
            var output = (string?)json[OutputKey];
            var merged = JsonSerializer.SerializeToNode(
                Preprocessing.Preset((string?)json[PresetKey] ?? Preprocessing.GuessPreset(modelPath)),
                Preprocessing.Json)!.AsObject();
            foreach (var (key, value) in json)
                if (key is not (PresetKey or OutputKey))
                    merged[key] = value?.DeepClone();
            var preprocessing = merged.Deserialize<Preprocessing>(Preprocessing.Json)!;
            return preprocessing.Validate() is [var problem, ..] ? throw new ArgumentException(problem)
                : (preprocessing, output);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidOperationException)
        {
            throw new ImageDataException(path, "preprocessing",
                "valid JSON (preset, resize, crop, mean, std, resampling, bgr, output)",
                exception.Message.Split(" (Parameter")[0].TrimEnd('.'), exception);
        }
    }
}
