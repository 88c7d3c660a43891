using Unseen.Data;
using Unseen.Numerics;
using Unseen.Optimisation;
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
    private readonly SampleRows _rows;
    private readonly FusedOperations _operations;
    private readonly ConditionalGenerator _generator;
    private readonly WganCritic _critic;
    private readonly FusedAdam _generatorAdam;
    private readonly FusedAdam _criticAdam;
    private readonly Tensor _classDescriptors; // [C, A]
    private readonly Tensor? _batchDescriptors; // [B, A], where there are more classes than samples in a batch
    private readonly Tensor _labels; // [B], rows of the descriptors in use
    private readonly Tensor _normal; // [B, A] float32
    private readonly Tensor _noise; // [B, A]
    private readonly Tensor _mix; // [B]

    /// <summary>Makes both networks, untrained.</summary>
    /// <param name="problem">the seen training samples and descriptors; borrowed, must outlive this</param>
    /// <param name="options">shape and training</param>
    /// <param name="seed">decides all randomness of training</param>
    /// <param name="precision">number type of the matrix products, default the fastest that suits the device</param>
    public WganGenerator(GzslProblem problem, WganOptions options, int seed, Precision precision = Precision.Auto)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(options);
        _problem = problem;
        _options = options;
        _device = problem.Descriptors.device;
        _random = Seeds.Stream(seed, "wgan", _device);
        var productType = precision.ProductType(_device);
        _operations = FusedOperations.For(_device, productType);
        _rows = problem.TrainRows(productType, unitLength: false);
        var (classes, descriptor) = (problem.Descriptors.size(0), problem.Descriptors.size(1));
        var batch = Math.Min(options.BatchSize, _rows.Count);
        var shape = new WganShape(problem.FeatureWidth, descriptor, options.Hidden, batch, Math.Min(classes, batch));
        _generator = new ConditionalGenerator(shape, _random, _device, productType, _operations);
        _critic = new WganCritic(shape, _random, _device, productType, _operations);
        var settings = new AdamSettings(options.LearningRate, 0.5, 0.999);
        _generatorAdam = new FusedAdam(settings, _operations);
        _criticAdam = new FusedAdam(settings, _operations);
        _classDescriptors = problem.Descriptors.to(productType, copy: true).DetachFromDisposeScope();
        _batchDescriptors = classes > batch ? zeros(batch, descriptor, dtype: productType, device: _device).DetachFromDisposeScope() : null;
        _labels = arange(batch, dtype: ScalarType.Int64, device: _device).DetachFromDisposeScope();
        _normal = zeros(batch, descriptor, device: _device).DetachFromDisposeScope();
        _noise = zeros(batch, descriptor, dtype: productType, device: _device).DetachFromDisposeScope();
        _mix = zeros(batch, device: _device).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public int Epochs => _options.Epochs;

    private Tensor Descriptors => _batchDescriptors ?? _classDescriptors;

    /// <inheritdoc/>
    /// <remarks>The loss returned is the critic's estimate of the Wasserstein distance.</remarks>
    public double TrainEpoch(CancellationToken cancellation)
    {
        using var inference = no_grad();
        var steps = (int)((_rows.Count + _options.BatchSize - 1) / _options.BatchSize);
        double distance = 0;
        for (var step = 0; step < steps; step++)
        {
            if (_batchDescriptors is null)
                _generator.Condition(_classDescriptors);
            for (var critic = 0; critic < _options.CriticSteps; critic++)
            {
                cancellation.ThrowIfCancellationRequested();
                distance += CriticStep();
            }

            GeneratorStep();
        }

        return distance / (steps * _options.CriticSteps);
    }

    /// <inheritdoc/>
    public Tensor Generate(Tensor descriptors, Generator random)
    {
        ArgumentNullException.ThrowIfNull(descriptors);
        using var inference = no_grad();
        using var noise = randn(descriptors.shape, device: _device, generator: random);
        return _generator.Generate(noise, descriptors);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _generator.Dispose();
        _critic.Dispose();
        _operations.Dispose();
        _random.Dispose();
        _batchDescriptors?.Dispose();
        foreach (var tensor in new[] { _classDescriptors, _labels, _normal, _noise, _mix })
            tensor.Dispose();
    }

    private double CriticStep()
    {
        using var scope = NewDisposeScope();
        DrawBatch();
        DrawNoise();
        _generator.Forward(_noise, _labels, _critic.Fake);
        _mix.uniform_(0, 1, _random);
        var (loss, distance) = _critic.Backward(Descriptors, _labels, _mix, _options.GradientPenalty);
        TrainingDivergedException.ThrowUnlessFinite(loss, "the critic's loss");
        _critic.Update(_criticAdam);
        return distance;
    }

    private void GeneratorStep()
    {
        using var scope = NewDisposeScope();
        DrawNoise();
        _generator.Forward(_noise, _labels, _critic.Fake);
        var gradient = _critic.GeneratorGradient(Descriptors, _labels);
        _generator.Update(gradient, _critic.Fake, _noise, Descriptors, _labels, _generatorAdam);
    }

    /// <summary>Draws real samples without replacement into the critic's buffer, and their classes.</summary>
    private void DrawBatch()
    {
        var rows = randperm(_rows.Count, dtype: ScalarType.Int64, device: _device, generator: _random).narrow(0, 0, _labels.size(0));
        _rows.Gather(rows, _critic.Real);
        var labels = _problem.Labels.index_select(0, rows);
        if (_batchDescriptors is null)
        {
            _labels.copy_(labels);
            return;
        }

        _operations.GatherRows(_classDescriptors, labels, _batchDescriptors);
        _generator.Condition(_batchDescriptors);
    }

    private void DrawNoise()
    {
        _normal.normal_(0, 1, _random);
        _noise.copy_(_normal);
    }
}
