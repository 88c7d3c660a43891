using System.Text.Json;
using System.Text.Json.Nodes;

namespace Unseen.Images.Encoders;

/// <summary>A folder as Hugging Face exporters write it: ONNX files, in the folder or in its subfolder onnx, and JSON
/// files with settings.</summary>
internal sealed class EncoderFolder
{
    /// <summary>The file with the settings of the tokenizer.</summary>
    public const string TokenizerConfig = "tokenizer_config.json";

    private const string OnnxFolder = "onnx";
    private const string Config = "config.json";
    private const string Positions = "max_position_embeddings";
    private static readonly string[] _variants = ["", "_fp16", "_quantized", "_int8", "_uint8", "_q4", "_q4f16"];

    private readonly Dictionary<string, JsonObject?> _read = [];

    /// <summary>Opens a folder.</summary>
    /// <exception cref="ImageDataException">The folder does not exist.</exception>
    public EncoderFolder(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Path = System.IO.Path.TrimEndingDirectorySeparator(path);
        if (!Directory.Exists(path))
            throw new ImageDataException(path,
                $"{(File.Exists(path) ? "this is a file" : "the folder does not exist")}. An encoder is a folder "
                    + "with an ONNX export: model.onnx and its JSON files");
    }

    /// <summary>How JSON files are read: a key that occurs twice is an error.</summary>
    public static JsonDocumentOptions JsonOptions { get; } = new() { AllowDuplicateProperties = false };

    /// <summary>The path of the folder.</summary>
    public string Path { get; }

    /// <summary>The model type in config.json, such as clip, siglip or bert; empty if the file has none.</summary>
    /// <exception cref="ImageDataException">The setting is not a text.</exception>
    public string ModelType => Text(Config, "model_type") ?? "";

    /// <summary>The maximum number of tokens of the text encoder, or null if the folder does not specify it.</summary>
    public int? TextLength
    {
        get
        {
            const int noLimit = 100_000; // this and larger values mean that there is no limit
            int? Limit(string file, params string[] keys) =>
                Whole(Setting(file, keys)) is > 2 and < noLimit and var limit ? limit : null;
            // In XLM-RoBERTa, a text can have two fewer tokens than there are positions. The tokenizer's files state
            // this lower number.
            return Limit("sentence_bert_config.json", "max_seq_length")
                ?? new[]
                {
                    Limit(Config, "text_config", Positions) ?? Limit(Config, Positions),
                    Limit(TokenizerConfig, "model_max_length"),
                }.Min();
        }
    }

    /// <summary>The ONNX file with the image tower; null if the folder has none.</summary>
    public string? ImageModel => FindModel("vision_model") ?? FindModel("visual") ?? FindModel("model");

    /// <summary>The ONNX file with the text tower; null if the folder has none.</summary>
    public string? TextModel => FindModel("text_model") ?? FindModel("textual") ?? FindModel("model");

    /// <summary>The ONNX file with both towers; null if the folder has none.</summary>
    public string? JointModel => FindModel("model");

    /// <summary>Gets the path of a file, or null if the file does not exist.</summary>
    public string? Find(string name) => System.IO.Path.Combine(Path, name) is var file && File.Exists(file) ? file
        : null;

    /// <summary>Reads the object in a JSON file; null if the file does not exist.</summary>
    /// <exception cref="ImageDataException">The file cannot be read, or does not contain a JSON object.</exception>
    public JsonObject? Json(string name)
    {
        if (_read.TryGetValue(name, out var known))
            return known;
        return _read[name] = Find(name) is { } path ? Read(path) : null;
    }

    /// <summary>Gets a text from a JSON file, or null if the file or the setting does not exist.</summary>
    /// <param name="file">the name of the file</param>
    /// <param name="keys">the keys of the setting, outermost first</param>
    /// <exception cref="ImageDataException">The setting is not a text.</exception>
    public string? Text(string file, params string[] keys) => Setting(file, keys) switch
    {
        null => null,
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        var other => throw WrongType(file, keys, "a text", other),
    };

    /// <summary>Gets a Boolean from a JSON file, or null if the file or the setting does not exist.</summary>
    /// <param name="file">the name of the file</param>
    /// <param name="keys">the keys of the setting, outermost first</param>
    /// <exception cref="ImageDataException">The setting is not true or false.</exception>
    public bool? IsOn(string file, params string[] keys) => Setting(file, keys) switch
    {
        null => null,
        JsonValue value when value.TryGetValue<bool>(out var isOn) => isOn,
        var other => throw WrongType(file, keys, "true or false", other),
    };

    /// <summary>Gets a special token from tokenizer_config.json, or null if there is none.</summary>
    /// <exception cref="ImageDataException">The setting is not a text.</exception>
    public string? GetToken(string key) => Setting(TokenizerConfig, key) is JsonObject
        ? Text(TokenizerConfig, key, "content") : Text(TokenizerConfig, key);

    private JsonNode? Setting(string file, params string[] keys)
    {
        JsonNode? node = Json(file);
        foreach (var key in keys)
            node = (node as JsonObject)?[key];
        return node;
    }

    private ImageDataException WrongType(string file, string[] keys, string expected, JsonNode found) => new(
        System.IO.Path.Combine(Path, file), string.Join('.', keys), expected, $"{found.ToJsonString()}. Export the "
            + "encoder again");

    private static JsonObject Read(string path)
    {
        try
        {
            return JsonNode.Parse(FileContents.ReadText(path), documentOptions: JsonOptions) as JsonObject
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
