using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Unseen.Experiments;
using Unseen.Inference;
using Unseen.Training;

namespace Unseen.Runs;

/// <summary>Reads and writes JSON in the format of this program's files.</summary>
internal static class JsonText
{
    private static readonly JsonSerializerOptions _lines = Options(indented: true);
    private static readonly JsonSerializerOptions _line = Options(indented: false);

    /// <summary>Rounds a number to four decimals. NaN and infinity, which JSON does not have, become null.</summary>
    public static JsonNode? Number(double value) =>
        double.IsFinite(value) ? JsonValue.Create(Math.Round(value, 4)) : null;

    public static JsonNode? Number(double? value) => value is { } number ? Number(number) : null;

    /// <summary>Converts a record to JSON. The result for null is null.</summary>
    public static JsonObject? FromRecord<T>(T record) => JsonSerializer.SerializeToNode(record, _lines)?.AsObject();

    /// <summary>Reads a record from a file.</summary>
    /// <returns>the record, or null if there is no file</returns>
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
            throw new ModelFileException(path, $"{FailureReason.Describe(exception)}.", exception);
        }
    }

    /// <summary>Reads a record from text.</summary>
    /// <exception cref="JsonException">The text is not a valid record.</exception>
    public static T? Parse<T>(string text) => JsonSerializer.Deserialize<T>(text, _lines);

    /// <summary>Converts all options to JSON, under their names in the library.</summary>
    public static JsonNode ToNode(RunOptions options) => JsonSerializer.SerializeToNode(options, _lines)!;

    /// <summary>Converts the data of figures to JSON.</summary>
    public static JsonNode ToNode(ClassPictures pictures) => JsonSerializer.SerializeToNode(pictures, _lines)!;

    public static JsonArray ToNode<T>(IEnumerable<T> values) =>
        new([.. values.Select(value => (JsonNode?)JsonValue.Create(value))]);

    public static JsonArray CreateArray(IEnumerable<JsonNode?> nodes) => new([.. nodes]);

    /// <summary>Formats JSON on several lines, for files.</summary>
    public static string Indented(JsonNode node) => node.ToJsonString(_lines) + "\n";

    /// <summary>Formats JSON on one line, for other programs.</summary>
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
