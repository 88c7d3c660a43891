using BenchmarkDotNet.Attributes;
using TorchSharp;
using Unseen.Methods.Sdgzsl;
using Unseen.Numerics;
using static TorchSharp.torch;

namespace Unseen.Benchmarks;

/// <summary>One step of SDGZSL's second autoencoder with the relation network and the total correlation, with the
/// published widths and batch size.</summary>
public class DisentanglerStepBenchmark
{
    private const double CorrelationWeight = 0.1;
    private static readonly SdgzslOptions _options = new();

    private DisposeScope _scope = null!;
    private FusedOperations _operations = null!;
    private Disentangler _own = null!;
    private Tensor _samples = null!, _plainSamples = null!, _gradient = null!, _classes = null!, _descriptors = null!;
    private nn.Module<Tensor, Tensor> _encoder = null!, _decoder = null!, _relation = null!, _discriminator = null!;
    private optim.Optimizer _plainAdam = null!;

    [Params(Precision.Fp32, Precision.Bf16)]
    public Precision Precision { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _scope = NewDisposeScope();
        var type = Precision.ProductType(CPU);
        _operations = FusedOperations.For(CPU, type);
        _descriptors = nn.functional.normalize(randn(Sizes.Classes, Sizes.Descriptor), dim: 1);
        _own = new Disentangler(
            Sizes.Features, _descriptors.to(type), _options.BatchSize, _options, seed: 1, _operations);
        _plainSamples = rand(2 * _options.BatchSize, Sizes.Features);
        _samples = _plainSamples.to(type);
        _gradient = zeros_like(_samples);
        _classes = randint(Sizes.Classes, [_options.BatchSize], dtype: ScalarType.Int64);
        var parts = _options.SemanticWidth + _options.UnrelatedWidth;
        _encoder = nn.Sequential(nn.Linear(Sizes.Features, parts), nn.LeakyReLU(0.2));
        _decoder = nn.Sequential(nn.Linear(parts, _options.Hidden), nn.LeakyReLU(0.2),
            nn.Linear(_options.Hidden, Sizes.Features), nn.LeakyReLU(0.2));
        _relation = nn.Sequential(nn.Linear(_options.SemanticWidth + Sizes.Descriptor, _options.RelationHidden),
            nn.LeakyReLU(0.2), nn.Linear(_options.RelationHidden, 1), nn.Sigmoid());
        _discriminator = nn.Sequential(nn.Linear(parts, 2), nn.Sigmoid());
        _plainAdam = optim.Adam(
            [.. _encoder.parameters(), .. _decoder.parameters(), .. _relation.parameters()], _options.LearningRate,
            weight_decay: _options.WeightDecay);
    }

    [Benchmark(Baseline = true)]
    public double Autograd()
    {
        using var scope = NewDisposeScope();
        var batch = _options.BatchSize;
        var samples = _plainSamples.detach().requires_grad_();
        var parts = _encoder.forward(samples);
        var real = _plainSamples.narrow(0, batch, batch);
        var (present, own, _) = _classes.unique(sorted: true, return_inverse: true);
        var classes = present.size(0);
        var pairs = cat(
            [parts.narrow(1, 0, _options.SemanticWidth).repeat_interleave(classes, 0),
                _descriptors.index_select(0, present).repeat(2 * batch, 1)], 1); // [2B K, s + A]
        var relations = _relation.forward(pairs).view(2 * batch, classes);
        var truth = nn.functional.one_hot(cat([own!, own!]), classes).to(ScalarType.Float32);
        var scores = _discriminator.forward(parts);
        var loss = (2 * nn.functional.mse_loss(_decoder.forward(parts), cat([real, real])))
            + (2 * _options.RelationWeight * nn.functional.mse_loss(relations, truth))
            + (2 * CorrelationWeight * (scores.narrow(1, 0, 1) - scores.narrow(1, 1, 1)).mean());
        _plainAdam.zero_grad();
        loss.backward();
        _plainAdam.step();
        return loss.item<float>();
    }

    [Benchmark]
    public double HandDerived()
    {
        using var inference = no_grad();
        var loss = _own.Back(_samples, _classes, CorrelationWeight, _gradient);
        _own.Update();
        return loss;
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _own.Dispose();
        foreach (var network in new[] { _encoder, _decoder, _relation, _discriminator })
            network.Dispose();
        _plainAdam.Dispose();
        _operations.Dispose();
        _scope.Dispose();
    }
}
