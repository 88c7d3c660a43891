using System.Text.Json;

namespace Unseen.Cli.Flags;

/// <summary>Reads flags from a JSON file: keys are the flags' names without dashes, in camelCase. Comments are
/// allowed.</summary>
internal static class ConfigFile
{
    /// <summary>The part of a run's options.json that has the form of a configuration file.</summary>
    public const string Section = "config";

    /// <summary>How the files of users are read.</summary>
    public static JsonDocumentOptions Lenient { get; } = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        AllowDuplicateProperties = false,
    };

    /// <summary>Sets what the file says and the command line does not.</summary>
    /// <exception cref="UsageException">The file is absent or not JSON, a key is unknown, or a value is of the wrong
    /// type.</exception>
    public static void Read(string path, IReadOnlyList<Flag> flags, bool lists, FlagValues values)
    {
        using var document = Parse(path);
        var file = Path.GetFileName(path);
        var root = document.RootElement;
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty(Section, out var section))
            root = section;
        if (root.ValueKind != JsonValueKind.Object)
            throw new UsageException($"{file} must be a JSON object, but was {Describe(root)}.");
        foreach (var property in root.EnumerateObject())
        {
            var flag = flags.FirstOrDefault(flag => flag.IsCalled(property.Name))
                ?? throw new UsageException(
                    $"{file}: unknown key "
                        + $"'{property.Name}'.{NearestName.Question(property.Name, flags.Select(flag => flag.Key))}");
            if (property.Value.ValueKind != JsonValueKind.Null)
                values.Set(flag, TextOf(flag, property.Value, lists, $"{file}: {flag.Key}"), $"{file}: {flag.Key}");
        }
    }

    /// <summary>As <see cref="Read"/>, the part of a file that has the form of a configuration file, where there is
    /// one.</summary>
    public static void ReadSection(string path, IReadOnlyList<Flag> flags, FlagValues values)
    {
        using var document = Parse(path);
        if (document.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty(Section, out _))
            Read(path, flags, lists: false, values);
    }

    private static JsonDocument Parse(string path)
    {
        try
        {
            return JsonDocument.Parse(!File.Exists(path) && BuiltInConfigs.Find(path) is { } builtIn ? builtIn
                : File.ReadAllText(path), Lenient);
        }
        catch (JsonException exception)
        {
            throw new UsageException($"{Path.GetFileName(path)} must be JSON, but was not: {exception.Message}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(
                $"--config must name a readable file or a configuration that unseen methods lists, but was "
                + $"'{path}'.{NearestName.Question(path, BuiltInConfigs.Names)}");
        }
    }

    /// <summary>A value as it is typed.</summary>
    /// <param name="flag">the flag that it is of</param>
    /// <param name="value">the value</param>
    /// <param name="lists">whether it may be a list where the flag is not always one</param>
    /// <param name="name">how the user wrote the flag, for messages</param>
    /// <exception cref="UsageException">It is of the wrong type.</exception>
    public static string TextOf(Flag flag, JsonElement value, bool lists, string name)
    {
        if (value.ValueKind == JsonValueKind.Array && MayBeList(flag, lists))
        {
            var items = value.EnumerateArray().Select(item => TextOf(flag, item, lists: false, name));
            // a comma tells a list of one from a count
            return string.Join(',', items) + (value.GetArrayLength() == 1 ? "," : "");
        }

        var isText = value.ValueKind == JsonValueKind.String;
        var isNumber = value.ValueKind == JsonValueKind.Number;
        var (fits, rule) = flag.Kind switch
        {
            FlagKind.Switch => (value.ValueKind is JsonValueKind.True or JsonValueKind.False, "true or false"),
            FlagKind.Whole => (isNumber, "a whole number"),
            FlagKind.Number => (isNumber, "a number"),
            FlagKind.NumberOrAuto => (isNumber || isText, "a number or \"auto\""),
            FlagKind.CountOrList => (isNumber || isText, "a number or a list of numbers"),
            _ => (isText, "text"),
        };
        if (!fits)
            throw new UsageException($"{name} must be {rule}, but was {Describe(value)}.");
        return flag.Kind == FlagKind.Switch
            ? value.GetBoolean() ? FlagValues.On : FlagValues.Off
            : isText ? value.GetString()! : value.GetRawText();
    }

    private static bool MayBeList(Flag flag, bool lists) =>
        flag.Kind == FlagKind.CountOrList || (lists && flag.Kind is not (FlagKind.Switch or FlagKind.Text));

    /// <summary>A value in a few words.</summary>
    public static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        _ => value.GetRawText(),
    };
}
