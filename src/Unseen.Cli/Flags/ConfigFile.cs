using System.Text.Json;
using Unseen.Options;
using Unseen.Runs;
using Unseen.Runs.Folders;
using Unseen.Runs.Records;
using Unseen.Runs.Sweeps;

namespace Unseen.Cli.Flags;

/// <summary>Reads flags from a JSON file, in which keys are the names of flags in camelCase, without dashes. Comments
/// are allowed.</summary>
internal static class ConfigFile
{
    /// <summary>Sets the flags that the file contains, unless the command line sets them.</summary>
    /// <exception cref="UsageException">The file does not exist or is not JSON, a key is unknown, or a value has the
    /// wrong type.</exception>
    public static void Read(string path, IReadOnlyList<Flag> flags, bool lists, FlagValues values)
    {
        using var document = Parse(path, values);
        var file = Path.GetFileName(path);
        var (root, name) = (document.RootElement, file);
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty(JsonConfig.Section, out var section))
            (root, name) = (section, $"{file}: {JsonConfig.Section}");
        if (root.ValueKind != JsonValueKind.Object)
            throw new UsageException($"{name} must be a JSON object, but was {JsonConfig.Describe(root)}.");
        if (values.Training.LoadedPlugin is null && NamedPlugin.In(root) is { } plugin)
            throw new UsageException($"{file}: the plug-in {plugin} is not loaded from here. If you trust it, name it "
                + $"with {TrainingFlags.Plugin.Name}.");
        foreach (var property in root.EnumerateObject())
        {
            var flag = flags.FirstOrDefault(flag => flag.IsCalled(property.Name))
                ?? throw new UsageException(
                    $"{file}: unknown key "
                        + $"'{property.Name}'.{NearestName.Question(property.Name, flags.Select(flag => flag.Key))}");
            if (property.Value.ValueKind != JsonValueKind.Null)
                values.Set(flag, GetText(flag, property.Value, lists, $"{file}: {flag.Key}"), $"{file}: {flag.Key}");
        }
    }

    /// <summary>Reads the configuration section of a larger file, if it has one.</summary>
    public static void ReadSection(string path, IReadOnlyList<Flag> flags, FlagValues values)
    {
        using var document = Parse(path, values);
        if (document.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty(JsonConfig.Section, out _))
            Read(path, flags, lists: false, values);
    }

    private static JsonDocument Parse(string path, FlagValues values)
    {
        try
        {
            return JsonDocument.Parse(!File.Exists(path) && BuiltInConfigs.Find(path) is { } builtIn ? builtIn
                : File.ReadAllText(path), JsonConfig.Lenient);
        }
        catch (JsonException exception)
        {
            throw new UsageException($"{Path.GetFileName(path)}: {FailureReason.Describe(exception)}.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException
            && path == values.Text(CommonFlags.Config))
        {
            throw new UsageException(
                $"--config '{path}' is neither a file that can be read nor a configuration that unseen methods "
                    + $"lists.{NearestName.Question(path, BuiltInConfigs.Names)}");
        }
    }

    private static string GetText(Flag flag, JsonElement value, bool lists, string name) => flag.IsList
        ? SeedList.GetText(value, name)
        : JsonConfig.GetText(flag.Kind, lists && flag.Kind is not (OptionKind.Switch or OptionKind.Text), value, name);
}
