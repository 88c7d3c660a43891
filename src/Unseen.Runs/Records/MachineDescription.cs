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

    /// <summary>The architecture of the processor.</summary>
    public string? Architecture { get; init; }

    /// <summary>The name of the processor, or "unknown".</summary>
    public string? Cpu { get; init; }

    /// <summary>The number of logical processors.</summary>
    public int Cores { get; init; }

    /// <summary>The number of threads for tensor operations.</summary>
    public int Threads { get; init; }

    /// <summary>The device of the tensors, such as "cpu".</summary>
    public string? Device { get; init; }

    /// <summary>The number type of matrix products, in lower case.</summary>
    public string? Precision { get; init; }

    /// <summary>Describes this machine. Loads libtorch.</summary>
    /// <param name="options">the run's options</param>
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
