using System.Text.Json;
using Unseen.Methods;
using Unseen.Options;
using Unseen.Runs.Folders;
using Unseen.Runs.Photographs;
using Unseen.Runs.Records;
using Unseen.Training;

namespace Unseen.Cli.Flags;

/// <summary>The flags for the settings of a run, except the seeds: those of the run itself and those of the available
/// methods.</summary>
internal sealed class TrainingFlags
{
    private const string PluginName = "--plugin";

    // Only these commands load plug-ins. Models predict without the plug-in that trained them, and commands that only
    // read a run must not execute code that its files name.
    private static readonly string[] _commands = ["train", "compare", "reproduce", "sweep", "methods"];

    private TrainingFlags(MethodCatalog methods, PluginAssembly? plugin)
    {
        (Methods, LoadedPlugin) = (methods, plugin);
        All = [.. RunSettings.Of(methods).Select(setting => (FlagOf(setting), setting))];
    }

    /// <summary>The flags of the built-in methods.</summary>
    public static TrainingFlags BuiltIn { get; } = new(MethodCatalog.BuiltIn, null);

    /// <summary>The flag for an assembly with more methods.</summary>
    public static Flag Plugin { get; } =
        new(PluginName, OptionKind.Text, "DLL",
            "A .NET assembly with methods of your own, which can be named like the built-in ones.")
        {
            Group = "Methods",
        };

    /// <summary>The available methods.</summary>
    public MethodCatalog Methods { get; }

    /// <summary>The loaded assembly with more methods, or null.</summary>
    public PluginAssembly? LoadedPlugin { get; }

    /// <summary>All flags with their settings; the choices of methods come first.</summary>
    public IReadOnlyList<(Flag Flag, RunSetting Setting)> All { get; }

    /// <summary>All flags.</summary>
    public IEnumerable<Flag> Flags => All.Select(one => one.Flag).Prepend(Plugin);

    /// <summary>Creates the flags for a command line, including those of a plug-in that is named on it, or in its
    /// configuration, run or sweep.</summary>
    /// <exception cref="ArgumentException">The plug-in cannot be loaded.</exception>
    public static TrainingFlags For(string[] args)
    {
        if (args is not [var command, ..] || !_commands.Contains(command) || FindPlugin(args) is not { } path)
            return BuiltIn;
        var plugin = PluginAssembly.Load(path);
        return new TrainingFlags(MethodCatalog.BuiltIn.With(plugin), plugin);
    }

    private static Flag FlagOf(RunSetting setting)
    {
        var name = NameOf(setting.Name);
        var (kind, value) = setting.Kind switch
        {
            OptionKind.Whole => (OptionKind.Whole, "N"),
            OptionKind.Number => (OptionKind.Number, "X"),
            OptionKind.WholeOrAuto => (OptionKind.WholeOrAuto, "N|auto"),
            OptionKind.NumberOrAuto => (OptionKind.NumberOrAuto, "X|auto"),
            OptionKind.Switch => (OptionKind.Switch, ""),
            OptionKind.Text => (OptionKind.Text, "NAME"),
            _ => (OptionKind.Choice, ""),
        };
        var flag = kind == OptionKind.Choice ? Flag.Choice(name, setting.Description, setting.Choices)
            : new Flag(name, kind, value, setting.Description);
        return flag with
        {
            Alias = setting.Alias is { } alias ? NameOf(alias)
            : null,
            IsCommon = setting.IsCommon,
            Group = setting.Group
        };
    }

    /// <summary>Gets the name of a flag, such as "--classifier-epochs" for "classifierEpochs".</summary>
    public static string NameOf(string key) => $"--{JsonNamingPolicy.KebabCaseLower.ConvertName(key)}";

    private static string? FindPlugin(string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i].StartsWith($"{PluginName}=", StringComparison.Ordinal) || args[i]
                .StartsWith($"{PluginName}:", StringComparison.Ordinal))
                return args[i][(PluginName.Length + 1)..];
            if (args[i] == PluginName && i + 1 < args.Length)
                return args[i + 1];
        }

        return args.Select(FindPluginIn).FirstOrDefault(path => path is not null);
    }

    /// <summary>Finds the plug-in that is named in a file, or in a file in the folder of a run or project. Problems of
    /// the file are ignored here. They are reported when the command reads it.</summary>
    private static string? FindPluginIn(string path)
    {
        const string json = ".json";
        string[] files = path.EndsWith(json, StringComparison.OrdinalIgnoreCase) ? [path]
            : [Path.Combine(path, RunDescription.FileName),
                Path.Combine(RunFolder.Unfinished(path), RunDescription.FileName),
                Path.Combine(path, PhotoProject.FileName)];
        try
        {
            // a pipe, whose length is 0, can be read only once
            return files.Where(file => new FileInfo(file) is { Exists: true, Length: > 0 }).Select(PluginOf)
                .FirstOrDefault(found => found is not null);
        }
        catch (Exception exception) when (
            exception is IOException or UnauthorizedAccessException or JsonException or ArgumentException)
        {
            return null;
        }
    }

    private static string? PluginOf(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(file), JsonConfig.Lenient);
        static string? In(JsonElement element) =>
            element.ValueKind == JsonValueKind.Object && element.TryGetProperty(Plugin.Key, out var named)
                && named.ValueKind == JsonValueKind.String ? named.GetString() : null;
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
            return null;
        return In(root)
            ?? (root.TryGetProperty(JsonConfig.Section, out var config) ? In(config) : null)
            ?? (root.TryGetProperty("options", out var options) ? In(options) : null);
    }
}
