using BenchmarkDotNet.Attributes;
using Unseen.Generators;
using Unseen.Inference;
using Unseen.Methods.Free;
using Unseen.Methods.FVaeganD2;
using Unseen.Methods.TfVaegan;
using Unseen.Numerics;
using Unseen.Problems;
using static TorchSharp.torch;

namespace Unseen.Benchmarks;

/// <summary>An epoch of TF-VAEGAN and of FREE that consists of one batch: five critic steps, then a generator step.
/// With each critic step, the network that predicts the descriptor from a feature is trained, too. Every second epoch
/// of TF-VAEGAN uses the feedback layers.</summary>
public class GuidedVaeganStepBenchmark
{
    private const int Samples = 8 * Sizes.Classes; // 492 of these are training samples, which fit in one batch

    private GzslProblem _problem = null!;
    private IFeatureGenerator _own = null!;
    private PlainGuidedVaegan _plain = null!;

    [Params("tf-vaegan", "free")]
    public string Method { get; set; } = "";

    [Params(Precision.Fp32, Precision.Bf16)]
    public Precision Precision { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _problem = GzslProblem.ForTest(
            MadeUpDataset.Create(Samples, Sizes.Features, Sizes.Classes, Sizes.Descriptor), FeatureScalingKind.MinMax,
            CPU);
        GuidedVaeganOptions options = Method == "free"
            ? new FreeOptions { Hidden = Sizes.Hidden, BatchSize = Sizes.Batch }
            : new TfVaeganOptions { Hidden = Sizes.Hidden, BatchSize = Sizes.Batch };
        _own = options.Create(_problem, seed: 1, Precision);
        _plain = new PlainGuidedVaegan(_problem, options);
    }

    [Benchmark(Baseline = true)]
    public double Autograd() => _plain.Step();

    [Benchmark]
    public double HandDerived() => _own.TrainEpoch(CancellationToken.None);

    [GlobalCleanup]
    public void Cleanup()
    {
        _plain.Dispose();
        _own.Dispose();
        _problem.Dispose();
    }
}
