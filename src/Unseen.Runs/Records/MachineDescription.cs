using System.Runtime.InteropServices;
using TorchSharp;
using Unseen.Numerics;
using Unseen.Training;

namespace Unseen.Runs.Records;

/// <summary>The machine that a result was computed on.</summary>
public sealed record MachineDescription
{
    /// <summary>The operating system.</summary>
    public string? Os { get; init; }

    /// <summary>The processor's architecture.</summary>
    public string? Architecture { get; init; }

    /// <summary>The processor.</summary>
    public string? Cpu { get; init; }

    /// <summary>Its cores.</summary>
    public int Cores { get; init; }

    /// <summary>Threads that tensors were computed with.</summary>
    public int Threads { get; init; }

    /// <summary>The device of the tensors, such as cpu.</summary>
    public string? Device { get; init; }

    /// <summary>Number type of matrix products.</summary>
    public string? Precision { get; init; }

    /// <summary>This machine. Loads libtorch.</summary>
    /// <param name="options">of the run</param>
    public static MachineDescription Current(RunOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new()
        {
            Os = RuntimeInformation.OSDescription,
            Architecture = RuntimeInformation.OSArchitecture.ToString(),
            Cpu = CpuName(),
            Cores = Environment.ProcessorCount,
            Threads = options.Threads ?? torch.get_num_threads(),
            Device = options.Device,
            Precision = options.Precision.On(torch.device(options.Device)).ToString().ToLowerInvariant(),
        };
    }

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
