using System.Reflection;
using System.Runtime.Loader;
using Unseen.Data;

namespace Unseen.Methods;

/// <summary>
/// The methods of another assembly. Immutable. Loading an assembly runs its code, so load only assemblies that you
/// trust.
/// </summary>
public sealed class PluginAssembly
{
    private PluginAssembly(string path, IReadOnlyList<MethodOptions> methods) =>
        (Path, Methods, Checksum) = (path, methods, FileChecksum.Compute(path));

    /// <summary>The full path of the assembly.</summary>
    public string Path { get; }

    /// <summary>The methods, with their default settings.</summary>
    public IReadOnlyList<MethodOptions> Methods { get; }

    /// <summary>SHA-256 of the file when it was loaded.</summary>
    internal string Checksum { get; }

    /// <summary>
    /// Loads an assembly. Its dependencies are loaded from its folder, except those that this process has already
    /// loaded, such as Unseen and TorchSharp.
    /// </summary>
    /// <param name="path">the path of a .dll file</param>
    /// <exception cref="ArgumentException">
    /// The path is empty, or the file does not exist, is not a .NET assembly, was built against an incompatible version
    /// of Unseen, lacks a dependency in its folder, contains no method, or contains a method that has no public
    /// parameterless constructor or whose constructor throws.
    /// </exception>
    public static PluginAssembly Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var full = System.IO.Path.GetFullPath(path);
        if (!File.Exists(full))
            throw new ArgumentException($"the plug-in {path} does not exist.");
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
                $"the plug-in {path} is not a .NET assembly built against this version of Unseen.", exception);
        }
        catch (FileNotFoundException exception)
        {
            throw new ArgumentException($"the plug-in {path} needs {exception.FileName?.Split(',')[0]}, which is not "
                + "in its folder. Run dotnet publish for the plug-in, and name its .dll in the publish folder.",
                exception);
        }
        catch (TargetInvocationException exception)
        {
            throw new ArgumentException(
                $"the plug-in {path} cannot be used, because the constructor of one of its options records failed: "
                    + $"{exception.InnerException!.Message}", exception);
        }
    }

    private sealed class Context(string path) : AssemblyLoadContext(path)
    {
        private readonly AssemblyDependencyResolver _resolver = new(path);

        // A second copy of Unseen or TorchSharp would define different types with the same names.
        protected override Assembly? Load(AssemblyName assemblyName) =>
            Default.Assemblies.Any(loaded => loaded.GetName().Name == assemblyName.Name)
                || assemblyName.Name is "Unseen" or "TorchSharp"
                ? null
                : _resolver.ResolveAssemblyToPath(assemblyName) is { } found ? LoadFromAssemblyPath(found) : null;
    }
}
