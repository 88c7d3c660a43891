using System.Runtime.Intrinsics.X86;
using TorchSharp;

namespace Unseen.Numerics;

/// <summary>What a precision comes down to on a machine.</summary>
public static class PrecisionExtensions
{
    private const int Avx512BFloat16Bit = 5; // CPUID leaf 7, sub-leaf 1, EAX
    private const int AmxBFloat16Bit = 22; // CPUID leaf 7, sub-leaf 0, EDX

    private static bool ProcessorMultipliesBFloat16 =>
        Avx512F.IsSupported // the operating system keeps the wide registers
        && (Bit(X86Base.CpuId(7, 1).Eax, Avx512BFloat16Bit) || Bit(X86Base.CpuId(7, 0).Edx, AmxBFloat16Bit));

    /// <summary>The precision itself, or what <see cref="Precision.Auto"/> means on a device of this machine.</summary>
    /// <param name="precision">the precision asked for</param>
    /// <param name="device">where products are computed</param>
    /// <returns><see cref="Precision.Fp32"/> or <see cref="Precision.Bf16"/></returns>
    public static Precision On(this Precision precision, torch.Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        if (precision != Precision.Auto)
            return precision;
        return device.type != DeviceType.CPU || ProcessorMultipliesBFloat16 ? Precision.Bf16 : Precision.Fp32;
    }

    /// <summary>The type that products are computed in.</summary>
    internal static torch.ScalarType ProductType(this Precision precision, torch.Device device) =>
        precision.On(device) == Precision.Bf16 ? torch.ScalarType.BFloat16 : torch.ScalarType.Float32;

    private static bool Bit(int register, int bit) => ((register >> bit) & 1) != 0;
}
