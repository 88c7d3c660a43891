using Unseen.Adjustment;
using Unseen.Classifiers;
using Unseen.Generators;
using Unseen.Plugins;
using Unseen.Training;

namespace Unseen.Cli.Flags;

/// <summary>The flags that choose methods, of which a plug-in may add some.</summary>
internal static class MethodSettings
{
    public static TrainingSetting Plugin { get; } = new()
    {
        Flag = new("--plugin", FlagKind.Text, "DLL", "An assembly with generators or classifiers of your own, to name beside the built-in ones."),
        Set = (o, text, _) => o with { Plugin = PluginAssembly.Load(text) },
        Get = o => o.Plugin?.Path,
        InGrid = false,
    };

    public static TrainingSetting Classifier { get; } = Create<ClassifierKind>(
        "--classifier", "The classifier over all classes [default: prototype].", o => o.ClassifierName,
        (o, name) => Names.Find<ClassifierKind>(name) is { } kind
            ? WithoutPseudoFeatures(o with { Classifier = kind })
            : o.Plugin?.Classifiers.FirstOrDefault(plugin => plugin.Name == name) is { } own ? o with { ClassifierPlugin = own } : null,
        o => o.Plugin?.Classifiers.Select(plugin => plugin.Name));

    public static TrainingSetting Generator { get; } = Create<GeneratorKind>(
        "--generator", "Where pseudo-features of unseen classes come from [default: centre, or none with a classifier that takes none].",
        o => o.GeneratorName,
        (o, name) => Names.Find<GeneratorKind>(name) is { } kind
            ? o with { Generator = kind }
            : o.Plugin?.Generators.FirstOrDefault(plugin => plugin.Name == name) is { } own ? o with { GeneratorPlugin = own } : null,
        o => o.Plugin?.Generators.Select(plugin => plugin.Name));

    public static TrainingSetting Adjustment { get; } = TrainingSetting.Choice<AdjustmentKind>(
        "--adjust", "What is done about the imbalance of seen and unseen [default: zla, or none with a classifier without softmax].",
        o => o.Adjustment, (o, v) => o with { Adjustment = v });

    private static RunOptions WithoutPseudoFeatures(RunOptions options) =>
        options.IsBaseline ? options with { Generator = GeneratorKind.None, Adjustment = AdjustmentKind.None } : options;

    private static TrainingSetting Create<T>(
        string name, string description, Func<RunOptions, string> get, Func<RunOptions, string, RunOptions?> set,
        Func<RunOptions, IEnumerable<string>?> plugins)
        where T : struct, Enum => new()
        {
            Flag = Flag.Choice(name, description, Names.Of<T>()),
            Set = (options, text, where) => set(options, text) ?? throw Unknown(where, text, [.. Names.Of<T>(), .. plugins(options) ?? []]),
            Get = options => get(options),
        };

    private static UsageException Unknown(string where, string text, IReadOnlyList<string> known) =>
        new($"{where} must be one of {string.Join(", ", known)}, but was '{text}'.{NearestName.Question(text, known)}");
}
