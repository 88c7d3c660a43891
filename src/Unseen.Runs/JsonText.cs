using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Unseen.Experiments;
using Unseen.Inference;
using Unseen.Training;

namespace Unseen.Runs;

/// <summary>JSON as this program writes it.</summary>
internal static class JsonText
{
    private static readonly JsonSerializerOptions _lines = Options(indented: true);
    private static readonly JsonSerializerOptions _line = Options(indented: false);

    /// <summary>A number to four decimals, or null if it is none: JSON has no NaN.</summary>
    public static JsonNode? Number(double value) =>
        double.IsFinite(value) ? JsonValue.Create(Math.Round(value, 4)) : null;

    public static JsonNode? Number(double? value) => value is { } number ? Number(number) : null;

    /// <summary>A record of a file, or of what is printed; null for null.</summary>
    public static JsonObject? OfRecord<T>(T record) => JsonSerializer.SerializeToNode(record, _lines)?.AsObject();

    /// <summary>Reads the record of a file.</summary>
    /// <returns>null if there is no file</returns>
    /// <exception cref="ModelFileException">The file is damaged.</exception>
    public static T? Read<T>(string path)
        where T : class
    {
        try
        {
            return File.Exists(path) ? Parse<T>(File.ReadAllText(path)) : null;
        }
        catch (JsonException exception)
        {
            throw new ModelFileException(path, "file", "JSON", exception.Message.TrimEnd('.'), exception);
        }
    }

    /// <summary>A record from its text.</summary>
    /// <exception cref="JsonException">The text is damaged.</exception>
    public static T? Parse<T>(string text) => JsonSerializer.Deserialize<T>(text, _lines);

    /// <summary>The whole tree of options, as the library names them.</summary>
    public static JsonNode Of(RunOptions options) => JsonSerializer.SerializeToNode(options, _lines)!;

    /// <summary>The data that pictures are drawn from.</summary>
    public static JsonNode Of(ClassPictures pictures) => JsonSerializer.SerializeToNode(pictures, _lines)!;

    public static JsonArray Of<T>(IEnumerable<T> values) =>
        new([.. values.Select(value => (JsonNode?)JsonValue.Create(value))]);

    public static JsonArray OfNodes(IEnumerable<JsonNode?> nodes) => new([.. nodes]);

    /// <summary>On several lines, for files.</summary>
    public static string Indented(JsonNode node) => node.ToJsonString(_lines) + "\n";

    /// <summary>On one line, for other programs.</summary>
    public static string OneLine(JsonNode node) => node.ToJsonString(_line);

    private static JsonSerializerOptions Options(bool indented) => new()
    {
        WriteIndented = indented,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        IgnoreReadOnlyProperties = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };
}
