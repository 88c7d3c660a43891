using TorchSharp;
using Unseen.Generators;
using Unseen.Methods.Wgan;
using Unseen.Numerics;
using Unseen.Optimisation;
using static TorchSharp.torch;

namespace Unseen.Benchmarks;

/// <summary>Critic and generator of the published sizes with one batch of synthetic samples, in two implementations:
/// the project's own, and the usual one with autograd.</summary>
internal sealed class WganNetworks : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly FusedOperations _operations;
    private readonly ConditionalGenerator _generator;
    private readonly WganCritic _critic;
    private readonly FusedAdam _criticAdam;
    private readonly FusedAdam _generatorAdam;
    private readonly Tensor _descriptors, _noise, _mix, _labels, _real, _plainDescriptors, _plainNoise;
    private readonly nn.Module<Tensor, Tensor> _plainGenerator, _plainCritic;
    private readonly optim.Optimizer _plainGeneratorAdam, _plainCriticAdam;

    public WganNetworks(Precision precision)
    {
        var type = precision.ProductType(CPU);
        using var random = new Generator(1);
        _operations = FusedOperations.For(CPU, type);
        var shape = new GeneratorShape(Sizes.Features, Sizes.Descriptor, Sizes.Hidden, Sizes.Batch, Sizes.Classes);
        _generator = new ConditionalGenerator(shape, random, CPU, type, _operations);
        _critic = new WganCritic(shape, random, CPU, type, _operations);
        var settings = new AdamSettings(1e-4, 0.5, 0.999);
        (_criticAdam, _generatorAdam) = (new FusedAdam(settings, _operations), new FusedAdam(settings, _operations));

        _plainDescriptors = nn.functional.normalize(randn(Sizes.Classes, Sizes.Descriptor), dim: 1);
        _plainNoise = randn(Sizes.Batch, Sizes.Descriptor);
        (_descriptors, _noise) = (_plainDescriptors.to(type), _plainNoise.to(type));
        _labels = randint(Sizes.Classes, [Sizes.Batch], dtype: ScalarType.Int64);
        (_mix, _real) = (rand(Sizes.Batch), rand(Sizes.Batch, Sizes.Features));
        _critic.Real.copy_(_real);
        _generator.Condition(_descriptors);

        _plainGenerator = nn.Sequential(
            nn.Linear(2 * Sizes.Descriptor, Sizes.Hidden), nn.LeakyReLU(0.2), nn.Linear(Sizes.Hidden, Sizes.Features),
                nn.ReLU());
        _plainCritic = nn.Sequential(nn.Linear(Sizes.Features + Sizes.Descriptor, Sizes.Hidden), nn.LeakyReLU(0.2),
            nn.Linear(Sizes.Hidden, 1));
        _plainGeneratorAdam = optim.Adam(_plainGenerator.parameters(), 1e-4, 0.5, 0.999);
        _plainCriticAdam = optim.Adam(_plainCritic.parameters(), 1e-4, 0.5, 0.999);
    }

    /// <summary>The project's critic step, including generated samples.</summary>
    public double CriticStep()
    {
        using var inference = no_grad();
        _generator.Forward(_noise, _labels, _critic.Fake);
        var (loss, _) = _critic.Backward(_descriptors, _labels, _mix, 10);
        _critic.Update(_criticAdam);
        return loss;
    }

    /// <summary>The critic step with autograd and TorchSharp's Adam.</summary>
    public double PlainCriticStep()
    {
        using var scope = NewDisposeScope();
        var a = _plainDescriptors.index_select(0, _labels);
        Tensor fake;
        using (no_grad())
            fake = _plainGenerator.forward(cat([_plainNoise, a], 1));
        var mix = _mix.unsqueeze(1);
        var between = (mix * _real + (1 - mix) * fake).requires_grad_();
        var slope = autograd.grad([Score(between, a).sum()], [between], retain_graph: true, create_graph: true)[0];
        var loss = Score(fake, a).mean() - Score(_real, a).mean() + 10 * (slope.norm(1) - 1).pow(2).mean();
        _plainCriticAdam.zero_grad();
        loss.backward();
        _plainCriticAdam.step();
        return loss.item<float>();
    }

    /// <summary>The project's generator step.</summary>
    public void GeneratorStep()
    {
        using var inference = no_grad();
        _generator.Condition(_descriptors);
        _generator.Forward(_noise, _labels, _critic.Fake);
        var gradient = _critic.GeneratorGradient(_descriptors, _labels);
        _generator.Backward(gradient, _critic.Fake, _noise, _descriptors, _labels);
        _generator.Update(_generatorAdam);
    }

    /// <summary>The generator step with autograd and TorchSharp's Adam. Computes no gradients for the critic's
    /// weights.</summary>
    public void PlainGeneratorStep()
    {
        using var scope = NewDisposeScope();
        foreach (var parameter in _plainCritic.parameters())
            parameter.requires_grad_(false);
        var a = _plainDescriptors.index_select(0, _labels);
        _plainGeneratorAdam.zero_grad();
        (-Score(_plainGenerator.forward(cat([_plainNoise, a], 1)), a).mean()).backward();
        _plainGeneratorAdam.step();
        foreach (var parameter in _plainCritic.parameters())
            parameter.requires_grad_(true);
    }

    public void Dispose()
    {
        _plainCriticAdam.Dispose();
        _plainGeneratorAdam.Dispose();
        _plainCritic.Dispose();
        _plainGenerator.Dispose();
        _critic.Dispose();
        _generator.Dispose();
        _operations.Dispose();
        _scope.Dispose();
    }

    private Tensor Score(Tensor x, Tensor descriptors) => _plainCritic.forward(cat([x, descriptors], 1));
}
