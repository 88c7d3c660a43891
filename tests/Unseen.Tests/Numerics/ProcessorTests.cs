using System.Runtime.Intrinsics.X86;
using Unseen.Numerics;

namespace Unseen.Tests.Numerics;

public class ProcessorTests
{
    [Fact]
    public void IsAmd_OnLinux_AgreesWithTheKernel()
    {
        Assert.SkipUnless(X86Base.IsSupported && File.Exists("/proc/cpuinfo"), "only Linux lists a processor's maker");
        var maker = File.ReadLines("/proc/cpuinfo")
            .First(line => line.StartsWith("vendor_id", StringComparison.Ordinal));
        Assert.Equal(maker.Contains("AuthenticAMD", StringComparison.Ordinal), Processor.IsAmd);
    }
}
