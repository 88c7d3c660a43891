using System.Globalization;
using System.Text.Json.Nodes;
using Unseen.Methods;
using Unseen.Options;

namespace Unseen.Training;

/// <summary>Lists the settings of a run that can be chosen by name, for any set of methods.</summary>
public static class RunSettings
{
    /// <summary>The options of the run itself.</summary>
    internal static IReadOnlyList<OptionDescription> Own { get; } = OptionDescription.GetAll(typeof(RunOptions));

    private const string Classifier = "classifier", Generator = "generator", Adjust = "adjust";
    private const string AdjustAlias = "adjustment";

    private static readonly HashSet<string> _names =
        [Classifier, Generator, Adjust, AdjustAlias, .. Own.Select(option => option.Name)];

    /// <summary>Lists all settings: the methods first, since other settings depend on them.</summary>
    /// <param name="methods">the methods to choose from</param>
    /// <exception cref="ArgumentException">An option of a plug-in's method has the name of a setting that every run
    /// has.</exception>
    public static IReadOnlyList<RunSetting> GetAll(MethodCatalog methods)
    {
        ArgumentNullException.ThrowIfNull(methods);
        return NameProblem(methods.All) is { } problem ? throw new ArgumentException(problem)
            : GetAll(methods.Generators, methods.Classifiers, methods.Adjustments);
    }

    /// <summary>Lists all settings for the methods of a run.</summary>
    /// <param name="options">the run's options</param>
    public static IReadOnlyList<RunSetting> GetAll(RunOptions options) =>
        GetAll([options.Generator], [options.Classifier], [options.Adjustment]);

    /// <summary>Checks that no option of a method has the name of a setting that every run has. Returns the problem in
    /// one sentence, or null if there is none.</summary>
    internal static string? NameProblem(IEnumerable<MethodOptions> methods)
    {
        foreach (var method in methods)
            foreach (var option in method.AllOptions)
                if (_names.Contains(option.Name))
                    return $"{option.Name} must not be an option of {method.Name}, because every run has a setting of "
                        + "this name.";
        return null;
    }

    /// <summary>Replaces the classifier of a run. If the new classifier has no softmax, the generator and the
    /// adjustment become "none", since such a classifier uses neither pseudo-features nor an adjustment of
    /// logits.</summary>
    private static RunOptions With(RunOptions options, ClassifierOptions classifier) => classifier.HasSoftmax
        ? options with { Classifier = classifier }
        : options with
        {
            Classifier = classifier,
            Generator = MethodCatalog.BuiltIn.Generators.First(generator => !generator.MakesPseudoFeatures),
            Adjustment = MethodCatalog.BuiltIn.Adjustments.First(adjustment => !adjustment.NeedsSoftmax),
        };

    private static IReadOnlyList<RunSetting> GetAll(
        IReadOnlyList<GeneratorOptions> generators, IReadOnlyList<ClassifierOptions> classifiers,
        IReadOnlyList<AdjustmentOptions> adjustments) =>
    [
        new RunSetting.MethodChoice<ClassifierOptions>(
            Classifier, null, "The classifier over all classes [default: ensemble].", classifiers, run =>
                run.Classifier, With),
        new RunSetting.MethodChoice<GeneratorOptions>(
            Generator, null,
                "Where pseudo-features of unseen classes come from [default: centre, or none with a classifier that "
                + "uses no pseudo-features].",
            generators, run => run.Generator, (run, generator) => run with { Generator = generator }),
        new RunSetting.MethodChoice<AdjustmentOptions>(
            Adjust, AdjustAlias,
                "The adjustment for the imbalance of seen and unseen classes [default: zla, or none with a classifier "
                + "without softmax].",
            adjustments, run => run.Adjustment, (run, adjustment) => run with { Adjustment = adjustment }),
        .. Own.Select(option => new RunSetting.RunOptionSetting($"{option.Description}{GetDefault(option)}.", option)),
        .. GetOptions(generators, "Generator", run => run.Generator, (run, generator) =>
            run with { Generator = generator }),
        .. GetOptions(classifiers, "Classifier", run => run.Classifier, (run, classifier) =>
            run with { Classifier = classifier }),
        .. GetOptions(adjustments, "Adjustment", run => run.Adjustment, (run, adjustment) =>
            run with { Adjustment = adjustment }),
    ];

    /// <summary>Creates one setting for each option name of these methods.</summary>
    private static IEnumerable<RunSetting> GetOptions<T>(
        IReadOnlyList<T> methods, string about, Func<RunOptions, T> get, Func<RunOptions, T, RunOptions> set)
        where T : MethodOptions =>
        from pair in methods.SelectMany(
            method => method.AllOptions, (method, option) => (Method: method, Option: option))
        group pair by pair.Option.Name into shared
        let defaults = shared.GroupBy(pair => Text(pair.Option.Get(pair.Method)))
        let all = shared.Count() == methods.Count(method => method.AllOptions.Count > 0) && defaults.Count() == 1
        let who = all ? "" : $"{string.Join(", ", shared.Select(pair => pair.Method.Name))}: "
        let values = defaults.Count() == 1
            ? defaults.First().Key
            : string.Join("; ", defaults.OrderByDescending(same => same.Count())
                .Select((same, i) =>
                i == 0 ? same.Key : $"{string.Join(", ", same.Select(pair => pair.Method.Name))} {same.Key}"))
        select (RunSetting)new RunSetting.MethodOptionSetting<T>(
            shared.Key, $"{shared.First().Option.Description} ({who}default {values}).",
                [.. shared.Select(pair => pair.Option)], about, get, set);

    private static string GetDefault(OptionDescription option) =>
        option.Get(new RunOptions()) is { } value ? $" [default: {Text(value)}]" : "";

    private static string Text(JsonNode? value) => value switch
    {
        null => OptionDescription.Auto,
        JsonValue number when number.TryGetValue<double>(out var plain) => plain.ToString(CultureInfo.InvariantCulture),
        JsonValue flag when flag.TryGetValue<bool>(out var on) => on ? "on" : "off",
        _ => value.ToString(),
    };
}
