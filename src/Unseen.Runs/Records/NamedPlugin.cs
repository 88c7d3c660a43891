using System.Text.Json;

namespace Unseen.Runs.Records;

/// <summary>Finds the plug-in that a file names, before anything else is read from the file, since the keys of the file
/// can be options of the plug-in.</summary>
internal static class NamedPlugin
{
    /// <summary>Finds the plug-in named in a configuration, in the options.json of a run, in the unseen.json of a
    /// project, or in the specification of a sweep. Errors in the file are ignored here, and reported when the command
    /// reads the file.</summary>
    /// <param name="file">path of the file, which need not exist</param>
    /// <returns>path of the plug-in, or null</returns>
    public static string? In(string file)
    {
        try
        {
            // A pipe, whose length is 0, can be read only once, so it is left to the command.
            if (new FileInfo(file) is not { Exists: true, Length: > 0 })
                return null;
            using var document = JsonDocument.Parse(File.ReadAllText(file), JsonConfig.Lenient);
            var root = document.RootElement;
            return In(root) ?? In(Child(root, JsonConfig.Section)) ?? In(Child(root, JsonConfig.SweepOptions));
        }
        catch (Exception exception) when (
            exception is IOException or UnauthorizedAccessException or JsonException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Finds the plug-in that an object with options names.</summary>
    /// <param name="options">an element of any kind, or null</param>
    /// <returns>path of the plug-in, or null</returns>
    public static string? In(JsonElement? options) =>
        options is { } parent && Child(parent, JsonConfig.Plugin) is { ValueKind: JsonValueKind.String } named
            ? named.GetString() : null;

    private static JsonElement? Child(JsonElement element, string key) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(key, out var child) ? child : null;
}
