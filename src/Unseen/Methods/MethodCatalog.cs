using System.Reflection;

namespace Unseen.Methods;

/// <summary>All methods that a run can choose from, with their default settings. Immutable.</summary>
public sealed class MethodCatalog
{
    private readonly MethodOptions[] _methods;

    private MethodCatalog(IEnumerable<MethodOptions> methods)
    {
        _methods = [.. methods.OrderBy(method => method.Description.Rank)
            .ThenBy(method => method.Name, StringComparer.Ordinal)];
        Generators = [.. _methods.OfType<GeneratorOptions>()];
        Classifiers = [.. _methods.OfType<ClassifierOptions>()];
        Adjustments = [.. _methods.OfType<AdjustmentOptions>()];
        RequireDifferentNames(Generators);
        RequireDifferentNames(Classifiers);
        RequireDifferentNames(Adjustments);
        RequireOneKindAnOption();
    }

    /// <summary>The methods that come with Unseen.</summary>
    public static MethodCatalog BuiltIn { get; } = new(Find(typeof(MethodCatalog).Assembly));

    /// <summary>Its generators.</summary>
    public IReadOnlyList<GeneratorOptions> Generators { get; }

    /// <summary>Its classifiers.</summary>
    public IReadOnlyList<ClassifierOptions> Classifiers { get; }

    /// <summary>Its adjustments.</summary>
    public IReadOnlyList<AdjustmentOptions> Adjustments { get; }

    /// <summary>Generators, classifiers, then adjustments.</summary>
    public IEnumerable<MethodOptions> All => [.. Generators, .. Classifiers, .. Adjustments];

    /// <summary>These methods and those of a plug-in.</summary>
    /// <param name="plugin">the plug-in's assembly</param>
    /// <exception cref="ArgumentException">A name is taken, or an option's name is that of an option of another kind of
    /// method.</exception>
    public MethodCatalog With(PluginAssembly plugin)
    {
        ArgumentNullException.ThrowIfNull(plugin);
        return new MethodCatalog([.. _methods, .. plugin.Methods]);
    }

    /// <summary>The generator of a name, with its default settings, or null.</summary>
    public GeneratorOptions? FindGenerator(string name) => Generators.FirstOrDefault(method => method.Name == name);

    /// <summary>The classifier of a name, with its default settings, or null.</summary>
    public ClassifierOptions? FindClassifier(string name) => Classifiers.FirstOrDefault(method => method.Name == name);

    /// <summary>The adjustment of a name, with its default settings, or null.</summary>
    public AdjustmentOptions? FindAdjustment(string name) => Adjustments.FirstOrDefault(method => method.Name == name);

    /// <summary>Every method's options record in an assembly, made by its constructor without parameters.</summary>
    internal static IEnumerable<MethodOptions> Find(Assembly assembly) =>
        from type in assembly.GetExportedTypes()
        where type is { IsAbstract: false } && typeof(MethodOptions).IsAssignableFrom(type)
        select (MethodOptions)Activator.CreateInstance(type)!;

    /// <summary>A run has one generator, one classifier and one adjustment: the name of an option must tell whose it
    /// is.</summary>
    private void RequireOneKindAnOption()
    {
        static string KindOf(MethodOptions method) =>
            method is GeneratorOptions ? "generator" : method is ClassifierOptions ? "classifier" : "adjustment";
        var named = _methods.SelectMany(method => method.AllOptions, (method, option) => (Method: method, option.Name));
        foreach (var option in named.GroupBy(one => one.Name))
            if (option.FirstOrDefault(one => KindOf(one.Method) != KindOf(option.First().Method)).Method is { } other)
                throw new ArgumentException(
                    $"an option's name must be unlike those of other kinds of method, but {option.Key} is an option "
                        + $"of {option.First().Method.Name} and of {other.Name}.");
    }

    private static void RequireDifferentNames(IEnumerable<MethodOptions> methods)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var method in methods)
            Require.That(known.Add(method.Name), "a method's name", "unlike all others of its kind", method.Name);
    }
}
