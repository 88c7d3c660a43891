using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using TorchSharp;
using Unseen.Numerics;
using Unseen.Training;

namespace Unseen.Runs.Folders;

/// <summary>What a result depends on besides options and data: versions and the machine. Loads libtorch.</summary>
internal static class Surroundings
{
    /// <summary>The version of this program, such as "0.1.0".</summary>
    public static string Version { get; } = VersionOf(typeof(Surroundings).Assembly);

    public static JsonObject Packages() => new()
    {
        ["unseen"] = Version,
        ["torchSharp"] = VersionOf(typeof(torch).Assembly),
        ["libtorch"] = torch.__version__,
        ["dotnet"] = Environment.Version.ToString(),
    };

    public static JsonObject Machine(RunOptions options) => new()
    {
        ["os"] = RuntimeInformation.OSDescription,
        ["architecture"] = RuntimeInformation.OSArchitecture.ToString(),
        ["cpu"] = CpuName(),
        ["cores"] = Environment.ProcessorCount,
        ["threads"] = options.Threads ?? torch.get_num_threads(),
        ["device"] = options.Device,
        ["precision"] = options.Precision.On(torch.device(options.Device)).ToString().ToLowerInvariant(),
    };

    private static string VersionOf(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
            ?? $"{assembly.GetName().Version}";

    private static string CpuName()
    {
        const string linux = "/proc/cpuinfo";
        var model = File.Exists(linux)
            ? File.ReadLines(linux).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return model?.Split(':', 2)[^1].Trim() ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER")
            ?? "unknown";
    }
}
