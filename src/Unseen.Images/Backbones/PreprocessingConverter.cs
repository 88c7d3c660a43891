using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Unseen.Images.Backbones;

/// <summary>
/// Reads preprocessing from JSON in which properties can be missing. Missing properties get their default values; the
/// generated serialisation code alone would set them to 0.
/// </summary>
internal sealed class PreprocessingConverter : JsonConverter<Preprocessing>
{
    /// <summary>Combines the properties in JSON with the properties of another preprocessing.</summary>
    /// <param name="values">the properties in JSON</param>
    /// <param name="otherwise">provides the properties that are not in the JSON</param>
    /// <exception cref="JsonException">There is an unknown property, or a value is of another type.</exception>
    /// <exception cref="ArgumentException">A property occurs twice.</exception>
    public static Preprocessing Merge(JsonObject values, Preprocessing otherwise)
    {
        var merged = JsonSerializer.SerializeToNode(otherwise, ImageJson.Default.Preprocessing)!.AsObject();
        foreach (var (key, value) in values)
            merged[key] = value?.DeepClone();
        return merged.Deserialize(ImageJson.Default.Preprocessing)!;
    }

    /// <inheritdoc/>
    public override Preprocessing? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var values = JsonNode.Parse(ref reader) as JsonObject
            ?? throw new JsonException("preprocessing is not an object.");
        try
        {
            return Merge(values, new Preprocessing());
        }
        catch (ArgumentException exception)
        {
            throw new JsonException(exception.Message, exception);
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Preprocessing value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, ImageJson.Default.Preprocessing);
}
