using System.Text.Json;
using Unseen.Methods;
using Unseen.Options;
using Unseen.Training;

namespace Unseen.Cli.Flags;

/// <summary>The flags for the settings of a run, except the seeds: the settings of the run itself and the options of
/// the available methods.</summary>
internal sealed class TrainingFlags
{
    private TrainingFlags(MethodCatalog methods, PluginAssembly? plugin)
    {
        (Methods, LoadedPlugin) = (methods, plugin);
        All = [.. RunSettings.GetAll(methods).Select(setting => (GetFlag(setting), setting))];
    }

    /// <summary>The flags of the built-in methods.</summary>
    public static TrainingFlags BuiltIn { get; } = new(MethodCatalog.BuiltIn, null);

    /// <summary>The flag for an assembly with more methods.</summary>
    public static Flag Plugin { get; } =
        new("--plugin", OptionKind.Text, "DLL",
            "A .NET assembly with methods of your own, in addition to the built-in ones.")
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

    /// <summary>Loads a plug-in, and creates the flags of its methods and of the built-in methods.</summary>
    /// <param name="plugin">path of the plug-in, or null for none</param>
    /// <exception cref="ArgumentException">The plug-in cannot be loaded.</exception>
    public static TrainingFlags With(string? plugin)
    {
        if (plugin is null)
            return BuiltIn;
        var loaded = PluginAssembly.Load(plugin);
        return new TrainingFlags(MethodCatalog.BuiltIn.With(loaded), loaded);
    }

    private static Flag GetFlag(RunSetting setting)
    {
        var name = GetName(setting.Name);
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
            Alias = setting.Alias is { } alias ? GetName(alias) : null,
            IsCommon = setting.IsCommon,
            Group = setting.Group
        };
    }

    /// <summary>Gets the name of a flag, such as "--classifier-epochs" for "classifierEpochs".</summary>
    public static string GetName(string key) => $"--{JsonNamingPolicy.KebabCaseLower.ConvertName(key)}";
}
