using System.Reflection;

namespace Unseen.Methods;

/// <summary>All methods that a run can use, with their default settings. Immutable.</summary>
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
        RequireDifferentOptionNames();
    }

    /// <summary>The methods that come with Unseen.</summary>
    public static MethodCatalog BuiltIn { get; } = new(Find(typeof(MethodCatalog).Assembly));

    /// <summary>The generators.</summary>
    public IReadOnlyList<GeneratorOptions> Generators { get; }

    /// <summary>The classifiers.</summary>
    public IReadOnlyList<ClassifierOptions> Classifiers { get; }

    /// <summary>The adjustments.</summary>
    public IReadOnlyList<AdjustmentOptions> Adjustments { get; }

    /// <summary>All methods: generators, then classifiers, then adjustments.</summary>
    public IEnumerable<MethodOptions> All => [.. Generators, .. Classifiers, .. Adjustments];

    /// <summary>Returns a catalog that also has the methods of a plug-in.</summary>
    /// <param name="plugin">the assembly of the plug-in</param>
    /// <exception cref="ArgumentException">
    /// The name of a method is already used by a method of the same kind, or the name of an option is already used by a
    /// method of another kind.
    /// </exception>
    public MethodCatalog With(PluginAssembly plugin)
    {
        ArgumentNullException.ThrowIfNull(plugin);
        return new MethodCatalog([.. _methods, .. plugin.Methods]);
    }

    /// <summary>Finds a generator by name and returns it with its default settings; null if there is none.</summary>
    public GeneratorOptions? FindGenerator(string name) => Generators.FirstOrDefault(method => method.Name == name);

    /// <summary>Finds a classifier by name and returns it with its default settings; null if there is none.</summary>
    public ClassifierOptions? FindClassifier(string name) => Classifiers.FirstOrDefault(method => method.Name == name);

    /// <summary>Finds an adjustment by name and returns it with its default settings; null if there is none.</summary>
    public AdjustmentOptions? FindAdjustment(string name) => Adjustments.FirstOrDefault(method => method.Name == name);

    /// <summary>Creates every options record of an assembly by its parameterless constructor.</summary>
    internal static IEnumerable<MethodOptions> Find(Assembly assembly) =>
        from type in assembly.GetExportedTypes()
        where type is { IsAbstract: false } && typeof(MethodOptions).IsAssignableFrom(type)
        select (MethodOptions)Activator.CreateInstance(type.GetConstructor(Type.EmptyTypes) is not null ? type
            : throw new ArgumentException($"{type.Name} must have a public constructor without parameters."))!;

    /// <summary>
    /// Requires that methods of different kinds have no option name in common. A run has one generator, one classifier
    /// and one adjustment, so the name of an option must identify the kind of its method.
    /// </summary>
    private void RequireDifferentOptionNames()
    {
        static string GetKind(MethodOptions method) =>
            method is GeneratorOptions ? "generator" : method is ClassifierOptions ? "classifier" : "adjustment";
        var named = _methods.SelectMany(method => method.AllOptions, (method, option) => (Method: method, option.Name));
        foreach (var option in named.GroupBy(one => one.Name))
            if (option.FirstOrDefault(one => GetKind(one.Method) != GetKind(option.First().Method)).Method is { } other)
                throw new ArgumentException(
                    $"an option's name must differ from those of other kinds of method, but {option.Key} is an option "
                        + $"of {option.First().Method.Name} and of {other.Name}.");
    }

    private static void RequireDifferentNames(IEnumerable<MethodOptions> methods)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var method in methods)
            Require.That(
                known.Add(method.Name), "a method's name", "different from all others of its kind", method.Name);
    }
}
