using Unseen.Data;
using static TorchSharp.torch;

namespace Unseen.Generators;

/// <summary>
/// The WGAN-GP generator: a conditional generator and a critic trained against each other on seen classes.
/// All randomness (weights, batches, noise, interpolation) comes from the seed.
/// </summary>
/// <remarks>
/// Xian et al., "Feature Generating Networks for Zero-Shot Learning", CVPR 2018, without the classification loss; settings as in the
/// article on zero-shot logit adjustment. One epoch is ceil(N / batch) generator steps, each after the critic's steps; every critic
/// step draws its own batch without replacement, and the generator step is conditioned on the last one's classes.
/// </remarks>
public sealed class WganGenerator : IFeatureGenerator
{
    private readonly GzslProblem _problem;
    private readonly WganOptions _options;
    private readonly Device _device;
    private readonly Generator _random;
    private readonly ConditionalGenerator _generator;
    private readonly WganCritic _critic;
    private readonly optim.Optimizer _generatorAdam;
    private readonly optim.Optimizer _criticAdam;

    /// <summary>Makes both networks, untrained.</summary>
    /// <param name="problem">the seen training samples and descriptors; borrowed, must outlive this</param>
    /// <param name="options">shape and training</param>
    /// <param name="seed">decides all randomness of training</param>
    public WganGenerator(GzslProblem problem, WganOptions options, int seed)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(options);
        _problem = problem;
        _options = options;
        _device = problem.Descriptors.device;
        _random = Seeds.Stream(seed, "wgan", _device);
        var (descriptor, features) = (problem.Descriptors.shape[1], problem.TrainFeatures.shape[1]);
        _generator = new ConditionalGenerator(descriptor, descriptor, options.Hidden, features, _random, _device);
        _critic = new WganCritic(features, descriptor, options.Hidden, _random, _device);
        _generatorAdam = optim.Adam(_generator.parameters(), options.LearningRate, 0.5, 0.999);
        _criticAdam = optim.Adam(_critic.parameters(), options.LearningRate, 0.5, 0.999);
    }

    /// <inheritdoc/>
    public int Epochs => _options.Epochs;

    /// <inheritdoc/>
    /// <remarks>The loss returned is the critic's estimate of the Wasserstein distance.</remarks>
    public double TrainEpoch(CancellationToken cancellation)
    {
        var samples = _problem.TrainFeatures.shape[0];
        var batch = Math.Min(_options.BatchSize, samples);
        var steps = (int)((samples + _options.BatchSize - 1) / _options.BatchSize);
        double distance = 0;
        for (var step = 0; step < steps; step++)
        {
            using var scope = NewDisposeScope();
            var labels = empty(0);
            for (var critic = 0; critic < _options.CriticSteps; critic++)
            {
                cancellation.ThrowIfCancellationRequested();
                using var inner = NewDisposeScope();
                var rows = randperm(samples, dtype: ScalarType.Int64, device: _device, generator: _random).narrow(0, 0, batch);
                labels = _problem.Labels.index_select(0, rows).MoveToOuterDisposeScope();
                distance += CriticStep(_problem.TrainFeatures.index_select(0, rows), labels);
            }

            GeneratorStep(labels);
        }

        return distance / (steps * _options.CriticSteps);
    }

    /// <inheritdoc/>
    public Tensor Generate(Tensor descriptors, Generator random)
    {
        ArgumentNullException.ThrowIfNull(descriptors);
        using var inference = no_grad();
        using var scope = NewDisposeScope();
        var each = arange(descriptors.shape[0], dtype: ScalarType.Int64, device: _device);
        return _generator.Forward(Noise(descriptors.shape[0], random), descriptors, each).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _generatorAdam.Dispose();
        _criticAdam.Dispose();
        _generator.Dispose();
        _critic.Dispose();
        _random.Dispose();
    }

    private double CriticStep(Tensor real, Tensor labels)
    {
        Tensor fake;
        using (no_grad())
            fake = _generator.Forward(Noise(labels.shape[0], _random), _problem.Descriptors, labels);
        var mix = rand(labels.shape[0], 1, device: _device, generator: _random);
        var (loss, distance) = _critic.LossAndGradient(real, fake, mix, _problem.Descriptors, labels, _options.GradientPenalty);
        TrainingDivergedException.ThrowUnlessFinite(loss, "the critic's loss");
        _criticAdam.step();
        return distance;
    }

    private void GeneratorStep(Tensor labels)
    {
        var fake = _generator.Forward(Noise(labels.shape[0], _random), _problem.Descriptors, labels);
        var gradient = _critic.GeneratorGradient(fake, _problem.Descriptors, labels);
        _generatorAdam.zero_grad();
        fake.backward([gradient]);
        _generatorAdam.step();
    }

    private Tensor Noise(long rows, Generator random) => randn(rows, _generator.NoiseWidth, device: _device, generator: random);
}
