using System.Text.Json;
using Unseen.Options;

namespace Unseen.Runs.Records;

/// <summary>Keys and values of configurations in JSON. A configuration is an object with options by name, such as
/// {"classifierEpochs": 30}.</summary>
internal static class JsonConfig
{
    /// <summary>The key of the configuration within a larger file, such as a run's options.json.</summary>
    public const string Section = "config";

    /// <summary>The key of the options that all runs of a sweep have in common, in the sweep's specification.</summary>
    public const string SweepOptions = "options";

    /// <summary>The texts of a switch that is on or off.</summary>
    public const string On = "true", Off = "false";

    public const string Data = "data", Features = "features", Semantics = "semantics", Plugin = "plugin",
        Seeds = "seeds";

    /// <summary>The options for reading files that users write: comments and trailing commas are allowed.</summary>
    public static JsonDocumentOptions Lenient { get; } = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        AllowDuplicateProperties = false,
    };

    /// <summary>Converts a value to the text that a user would type on a command line.</summary>
    /// <param name="kind">the required kind of the value</param>
    /// <param name="mayBeList">whether the value may be a list</param>
    /// <param name="value">the value</param>
    /// <param name="name">name of the option in error messages</param>
    /// <exception cref="UsageException">The value is of the wrong type.</exception>
    public static string GetText(OptionKind kind, bool mayBeList, JsonElement value, string name)
    {
        if (value.ValueKind == JsonValueKind.Array && mayBeList)
        {
            var items = value.EnumerateArray().Select(item => GetText(kind, mayBeList: false, item, name));
            // "3," is a list of one number, and "3" would be a count.
            return string.Join(',', items) + (value.GetArrayLength() == 1 ? "," : "");
        }

        var isText = value.ValueKind == JsonValueKind.String;
        var isNumber = value.ValueKind == JsonValueKind.Number;
        var (fits, rule) = kind switch
        {
            OptionKind.Switch => (value.ValueKind is JsonValueKind.True or JsonValueKind.False, "true or false"),
            OptionKind.Whole => (isNumber, "a whole number"),
            OptionKind.Number => (isNumber, "a number"),
            OptionKind.WholeOrAuto => (isNumber || isText, "a whole number or \"auto\""),
            OptionKind.NumberOrAuto => (isNumber || isText, "a number or \"auto\""),
            _ => (isText, "text"),
        };
        if (!fits)
            throw new UsageException($"{name} must be {rule}, but was {Describe(value)}.");
        return kind == OptionKind.Switch ? value.GetBoolean() ? On : Off
            : isText ? value.GetString()! : value.GetRawText();
    }

    /// <summary>Describes a value for error messages.</summary>
    public static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        _ => value.GetRawText(),
    };
}
