using System.Runtime.Intrinsics.X86;
using TorchSharp;
using Unseen.Numerics;

namespace Unseen.Tests.Numerics;

public class PrecisionTests
{
    [Fact]
    public void ProductType_Fp32OrBf16_ReturnsThatType()
    {
        Assert.Equal(torch.ScalarType.Float32, Precision.Fp32.ProductType(torch.CPU));
        Assert.Equal(torch.ScalarType.BFloat16, Precision.Bf16.ProductType(torch.CPU));
    }

    [Fact]
    public void ProductType_AutoWithoutAvx512_IsFloat32()
    {
        Assert.SkipWhen(Avx512F.IsSupported, "this process uses AVX-512");
        Assert.Equal(torch.ScalarType.Float32, Precision.Auto.ProductType(torch.CPU));
    }

    [Fact]
    public void ProductType_AutoWithAvx512_IsBFloat16IfTheKernelListsTheInstructions()
    {
        Assert.SkipUnless(Avx512F.IsSupported, "this process does not use AVX-512");
        Assert.SkipUnless(File.Exists("/proc/cpuinfo"), "only Linux lists the processor's features");
        var flags = File.ReadLines("/proc/cpuinfo")
            .FirstOrDefault(line => line.StartsWith("flags", StringComparison.Ordinal))?.Split(' ') ?? [];
        Assert.SkipUnless(flags.Contains("avx512_bf16") || flags.Contains("amx_bf16"),
            "this processor does not multiply bfloat16");
        Assert.Equal(torch.ScalarType.BFloat16, Precision.Auto.ProductType(torch.CPU));
    }

    [Fact]
    public void ProductType_AutoOnAGpu_IsBFloat16() =>
        Assert.Equal(torch.ScalarType.BFloat16, Precision.Auto.ProductType(new torch.Device(DeviceType.CUDA, 0)));
}
