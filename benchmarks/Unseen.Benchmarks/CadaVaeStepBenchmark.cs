using BenchmarkDotNet.Attributes;
using TorchSharp;
using Unseen.Methods.CadaVae;
using Unseen.Numerics;
using static TorchSharp.torch;

namespace Unseen.Benchmarks;

/// <summary>One step of CADA-VAE with all of its losses, with the published widths and batch size.</summary>
public class CadaVaeStepBenchmark
{
    private static readonly CadaVaeOptions _options = new();
    private static readonly LossWeights _weights = new(0.25, 2.37, 8.13);

    private DisposeScope _scope = null!;
    private FusedOperations _operations = null!;
    private AlignedAutoencoders _own = null!;
    private Tensor _x = null!, _a = null!, _plainX = null!, _plainA = null!, _noise = null!, _otherNoise = null!;
    private nn.Module<Tensor, Tensor>[] _plain = [];
    private optim.Optimizer _plainAdam = null!;

    [Params(Precision.Fp32, Precision.Bf16)]
    public Precision Precision { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _scope = NewDisposeScope();
        var type = Precision.ProductType(CPU);
        using var random = new Generator(1);
        _operations = FusedOperations.For(CPU, type);
        _own = new AlignedAutoencoders(
            Sizes.Features, Sizes.Descriptor, _options.BatchSize, _options, random, CPU, type, _operations);
        (_plainX, _plainA) = (rand(_options.BatchSize, Sizes.Features), rand(_options.BatchSize, Sizes.Descriptor));
        (_x, _a) = (_plainX.to(type), _plainA.to(type));
        (_noise, _otherNoise) =
            (randn(_options.BatchSize, _options.Latent), randn(_options.BatchSize, _options.Latent));
        nn.Module<Tensor, Tensor> Network(int inputs, int hidden, int outputs) =>
            nn.Sequential(nn.Linear(inputs, hidden), nn.ReLU(), nn.Linear(hidden, outputs));
        _plain =
        [
            Network(Sizes.Features, _options.FeatureEncoderHidden, 2 * _options.Latent),
            Network(Sizes.Descriptor, _options.DescriptorEncoderHidden, 2 * _options.Latent),
            Network(_options.Latent, _options.FeatureDecoderHidden, Sizes.Features),
            Network(_options.Latent, _options.DescriptorDecoderHidden, Sizes.Descriptor),
        ];
        _plainAdam = optim.Adam(_plain.SelectMany(network => network.parameters()), _options.LearningRate);
    }

    [Benchmark(Baseline = true)]
    public double Autograd()
    {
        using var scope = NewDisposeScope();
        (Tensor Mean, Tensor LogVariance, Tensor Deviation) Encode(int network, Tensor input)
        {
            var statistics = _plain[network].forward(input).chunk(2, 1);
            return (statistics[0], statistics[1], (statistics[1] / 2).exp());
        }

        var (x, a) = (Encode(0, _plainX), Encode(1, _plainA));
        var (zx, za) = (x.Mean + (x.Deviation * _noise), a.Mean + (a.Deviation * _otherNoise));
        Tensor Error(Tensor decoded, Tensor truth) => (decoded - truth).abs().sum();
        Tensor Divergence(Tensor mean, Tensor logVariance) =>
            0.5 * (logVariance.exp() + mean.square() - 1 - logVariance).sum();
        var loss = Error(_plain[2].forward(zx), _plainX) + Error(_plain[3].forward(za), _plainA)
            + (_weights.Cross * (Error(_plain[2].forward(za), _plainX) + Error(_plain[3].forward(zx), _plainA)))
            + (_weights.Divergence * (Divergence(x.Mean, x.LogVariance) + Divergence(a.Mean, a.LogVariance)))
            + (_weights.Alignment * ((x.Mean - a.Mean).square().sum(1)
                + (x.Deviation - a.Deviation).square().sum(1)).sqrt().sum());
        _plainAdam.zero_grad();
        loss.backward();
        _plainAdam.step();
        return loss.item<float>();
    }

    [Benchmark]
    public double HandDerived()
    {
        using var inference = no_grad();
        var loss = _own.Back(_x, _a, _noise, _otherNoise, _weights);
        _own.Update();
        return loss;
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _own.Dispose();
        foreach (var network in _plain)
            network.Dispose();
        _plainAdam.Dispose();
        _operations.Dispose();
        _scope.Dispose();
    }
}
