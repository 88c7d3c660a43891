using System.Text.Json;
using Unseen.Methods;
using Unseen.Options;
using Unseen.Runs.Records;
using Unseen.Runs.Store;
using Unseen.Training;

namespace Unseen.Runs.Sweeps;

/// <summary>Reads the specification of a sweep.</summary>
public sealed class SweepSpecReader
{
    private const string NameKey = "name", DatasetsKey = "datasets", SeedsKey = "seeds", VaryKey = "vary",
        OptionsKey = JsonConfig.SweepOptions, SearchKey = "search";
    private const string DataKey = "data", FeaturesKey = "features", SemanticsKey = "semantics";
    private const string RandomKey = "random", SeedKey = "seed";
    private const string FromKey = "from", ToKey = "to", ScaleKey = "scale";
    private const string Grid = "grid", Linear = "linear", Logarithmic = "log";
    private const int MaxNameLength = 60;

    private readonly IReadOnlyList<RunSetting> _settings;
    private readonly PluginAssembly? _plugin;
    private readonly string _file;

    private SweepSpecReader(string file, MethodCatalog methods, PluginAssembly? plugin) =>
        (_file, _settings, _plugin) = (file, RunSettings.GetAll(methods), plugin);

    /// <summary>Reads a specification from a file.</summary>
    /// <param name="path">the file</param>
    /// <param name="methods">the available methods</param>
    /// <param name="plugin">the plug-in assembly with some of the methods, or null</param>
    /// <exception cref="UsageException">The file cannot be read, or is not a valid specification.</exception>
    public static SweepSpec Read(string path, MethodCatalog methods, PluginAssembly? plugin)
    {
        var reader = new SweepSpecReader(Path.GetFileName(path), methods, plugin);
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"SPEC '{path}' cannot be read: {FailureReason.Describe(exception)}.");
        }

        try
        {
            using var document = JsonDocument.Parse(text, JsonConfig.Lenient);
            return reader.Read(document.RootElement, text, Path.GetFileNameWithoutExtension(path));
        }
        catch (JsonException exception)
        {
            throw new UsageException($"{reader._file}: {FailureReason.Describe(exception)}.");
        }
    }

    /// <summary>Gets the names of the options that a stored sweep varies, and whether the range of each is logarithmic;
    /// null if its values are listed.</summary>
    /// <param name="text">JSON text of a valid specification</param>
    public static IReadOnlyDictionary<string, bool?> Varied(string text)
    {
        using var document = JsonDocument.Parse(text, JsonConfig.Lenient);
        return document.RootElement.TryGetProperty(VaryKey, out var varied)
            ? varied.EnumerateObject().ToDictionary(axis => GetName(axis.Name), axis => IsLogarithmic(axis.Value))
            : new Dictionary<string, bool?>();
    }

    private static string GetName(string key) =>
        RunSettings.GetAll(MethodCatalog.BuiltIn).FirstOrDefault(setting => setting.Alias == key)?.Name ?? key;

    private static bool? IsLogarithmic(JsonElement axis) =>
        axis.ValueKind == JsonValueKind.Object
            ? axis.TryGetProperty(ScaleKey, out var scale) && scale.GetString() == Logarithmic : null;

    private SweepSpec Read(JsonElement root, string text, string defaultName)
    {
        RequireKeys(root, "the file", NameKey, DatasetsKey, SeedsKey, OptionsKey, VaryKey, SearchKey);
        var name = root.TryGetProperty(NameKey, out var named) ? Text(named, NameKey) : defaultName;
        if (name.Length is 0 or > MaxNameLength
            || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.') || name[0] == '.')
            throw Wrong(NameKey, $"at most {MaxNameLength} letters, digits, dots, dashes and underscores, and no dot "
                + "at the start", $"'{name}'");
        if (name == RunStore.NoSweepName)
            throw Wrong(NameKey, "different from the name for runs without a sweep", $"'{name}'");
        var (draws, drawSeed) = root.TryGetProperty(SearchKey, out var search) ? Search(search) : (null, 0);
        var options = root.TryGetProperty(OptionsKey, out var given) ? Options(given) : [];
        var axes = root.TryGetProperty(VaryKey, out var varied) ? Axes(varied, draws is not null) : [];
        if (axes.FirstOrDefault(axis => options.Any(option => option.Setting == axis.Setting)) is { } both)
            throw new UsageException(
                $"{_file}: {both.Setting.Name} is in {VaryKey} and in {OptionsKey}. Leave one out.");
        if (options.Select(option => option.Setting).Concat(axes.Select(axis => axis.Setting)).CountBy(one => one)
            .FirstOrDefault(pair => pair.Value > 1).Key is { } twice)
            throw new UsageException($"{_file}: {twice.Name} and {twice.Alias} are the same option. Leave one out.");
        return new SweepSpec(name, text, Datasets(root), Seeds(root), options, axes, draws, drawSeed, _settings,
            _plugin);
    }

    private List<DataSource> Datasets(JsonElement root)
    {
        if (!root.TryGetProperty(DatasetsKey, out var list) || list.ValueKind != JsonValueKind.Array
            || list.GetArrayLength() == 0)
            throw Wrong(DatasetsKey, "a list of folders or files", root.TryGetProperty(DatasetsKey, out list)
                ? JsonConfig.Describe(list) : "missing");
        return [.. list.EnumerateArray().Select(Dataset).Distinct()];
    }

    private DataSource Dataset(JsonElement item)
    {
        if (item.ValueKind == JsonValueKind.String)
            return new DataSource(Folder(item.GetString()!, DatasetsKey), null, null);
        RequireKeys(item, DatasetsKey, DataKey, FeaturesKey, SemanticsKey);
        string? Get(string key) => item.TryGetProperty(key, out var value) ? Text(value, $"{DatasetsKey}.{key}") : null;
        const string where = $"{DatasetsKey}.{DataKey}";
        return new DataSource(Folder(Get(DataKey) ?? throw Wrong(where, "a folder or file", "missing"), where),
            Get(FeaturesKey), Get(SemanticsKey));
    }

    /// <summary>Checks a path and removes its trailing separator, so that equal paths have equal text.</summary>
    private string Folder(string path, string where) =>
        string.IsNullOrWhiteSpace(path) ? throw Wrong(where, "a folder or file", $"'{path}'")
            : Path.TrimEndingDirectorySeparator(path);

    private int[] Seeds(JsonElement root)
    {
        var name = $"{_file}: {SeedsKey}";
        var read = SeedList.Read(first: 0, root.TryGetProperty(SeedsKey, out var seeds) ? SeedList.GetText(seeds, name)
            : "1", name);
        return Array.Find(read, seed => seed < 0) is not 0 and var negative
            ? throw Wrong(SeedsKey, "at least 0", $"{negative}") : [.. read.Distinct()];
    }

    private List<(RunSetting Setting, string Text)> Options(JsonElement given)
    {
        RequireKeys(given, OptionsKey);
        // The plug-in is skipped: it was loaded earlier, because its methods have options too.
        return [.. from option in given.EnumerateObject()
                   where option.Name != JsonConfig.Plugin
                   let setting = GetSetting(option.Name, OptionsKey)
                   select (setting, Value(option.Value, setting, OptionsKey))];
    }

    private List<SweepAxis> Axes(JsonElement varied, bool isRandom)
    {
        RequireKeys(varied, VaryKey);
        return [.. varied.EnumerateObject().Select(axis => Axis(GetSetting(axis.Name, VaryKey), axis.Value, isRandom))];
    }

    private SweepAxis Axis(RunSetting setting, JsonElement value, bool isRandom)
    {
        var where = $"{VaryKey}.{setting.Name}";
        if (value.ValueKind == JsonValueKind.Object)
            return new SweepAxis(setting, [], isRandom ? Range(setting, value, where)
                : throw Wrong(where, $"a list of values in a {Grid} search", "a range"));
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0)
            throw Wrong(where, $"a list of values, or {{\"{FromKey}\": …, \"{ToKey}\": …}}",
                JsonConfig.Describe(value));
        return new SweepAxis(setting, [.. value.EnumerateArray().Select(one => Value(one, setting, VaryKey))
            .Distinct()],
            null);
    }

    private SweepRange Range(RunSetting setting, JsonElement range, string where)
    {
        RequireKeys(range, where, FromKey, ToKey, ScaleKey);
        var isWhole = setting.Kind is OptionKind.Whole or OptionKind.WholeOrAuto;
        if (!isWhole && setting.Kind is not (OptionKind.Number or OptionKind.NumberOrAuto))
            throw Wrong(where, "a list of values", "a range, which only a number can have");
        double Bound(string key) =>
            range.TryGetProperty(key, out var bound) && bound.ValueKind == JsonValueKind.Number
                && bound.TryGetDouble(out var number) && double.IsFinite(number)
                && (!isWhole || double.IsInteger(number))
                ? number
                : throw Wrong($"{where}.{key}", isWhole ? "a whole number" : "a number",
                    range.TryGetProperty(key, out bound) ? JsonConfig.Describe(bound) : "missing");
        var scale = range.TryGetProperty(ScaleKey, out var named) ? Text(named, $"{where}.{ScaleKey}") : Linear;
        if (scale is not (Linear or Logarithmic))
            throw Wrong($"{where}.{ScaleKey}", $"{Linear} or {Logarithmic}", $"'{scale}'");
        var (from, to) = (Bound(FromKey), Bound(ToKey));
        if (to < from || (scale == Logarithmic && from <= 0))
            throw Wrong(where, scale == Logarithmic ? "above 0, from a smaller number to a larger one"
                : "from a smaller number to a larger one",
                $"from {OptionText.Format(from)} to {OptionText.Format(to)}");
        return new SweepRange(from, to, scale == Logarithmic, isWhole);
    }

    private (int? Draws, int Seed) Search(JsonElement search)
    {
        if (search.ValueKind == JsonValueKind.String && search.GetString() == Grid)
            return (null, 0);
        if (search.ValueKind != JsonValueKind.Object)
            throw Wrong(SearchKey, $"\"{Grid}\" or {{\"{RandomKey}\": N}}", JsonConfig.Describe(search));
        RequireKeys(search, SearchKey, RandomKey, SeedKey);
        int Whole(string key, int minimum, int? fallback) => search.TryGetProperty(key, out var value)
            ? value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= minimum ? number
                : throw Wrong($"{SearchKey}.{key}", $"a whole number of at least {minimum}", JsonConfig.Describe(value))
            : fallback ?? throw Wrong($"{SearchKey}.{key}", "a whole number", "missing");
        return (Whole(RandomKey, 1, null), Whole(SeedKey, 0, 0));
    }

    private RunSetting GetSetting(string key, string where) => _settings.FirstOrDefault(
        setting => setting.Name == key || setting.Alias == key)
        ?? throw new UsageException($"{_file}: {where}: unknown option '{key}'."
            + NearestName.Question(key, _settings.Select(setting => setting.Name)));

    private string Value(JsonElement value, RunSetting setting, string where) =>
        JsonConfig.GetText(setting.Kind, mayBeList: false, value, $"{_file}: {where}.{setting.Name}");

    private string Text(JsonElement value, string where) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()!
            : throw Wrong(where, "text", JsonConfig.Describe(value));

    /// <summary>Requires a JSON object. If keys are given, the object may have no other keys.</summary>
    private void RequireKeys(JsonElement value, string where, params IReadOnlyCollection<string> keys)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw Wrong(where, "a JSON object", JsonConfig.Describe(value));
        foreach (var property in value.EnumerateObject())
            if (keys.Count > 0 && !keys.Contains(property.Name))
                throw new UsageException(
                    $"{_file}: unknown key '{property.Name}' in {where}.{NearestName.Question(property.Name, keys)}");
    }

    private UsageException Wrong(string where, string rule, string found) =>
        new($"{_file}: {where} must be {rule}, but was {found}.");
}
