using System.Runtime.Intrinsics.X86;
using TorchSharp;

namespace Unseen.Numerics;

/// <summary>Resolves a precision for a device of this machine.</summary>
public static class PrecisionExtensions
{
    private const int Avx512BFloat16Bit = 5; // CPUID leaf 7, sub-leaf 1, EAX
    private const int AmxBFloat16Bit = 22; // CPUID leaf 7, sub-leaf 0, EDX

    private static bool ProcessorMultipliesBFloat16 =>
        Avx512F.IsSupported // also checks that the operating system saves the wide registers
        && (Bit(X86Base.CpuId(7, 1).Eax, Avx512BFloat16Bit) || Bit(X86Base.CpuId(7, 0).Edx, AmxBFloat16Bit));

    /// <summary>Gets the precision to use on a device: the requested precision, or for <see cref="Precision.Auto"/> the
    /// precision that this value stands for on the device.</summary>
    /// <param name="precision">the requested precision</param>
    /// <param name="device">the device that computes the products</param>
    /// <returns><see cref="Precision.Fp32"/> or <see cref="Precision.Bf16"/></returns>
    public static Precision On(this Precision precision, torch.Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        if (precision != Precision.Auto)
            return precision;
        return device.type != DeviceType.CPU || ProcessorMultipliesBFloat16 ? Precision.Bf16 : Precision.Fp32;
    }

    /// <summary>Gets the number type of matrix products.</summary>
    internal static torch.ScalarType ProductType(this Precision precision, torch.Device device) =>
        precision.On(device) == Precision.Bf16 ? torch.ScalarType.BFloat16 : torch.ScalarType.Float32;

    private static bool Bit(int register, int bit) => ((register >> bit) & 1) != 0;
}
