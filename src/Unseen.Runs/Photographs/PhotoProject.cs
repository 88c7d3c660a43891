using System.Text.Json;
using System.Text.Json.Nodes;
using Unseen.Images.Backbones;
using Unseen.Runs.Records;

namespace Unseen.Runs.Photographs;

/// <summary>A project of photographs and descriptions: a folder with images/, classes.csv and an optional file
/// unseen.json with other settings.</summary>
/// <param name="Folder">the folder</param>
/// <param name="Images">a folder with one folder per class, or a .csv table with the path and class of each
/// photograph</param>
/// <param name="Classes">the table of classes</param>
/// <param name="Backbones">paths of the image models; the folder of an encoder stands for its image model</param>
/// <param name="Preprocess">name of a preprocessing preset, or null for the default</param>
/// <param name="Output">name of the image models' output to use, or null for the default</param>
/// <param name="Words">path of a file of word vectors, or null</param>
public sealed record PhotoProject(
    string Folder, string Images, string Classes, IReadOnlyList<string> Backbones, string? Preprocess, string? Output,
        string? Words)
{
    /// <summary>The name of the file with settings that differ from the defaults.</summary>
    public const string FileName = "unseen.json";

    /// <summary>The default name of the folder of photographs.</summary>
    public const string ImagesName = "images";

    /// <summary>The default name of the table of classes.</summary>
    public const string ClassesName = "classes.csv";

    private const string BackboneKey = "backbone", EncoderKey = "encoder", PromptsKey = "prompts";
    private static readonly string[] _texts =
        [ImagesName, "classes", "preprocess", "output", "words", EncoderKey, PromptsKey];

    /// <summary>Folder of an encoder whose text model computes the descriptors; null (default) for none.</summary>
    public string? Encoder { get; init; }

    /// <summary>JSON file of the classes' texts for the encoder; null (default) for the descriptions of the table or,
    /// if there are none, "a photo of a {name}."</summary>
    public string? Prompts { get; init; }

    /// <summary>Determines whether a folder is a photograph project rather than a dataset of features.</summary>
    public static bool Is(string path) =>
        Directory.Exists(path)
        && (File.Exists(Path.Combine(path, FileName))
            || (Directory.Exists(Path.Combine(path, ImagesName)) && File.Exists(Path.Combine(path, ClassesName))))
        && !Directory.EnumerateFiles(path, "features.*").Any();

    /// <summary>Requires that a folder is a photograph project.</summary>
    /// <param name="path">the folder</param>
    /// <exception cref="UsageException">The folder is not a photograph project.</exception>
    public static void Require(string path)
    {
        if (!Is(path))
            throw new UsageException($"{path} is not a project: it needs {ImagesName}/ and {ClassesName}. Make one "
                + "with unseen init. A dataset of features is not a project: train it with unseen train --data.");
    }

    /// <summary>Reads a project that may still lack an image model.</summary>
    /// <param name="folder">the folder</param>
    /// <param name="given">settings that override the file's settings, or null (default) for none</param>
    /// <exception cref="UsageException">The folder is not a project, its file is not valid, or there are prompts
    /// without an encoder.</exception>
    public static PhotoProject OpenUnfinished(string folder, PhotoOverrides? given = null)
    {
        Require(folder);
        return Open(folder, given, requiresModel: false);
    }

    /// <summary>Reads a project. Paths in its file are relative to its folder. If no image model is named, the image
    /// model of the encoder is used, if it has one. The same applies if only the default image model of a new project
    /// is named, and its file does not exist.</summary>
    /// <param name="folder">the folder</param>
    /// <param name="given">settings that override the file's settings, or null (default) for none</param>
    /// <exception cref="UsageException">The file is not valid, there are prompts without an encoder, or there is no
    /// image model.</exception>
    public static PhotoProject Open(string folder, PhotoOverrides? given = null) =>
        Open(folder, given, requiresModel: true);

    private static PhotoProject Open(string folder, PhotoOverrides? given, bool requiresModel)
    {
        given ??= new PhotoOverrides();
        var json = Read(Path.Combine(folder, FileName));
        string Inside(string path) => Path.Combine(folder, path);
        string? Text(string key) => (string?)json[key] is { } path ? Inside(path) : null;
        var encoder = given.Encoder ?? Text(EncoderKey);
        var prompts = given.Prompts ?? Text(PromptsKey);
        if (prompts is not null && encoder is null)
            throw UsageException.Needs(
                PhotoOverrides.PromptsName, $"{PhotoOverrides.EncoderName} DIR, whose model reads the texts");
        var backbones = given.Backbones ?? [.. Backbone(json[BackboneKey]).Select(Inside)];
        var lacksBackbone = backbones.Count == 0 || (backbones is [var only] && !File.Exists(only)
            && only == Inside(StarterProject.UsualBackbone) && given.Backbones is null);
        if (lacksBackbone && encoder is not null && Unseen.Images.Encoders.Encoder.HasImages(encoder))
            backbones = [encoder];
        if (backbones.Count == 0 && requiresModel)
            throw new UsageException(
                "no image model is named. Name one in ONNX form, such as mobilenet_v2.onnx, with "
                    + $"{PhotoOverrides.BackboneName}, or as \"{BackboneKey}\" in {FileName}.");
        return new PhotoProject(
            folder, Inside((string?)json[ImagesName] ?? ImagesName), Inside((string?)json["classes"] ?? ClassesName),
            backbones, given.Preprocess ?? (string?)json["preprocess"], given.Output ?? (string?)json["output"],
            given.Words ?? Text("words"))
        {
            Encoder = encoder,
            Prompts = prompts,
        };
    }

    /// <summary>Opens the image models. The caller disposes them.</summary>
    /// <exception cref="UsageException">There is no image model, the preprocessing preset is unknown, or a preset is
    /// given for the folder of an encoder.</exception>
    /// <exception cref="Unseen.Images.ImageDataException">An image model cannot be loaded.</exception>
    public ImageFeatures OpenBackbones() => ImageModels.Open(Backbones, Preprocess, Output);

    /// <summary>Converts the project to JSON for a run's options.json, with absolute paths.</summary>
    public JsonObject ToJson() => new()
    {
        ["folder"] = Path.GetFullPath(Folder),
        [ImagesName] = Path.GetFullPath(Images),
        ["classes"] = Path.GetFullPath(Classes),
        [BackboneKey] = new JsonArray([.. Backbones.Select(path => (JsonNode)Path.GetFullPath(path))]),
        ["preprocess"] = Preprocess,
        ["output"] = Output,
        ["words"] = FullOrNull(Words),
        [EncoderKey] = FullOrNull(Encoder),
        [PromptsKey] = FullOrNull(Prompts),
    };

    /// <summary>Reads the project of an unfinished or complete run; null if it was trained on features.</summary>
    /// <exception cref="Inference.ModelFileException">The description of the run is damaged.</exception>
    public static PhotoProject? ReadFromRun(string folder) =>
        RunDescription.Read(folder)?.Photographs is { } json ? FromJson(json) : null;

    /// <summary>Reads a project from the JSON of <see cref="ToJson"/>.</summary>
    public static PhotoProject FromJson(JsonObject json) => new(
        (string)json["folder"]!, (string)json[ImagesName]!, (string)json["classes"]!, Backbone(json[BackboneKey]),
            (string?)json["preprocess"], (string?)json["output"],
        (string?)json["words"])
    {
        Encoder = (string?)json[EncoderKey],
        Prompts = (string?)json[PromptsKey],
    };

    private static string? FullOrNull(string? path) => path is null ? null : Path.GetFullPath(path);

    private static string[] Backbone(JsonNode? node) => node switch
    {
        null => [],
        JsonArray many => [.. many.Select(one => (string)one!)],
        _ => [(string)node!],
    };

    private static JsonObject Read(string path)
    {
        if (!File.Exists(path))
            return [];
        try
        {
            var json = JsonNode.Parse(File.ReadAllText(path),
                documentOptions: new JsonDocumentOptions
                {
                    CommentHandling = JsonCommentHandling.Skip,
                    AllowTrailingCommas = true
                }) as JsonObject
                ?? throw new UsageException($"{path} must contain a JSON object.");
            string[] known = [.. _texts, BackboneKey, JsonConfig.Section];
            foreach (var (key, value) in json)
            {
                if (!known.Contains(key))
                    throw new UsageException($"{path}: unknown key '{key}'.{NearestName.Question(key, known)}");
                if (_texts.Contains(key) && value?.GetValueKind() is not (null or JsonValueKind.String))
                    throw new UsageException($"{path}: {key} must be text, but was {value!.ToJsonString()}.");
            }

            return Backbone(json[BackboneKey]).All(one => one is not null) ? json
                : throw new UsageException(
                    $"{path}: {BackboneKey} must be text or a list of texts, but contains null.");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new UsageException(
                $"{path}: {FailureReason.Describe(exception)}. It takes the keys {string.Join(", ", _texts)}, "
                    + $"{BackboneKey} and {JsonConfig.Section}.");
        }
    }
}
