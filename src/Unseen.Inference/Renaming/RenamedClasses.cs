using System.Text.Json;
using System.Text.Json.Nodes;

namespace Unseen.Inference.Renaming;

/// <summary>The renamed classes in the metadata of a model: a JSON object with the current name of each by the name
/// that it had in training.</summary>
internal static class RenamedClasses
{
    /// <summary>The metadata key.</summary>
    public const string Key = "renamedClasses";

    /// <summary>Gets the name that a class was given; null if no class with this name in training was
    /// renamed.</summary>
    public static string? Find(IReadOnlyDictionary<string, string> metadata, string trainedName) =>
        (string?)Read(metadata)[trainedName];

    /// <summary>Gets the metadata after a class was renamed.</summary>
    public static Dictionary<string, string> With(
        IReadOnlyDictionary<string, string> metadata, string name, string newName)
    {
        var renamed = Read(metadata);
        var trained = FindTrained(renamed, name) ?? name;
        // A class that was added later can have the name that a renamed class had in training.
        if (trained != name || !renamed.ContainsKey(name))
            renamed[trained] = newName;
        return new(metadata) { [Key] = renamed.ToJsonString() };
    }

    /// <summary>Gets the metadata after a class was removed.</summary>
    public static Dictionary<string, string> Without(IReadOnlyDictionary<string, string> metadata, string name)
    {
        var (renamed, left) = (Read(metadata), new Dictionary<string, string>(metadata));
        if (FindTrained(renamed, name) is { } trained && renamed.Remove(trained))
            left[Key] = renamed.ToJsonString();
        return left;
    }

    private static string? FindTrained(JsonObject renamed, string name) =>
        renamed.FirstOrDefault(entry => (string?)entry.Value == name).Key;

    private static JsonObject Read(IReadOnlyDictionary<string, string> metadata)
    {
        try
        {
            return metadata.TryGetValue(Key, out var text) && JsonNode.Parse(text) is JsonObject renamed
                && renamed.All(entry => entry.Value?.GetValueKind() == JsonValueKind.String) ? renamed : [];
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            return []; // only other programs write such metadata
        }
    }
}
