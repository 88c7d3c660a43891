using System.Text.Json;
using System.Text.Json.Serialization;

namespace Unseen.Checkpoints;

/// <summary>Converts a confusion matrix to and from JSON. Each row is an object with the counts that are not 0, by
/// column, since almost all counts are 0 if there are many classes. Rows of earlier versions, which are arrays of all
/// counts, can be read, too.</summary>
internal sealed class ConfusionConverter : JsonConverter<int[][]>
{
    public override int[][] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var rows = JsonSerializer.Deserialize<JsonElement[]>(ref reader, options)!;
        return Array.ConvertAll(rows, row => row.ValueKind == JsonValueKind.Array ? row.Deserialize<int[]>(options)!
            : Expand(row.Deserialize<Dictionary<int, int>>(options) ?? throw new JsonException(), rows.Length));
    }

    public override void Write(Utf8JsonWriter writer, int[][] value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value.Select(row => row.Index().Where(count => count.Item != 0)
            .ToDictionary(count => count.Index, count => count.Item)), options);

    private static int[] Expand(Dictionary<int, int> counts, int classes)
    {
        var row = new int[classes];
        foreach (var (column, count) in counts)
            row[column >= 0 && column < classes ? column : throw new JsonException()] = count;
        return row;
    }
}
