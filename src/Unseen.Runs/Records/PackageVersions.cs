using System.Reflection;
using TorchSharp;

namespace Unseen.Runs.Records;

/// <summary>The versions of the software that affects results.</summary>
public sealed record PackageVersions
{
    /// <summary>The version of this program, such as "0.1.0".</summary>
    public static string Own { get; } = GetVersion(typeof(PackageVersions).Assembly);

    /// <summary>The version of this program.</summary>
    public string? Unseen { get; init; }

    /// <summary>The version of TorchSharp.</summary>
    public string? TorchSharp { get; init; }

    /// <summary>The version of libtorch.</summary>
    public string? Libtorch { get; init; }

    /// <summary>The version of .NET.</summary>
    public string? Dotnet { get; init; }

    /// <summary>Gets the versions in use. Loads libtorch.</summary>
    public static PackageVersions Current() => new()
    {
        Unseen = Own,
        TorchSharp = GetVersion(typeof(torch).Assembly),
        Libtorch = torch.__version__,
        Dotnet = Environment.Version.ToString(),
    };

    private static string GetVersion(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
            ?? $"{assembly.GetName().Version}";
}
