using BenchmarkDotNet.Attributes;
using Unseen.Numerics;

namespace Unseen.Benchmarks;

/// <summary>
/// One critic step of the WGAN-GP, including the generation of samples. The textbook computation consists of the
/// generator's forward pass and seven products of B x D x H. The hand-derived step needs only six of these products.
/// </summary>
public class CriticStepBenchmark
{
    private WganNetworks _networks = null!;

    [Params(Precision.Fp32, Precision.Bf16)]
    public Precision Precision { get; set; }

    [GlobalSetup]
    public void Setup() => _networks = new WganNetworks(Precision);

    [Benchmark(Baseline = true)]
    public double Autograd() => _networks.PlainCriticStep();

    [Benchmark]
    [Products((7 * Sizes.Large) + Sizes.Forward, (6 * Sizes.Large) + Sizes.Forward)]
    public double HandDerived() => _networks.CriticStep();

    [GlobalCleanup]
    public void Cleanup() => _networks.Dispose();
}
