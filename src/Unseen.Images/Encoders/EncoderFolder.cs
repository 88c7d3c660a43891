using System.Text.Json;
using System.Text.Json.Nodes;

namespace Unseen.Images.Encoders;

/// <summary>A folder as Hugging Face exports leave it: ONNX files, there or under onnx/, and JSON files that say how to
/// use them.</summary>
internal sealed class EncoderFolder
{
    private const string OnnxFolder = "onnx";
    private const string Config = "config.json";
    private static readonly string[] _variants = ["", "_fp16", "_quantized", "_int8", "_uint8", "_q4", "_q4f16"];

    private readonly Dictionary<string, JsonObject?> _read = [];

    /// <summary>Looks at a folder.</summary>
    /// <exception cref="ImageDataException">It is not there.</exception>
    public EncoderFolder(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Path = System.IO.Path.TrimEndingDirectorySeparator(path);
        if (!Directory.Exists(path))
            throw new ImageDataException(path,
                $"{(File.Exists(path) ? "this is a file" : "the folder does not exist")}. An encoder is a folder "
                    + "with an ONNX export: model.onnx and its JSON files");
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>What config.json calls the model, such as clip, siglip or bert; empty if it does not say.</summary>
    public string ModelType => (string?)Json(Config)?["model_type"] ?? "";

    /// <summary>Tokens that the text encoder takes at the most, or null if the folder does not say.</summary>
    public int? TextLength
    {
        get
        {
            const int absurd = 100_000; // how "no limit" is written
            var config = Json(Config);
            int?[] limits =
            [
                Whole(Json("sentence_bert_config.json")?["max_seq_length"]),
                Whole(config?["text_config"]?["max_position_embeddings"]),
                Whole(config?["max_position_embeddings"]),
                Whole(Json("tokenizer_config.json")?["model_max_length"]),
            ];
            return limits.FirstOrDefault(limit => limit is > 2 and < absurd);
        }
    }

    /// <summary>The ONNX file of the image tower, or of both; null if there is none.</summary>
    public string? ImageModel => FindModel("vision_model") ?? FindModel("visual") ?? FindModel("model");

    /// <summary>The ONNX file of the text tower, or of both; null if there is none.</summary>
    public string? TextModel => FindModel("text_model") ?? FindModel("textual") ?? FindModel("model");

    /// <summary>The ONNX file of both towers together, or null.</summary>
    public string? JointModel => FindModel("model");

    /// <summary>A file's path, or null if it is not there.</summary>
    public string? Find(string name) => System.IO.Path.Combine(Path, name) is var file && File.Exists(file) ? file
        : null;

    /// <summary>A JSON file's object, or null if there is no such file.</summary>
    /// <exception cref="ImageDataException">It is no JSON object.</exception>
    public JsonObject? Json(string name)
    {
        if (_read.TryGetValue(name, out var known))
            return known;
        return _read[name] = Find(name) is { } path ? Read(path) : null;
    }

    /// <summary>A special token that tokenizer_config.json names, or null.</summary>
    public string? TokenOf(string key) => Json("tokenizer_config.json")?[key] switch
    {
        JsonObject detailed => (string?)detailed["content"],
        JsonValue value when value.GetValueKind() == JsonValueKind.String => (string?)value,
        _ => null,
    };

    private static JsonObject Read(string path)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(path)) as JsonObject
                ?? throw new ImageDataException(path, "the file must contain a JSON object. Export the encoder again");
        }
        catch (JsonException exception)
        {
            throw new ImageDataException(
                path, $"{FailureReason.Describe(exception)}. Export the encoder again", exception);
        }
    }

    private string? FindModel(string name) => (
        from variant in _variants
        from folder in new[] { Path, System.IO.Path.Combine(Path, OnnxFolder) }
        select System.IO.Path.Combine(folder, $"{name}{variant}.onnx")).FirstOrDefault(File.Exists);

    private static int? Whole(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<double>(out var number) && number is > 0 and < int.MaxValue
            ? (int)number : null;
}
