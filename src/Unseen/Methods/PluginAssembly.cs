using System.Reflection;
using System.Runtime.Loader;

namespace Unseen.Methods;

/// <summary>The methods of another assembly. Loading one runs its code: load only what you trust.</summary>
public sealed class PluginAssembly
{
    private PluginAssembly(string path, IReadOnlyList<MethodOptions> methods) => (Path, Methods) = (path, methods);

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Its methods, with their default settings.</summary>
    public IReadOnlyList<MethodOptions> Methods { get; }

    /// <summary>Loads an assembly. What it depends on is looked for beside it, but Unseen and TorchSharp are this
    /// process's.</summary>
    /// <param name="path">a .dll</param>
    /// <exception cref="ArgumentException">
    /// There is no such file, it is no .NET assembly, was built against another version of Unseen, or has no method.
    /// </exception>
    public static PluginAssembly Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var full = System.IO.Path.GetFullPath(path);
        Require.That(File.Exists(full), "plugin", "a file", path);
        try
        {
            MethodOptions[] methods = [.. MethodCatalog.Find(new Context(full).LoadFromAssemblyPath(full))];
            Require.That(
                methods.Length > 0, "plugin",
                $"an assembly with a public record derived from {nameof(GeneratorOptions)}, "
                    + $"{nameof(TrainedClassifierOptions)}, {nameof(SolvedClassifierOptions)} or "
                    + $"{nameof(AdjustmentOptions)}",
                path);
            return new PluginAssembly(full, methods);
        }
        catch (Exception exception) when (
            exception is BadImageFormatException or FileLoadException or ReflectionTypeLoadException
            or MissingMemberException or TypeLoadException)
        {
            throw new ArgumentException(
                $"plugin must be a .NET assembly built against this version of Unseen, but was {path}: "
                + $"{exception.Message}", exception);
        }
        catch (TargetInvocationException exception)
        {
            throw new ArgumentException(
                $"plugin must have constructors that run, but one in {path} failed: "
                + $"{exception.InnerException!.Message}", exception);
        }
    }

    private sealed class Context(string path) : AssemblyLoadContext(path)
    {
        private readonly AssemblyDependencyResolver _resolver = new(path);

        // Its own copies of Unseen or TorchSharp would make other types of the same names.
        protected override Assembly? Load(AssemblyName assemblyName) =>
            Default.Assemblies.Any(loaded => loaded.GetName().Name == assemblyName.Name)
                || assemblyName.Name is "Unseen" or "TorchSharp"
                ? null
                : _resolver.ResolveAssemblyToPath(assemblyName) is { } found ? LoadFromAssemblyPath(found) : null;
    }
}
