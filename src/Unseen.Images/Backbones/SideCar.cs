using System.Text.Json;
using System.Text.Json.Nodes;

namespace Unseen.Images.Backbones;

/// <summary>
/// The settings file of an image model: MODEL.json next to MODEL.onnx. It can contain the name of a preset ("preset"),
/// any properties of <see cref="Preprocessing"/> in camelCase, and the name of the output to use ("output").
/// </summary>
internal static class SideCar
{
    private const string PresetKey = "preset";
    private const string OutputKey = "output";

    /// <summary>Reads the settings file; returns null if it does not exist.</summary>
    /// <exception cref="ImageDataException">The file cannot be read, or is not valid JSON of this form.</exception>
    public static (Preprocessing Preprocessing, string? Output)? Read(string modelPath)
    {
        var path = Path.ChangeExtension(modelPath, ".json");
        if (!File.Exists(path))
            return null;
        try
        {
            var json = JsonNode.Parse(FileContents.ReadText(path),
                documentOptions: new JsonDocumentOptions
                {
                    CommentHandling = JsonCommentHandling.Skip,
                    AllowTrailingCommas = true
                }) as JsonObject
                ?? throw new JsonException("it is not an object");
            var output = (string?)json[OutputKey];
            var preset = Preprocessing.Preset((string?)json[PresetKey] ?? Preprocessing.GuessPreset(modelPath));
            json.Remove(OutputKey);
            json.Remove(PresetKey);
            var preprocessing = PreprocessingConverter.Merge(json, preset);
            return preprocessing.Validate() is [var problem, ..] ? throw new ArgumentException(problem)
                : (preprocessing, output);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidOperationException)
        {
            throw new ImageDataException(path,
                $"{FailureReason.Describe(exception)}. The file takes preset, resize, crop, mean, std, "
                    + "resampling, bgr and output", exception);
        }
    }
}
