using TorchSharp;
using Unseen.Numerics;

namespace Unseen.Tests.Numerics;

public class PrecisionTests
{
    [Fact]
    public void On_ChosenPrecision_IsTaken()
    {
        Assert.Equal(torch.ScalarType.Float32, Precision.Fp32.ProductType(torch.CPU));
        Assert.Equal(torch.ScalarType.BFloat16, Precision.Bf16.ProductType(torch.CPU));
    }

    [Fact]
    public void On_AutoOnTheProcessor_IsBFloat16WhereTheKernelListsTheInstructions()
    {
        Assert.SkipUnless(File.Exists("/proc/cpuinfo"), "the processor's features are listed by Linux only");
        var flags = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("flags", StringComparison.Ordinal))?.Split(' ') ?? [];
        var native = flags.Contains("avx512_bf16") || flags.Contains("amx_bf16");
        Assert.Equal(native ? torch.ScalarType.BFloat16 : torch.ScalarType.Float32, Precision.Auto.ProductType(torch.CPU));
    }

    [Fact]
    public void On_AutoOnAGpu_IsBFloat16() =>
        Assert.Equal(torch.ScalarType.BFloat16, Precision.Auto.ProductType(new torch.Device(DeviceType.CUDA, 0)));
}
