using System.Reflection;
using TorchSharp;

namespace Unseen.Runs.Records;

/// <summary>Versions of the software that a result depends on.</summary>
public sealed record PackageVersions
{
    /// <summary>Version of this program, such as "0.1.0".</summary>
    public static string Own { get; } = VersionOf(typeof(PackageVersions).Assembly);

    /// <summary>Version of Unseen.</summary>
    public string? Unseen { get; init; }

    /// <summary>Version of TorchSharp.</summary>
    public string? TorchSharp { get; init; }

    /// <summary>Version of libtorch.</summary>
    public string? Libtorch { get; init; }

    /// <summary>Version of .NET.</summary>
    public string? Dotnet { get; init; }

    /// <summary>The versions in use. Loads libtorch.</summary>
    public static PackageVersions Current() => new()
    {
        Unseen = Own,
        TorchSharp = VersionOf(typeof(torch).Assembly),
        Libtorch = torch.__version__,
        Dotnet = Environment.Version.ToString(),
    };

    private static string VersionOf(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
            ?? $"{assembly.GetName().Version}";
}
