using System.Reflection;
using System.Runtime.Loader;
using Unseen.Classifiers;
using Unseen.Generators;

namespace Unseen.Plugins;

/// <summary>The generators and classifiers of an assembly. Loading one runs its code: load only what you trust.</summary>
public sealed class PluginAssembly
{
    private PluginAssembly(string path, IReadOnlyList<IGeneratorPlugin> generators, IReadOnlyList<IClassifierPlugin> classifiers)
    {
        (Path, Generators, Classifiers) = (path, generators, classifiers);
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Its generators, by name.</summary>
    public IReadOnlyList<IGeneratorPlugin> Generators { get; }

    /// <summary>Its classifiers, by name.</summary>
    public IReadOnlyList<IClassifierPlugin> Classifiers { get; }

    /// <summary>Loads an assembly; what it depends on is looked for beside it, but Unseen and TorchSharp are this process's.</summary>
    /// <param name="path">a .dll</param>
    /// <exception cref="ArgumentException">
    /// There is no such file, it is no .NET assembly, was built against another Unseen, has no plug-in, or one of a name that is taken.
    /// </exception>
    public static PluginAssembly Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var full = System.IO.Path.GetFullPath(path);
        Require.That(File.Exists(full), "plugin", "a file", path);
        try
        {
            var assembly = new Context(full).LoadFromAssemblyPath(full);
            var generators = Make<IGeneratorPlugin>(assembly).OrderBy(plugin => plugin.Name, StringComparer.Ordinal).ToArray();
            var classifiers = Make<IClassifierPlugin>(assembly).OrderBy(plugin => plugin.Name, StringComparer.Ordinal).ToArray();
            Require.That(generators.Length + classifiers.Length > 0, "plugin", $"with a public {nameof(IGeneratorPlugin)} or {nameof(IClassifierPlugin)}", path);
            RequireFree(generators.Select(plugin => plugin.Name), Names.Of<GeneratorKind>());
            RequireFree(classifiers.Select(plugin => plugin.Name), Names.Of<ClassifierKind>());
            return new PluginAssembly(full, generators, classifiers);
        }
        catch (Exception exception) when (exception is BadImageFormatException or FileLoadException or ReflectionTypeLoadException or MissingMethodException)
        {
            throw new ArgumentException($"plugin must be a .NET assembly built against this version of Unseen, but was {path}: {exception.Message}", exception);
        }
        catch (TargetInvocationException exception)
        {
            throw new ArgumentException($"plugin must have constructors that run, but one in {path} failed: {exception.InnerException!.Message}", exception);
        }
    }

    private static IEnumerable<T> Make<T>(Assembly assembly) =>
        from type in assembly.GetExportedTypes()
        where type is { IsAbstract: false } && typeof(T).IsAssignableFrom(type)
        select (T)Activator.CreateInstance(type)!;

    private static void RequireFree(IEnumerable<string> names, IEnumerable<string> taken)
    {
        var known = taken.ToHashSet(StringComparer.Ordinal);
        foreach (var name in names)
            Require.That(known.Add(name), "a plug-in's name", "unlike all others", name);
    }

    private sealed class Context(string path) : AssemblyLoadContext(path)
    {
        private readonly AssemblyDependencyResolver _resolver = new(path);

        // Its own copies of Unseen or TorchSharp would make other types of the same names.
        protected override Assembly? Load(AssemblyName assemblyName) =>
            Default.Assemblies.Any(loaded => loaded.GetName().Name == assemblyName.Name) || assemblyName.Name is "Unseen" or "TorchSharp"
                ? null
                : _resolver.ResolveAssemblyToPath(assemblyName) is { } found ? LoadFromAssemblyPath(found) : null;
    }
}
