using BenchmarkDotNet.Attributes;
using TorchSharp;
using TorchSharp.Modules;
using Unseen.Numerics;
using Unseen.Optimisation;
using static TorchSharp.torch;

namespace Unseen.Benchmarks;

/// <summary>An Adam step of one array of the critic's size, 4096 x 2304. With bf16, the gradient is bfloat16, and so is
/// the copy of the array that matrix products use.</summary>
public class AdamPassBenchmark
{
    private DisposeScope _scope = null!;
    private TrainedArray _array = null!;
    private Tensor _gradient = null!;
    private FusedAdam _fused = null!;
    private optim.Optimizer _plain = null!;

    [Params(Precision.Fp32, Precision.Bf16)]
    public Precision Precision { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _scope = NewDisposeScope();
        var type = Precision.ProductType(CPU);
        var start = randn(Sizes.Hidden, Sizes.Features);
        _array = TrainedArray.Matrix(start, type);
        _gradient = randn(Sizes.Hidden, Sizes.Features).to(type);
        _fused = new FusedAdam(new AdamSettings(1e-4, 0.5, 0.999), FusedOperations.For(CPU, type));
        var parameter = new Parameter(start.clone()) { grad = _gradient.to(ScalarType.Float32) };
        _plain = optim.Adam([parameter], 1e-4, 0.5, 0.999);
    }

    [Benchmark(Baseline = true)]
    public void TorchSharpAdam() => _plain.step();

    [Benchmark]
    public void FusedAdam()
    {
        _fused.NextStep();
        _fused.Update(_array, _gradient);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _plain.Dispose();
        _array.Dispose();
        _scope.Dispose();
    }
}
