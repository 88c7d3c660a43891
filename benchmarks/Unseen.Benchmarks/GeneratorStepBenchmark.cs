using BenchmarkDotNet.Attributes;
using Unseen.Numerics;

namespace Unseen.Benchmarks;

/// <summary>One generator step of the WGAN-GP.</summary>
public class GeneratorStepBenchmark
{
    private WganNetworks _networks = null!;

    [Params(Precision.Fp32, Precision.Bf16)]
    public Precision Precision { get; set; }

    [GlobalSetup]
    public void Setup() => _networks = new WganNetworks(Precision);

    [Benchmark(Baseline = true)]
    public void Autograd() => _networks.PlainGeneratorStep();

    [Benchmark]
    [Products(Sizes.GeneratorStep, Sizes.GeneratorStep)]
    public void HandDerived() => _networks.GeneratorStep();

    [GlobalCleanup]
    public void Cleanup() => _networks.Dispose();
}
