using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Unseen.Experiments;
using Unseen.Training;

namespace Unseen.Runs;

/// <summary>JSON as this program writes it.</summary>
internal static class JsonText
{
    private static readonly JsonSerializerOptions _lines = Options(indented: true);
    private static readonly JsonSerializerOptions _line = Options(indented: false);

    /// <summary>A number to four decimals, or null where it is none: JSON has no NaN.</summary>
    public static JsonNode? Number(double value) =>
        double.IsFinite(value) ? JsonValue.Create(Math.Round(value, 4)) : null;

    public static JsonNode? Number(double? value) => value is { } number ? Number(number) : null;

    /// <summary>The whole tree of options, as the library names them.</summary>
    public static JsonNode Of(RunOptions options) => JsonSerializer.SerializeToNode(options, _lines)!;

    /// <summary>What pictures are drawn from.</summary>
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
