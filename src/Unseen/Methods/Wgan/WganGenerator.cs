using Unseen.Checkpoints;
using Unseen.Generators;
using Unseen.Numerics;
using Unseen.Optimisation;
using Unseen.Problems;
using static TorchSharp.torch;

namespace Unseen.Methods.Wgan;

/// <summary>
/// The WGAN-GP generator: a conditional generator and a critic, trained against each other on seen classes. All random
/// numbers in training (weights, batches, noise, interpolation) come from the seed. Not thread-safe.
/// </summary>
/// <remarks>
/// Xian et al., "Feature Generating Networks for Zero-Shot Learning", CVPR 2018, without the classification loss. The
/// default settings, except for the epochs, come from the paper on zero-shot logit adjustment. One epoch is ceil(N /
/// batch) generator steps, each after the critic's steps. Every critic step draws a new batch from all samples, without
/// replacement within the batch. The generator step is conditioned on the classes of the last critic step.
/// </remarks>
public class WganGenerator : IFeatureGenerator, IResumableGenerator
{
    private readonly WganOptions _options;
    private readonly AuxiliaryLoss? _auxiliary;
    private readonly FusedAdam _generatorAdam;
    private readonly FusedAdam _criticAdam;
    private readonly Tensor _normal; // [B, A] float32
    private readonly Tensor _noise; // [B, A]
    private readonly Tensor _mix; // [B]
    private int _epoch;
    private int _step; // generator steps done in the current epoch
    private Action? _stepDone;
    private double _distance; // sum over the critic steps of the current epoch

    /// <summary>Creates both networks, untrained.</summary>
    /// <param name="problem">
    /// the seen training samples and the descriptors; it must outlive this generator, which does not dispose it
    /// </param>
    /// <param name="options">the sizes of the networks and the training settings</param>
    /// <param name="seed">the seed of all random numbers in training</param>
    /// <param name="precision">the number type of matrix products, default the fastest that suits the device</param>
    public WganGenerator(GzslProblem problem, WganOptions options, int seed, Precision precision = Precision.Auto)
        : this(problem, options, seed, precision, auxiliary: null)
    {
    }

    internal WganGenerator(
        GzslProblem problem, WganOptions options, int seed, Precision precision, AuxiliaryLoss? auxiliary,
        int batchesPerStep = 1)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(options);
        (_options, _auxiliary) = (options, auxiliary);
        Device = problem.Descriptors.device;
        Random = Seeds.Stream(seed, "wgan", Device);
        ProductType = precision.ProductType(Device);
        Operations = FusedOperations.For(Device, ProductType);
        Batches = new SeenBatches(problem, options.BatchSize, ProductType, Random, Operations);
        var descriptor = problem.Descriptors.size(1);
        Shape = new GeneratorShape(
            problem.FeatureWidth, descriptor, options.Hidden, Batches.Size, Batches.DescriptorRows);
        Generator = new ConditionalGenerator(
            Shape with { Batch = batchesPerStep * Shape.Batch }, Random, Device, ProductType, Operations);
        Critic = new WganCritic(Shape, Random, Device, ProductType, Operations, Generator);
        var settings = new AdamSettings(options.LearningRate, 0.5, 0.999);
        _generatorAdam = new FusedAdam(settings, Operations);
        _criticAdam = new FusedAdam(settings, Operations);
        _normal = zeros(Batches.Size, descriptor, device: Device).DetachFromDisposeScope();
        _noise = zeros(Batches.Size, descriptor, dtype: ProductType, device: Device).DetachFromDisposeScope();
        _mix = zeros(Batches.Size, device: Device).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public int Epochs => _options.Epochs;

    /// <summary>The number of epochs trained so far.</summary>
    private protected int Epoch => _epoch;

    private protected AuxiliaryLoss? Auxiliary => _auxiliary;

    private protected Device Device { get; }

    private protected ScalarType ProductType { get; }

    private protected TorchSharp.torch.Generator Random { get; }

    private protected FusedOperations Operations { get; }

    private protected GeneratorShape Shape { get; }

    private protected SeenBatches Batches { get; }

    private protected ConditionalGenerator Generator { get; }

    private protected WganCritic Critic { get; }

    /// <inheritdoc/>
    Action? IResumableGenerator.StepDone
    {
        set => _stepDone = value;
    }

    /// <inheritdoc/>
    public double? LearningRate => CurrentRate;

    private protected double CurrentRate =>
        _options.LearningRate * Math.Pow(_options.LearningRateDecay, _epoch / WganOptions.DecayEvery);

    /// <inheritdoc/>
    /// <remarks>The returned loss is the critic's estimate of the Wasserstein distance, averaged over the critic steps
    /// of the epoch.</remarks>
    public double TrainEpoch(CancellationToken cancellation)
    {
        using var inference = no_grad();
        _auxiliary?.Prepare(_stepDone, cancellation);
        (_generatorAdam.LearningRate, _criticAdam.LearningRate) = (CurrentRate, CurrentRate);
        while (_step < Batches.Steps)
        {
            cancellation.ThrowIfCancellationRequested();
            Step();
            _step++;
            _stepDone?.Invoke();
        }

        var mean = _distance / (Batches.Steps * _options.CriticSteps);
        (_step, _distance) = (0, 0);
        _epoch++;
        return mean;
    }

    /// <inheritdoc/>
    void IResumable.SyncState(TrainingState state) => SyncState(state);

    /// <inheritdoc/>
    public virtual Tensor Generate(Tensor descriptors, TorchSharp.torch.Generator random)
    {
        ArgumentNullException.ThrowIfNull(descriptors);
        using var inference = no_grad();
        using var noise = randn(descriptors.shape, device: Device, generator: random);
        return Generator.Generate(noise, descriptors);
    }

    /// <inheritdoc/>
    public FeatureMap? CreateFeatureMap() => _auxiliary?.CreateFeatureMap();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Saves or restores everything that changes during training.</summary>
    private protected virtual void SyncState(TrainingState state)
    {
        state.Sync("generator", Generator);
        state.Sync("critic", Critic);
        state.Sync("generatorAdam", _generatorAdam);
        state.Sync("criticAdam", _criticAdam);
        state.Sync("random", Random);
        state.Sync("epoch", ref _epoch);
        state.Sync("step", ref _step);
        state.Sync("distance", ref _distance);
        if (_auxiliary is not null)
            state.Sync("guide", _auxiliary);
    }

    /// <summary>Disposes the networks, buffers and random number generator.</summary>
    /// <param name="disposing">always true, because there is no finalizer</param>
    protected virtual void Dispose(bool disposing)
    {
        Generator.Dispose();
        Critic.Dispose();
        Batches.Dispose();
        _auxiliary?.Dispose();
        Operations.Dispose();
        Random.Dispose();
        foreach (var tensor in new[] { _normal, _noise, _mix })
            tensor.Dispose();
    }

    /// <summary>Generates the samples that a critic step compares with its real samples.</summary>
    private protected virtual void MakeFake() => Generator.Forward(DrawNoise(), Batches.Labels, Critic.Fake);

    private protected virtual void GeneratorStep()
    {
        using var scope = NewDisposeScope();
        DrawNoise();
        Generator.Forward(_noise, Batches.Labels, Critic.Fake);
        var gradient = Critic.GeneratorGradient(Batches.Descriptors, Batches.Labels);
        _auxiliary?.AddGradient(Critic.Fake, Critic.Real, Batches.Classes, gradient);
        Generator.Backward(gradient, Critic.Fake, _noise, Batches.Descriptors, Batches.Labels);
        UpdateGenerator();
    }

    /// <summary>Draws new noise for a batch; [B, A] of the product type, overwritten by the next draw.</summary>
    private protected Tensor DrawNoise()
    {
        _normal.normal_(0, 1, Random);
        _noise.copy_(_normal);
        return _noise;
    }

    /// <summary>Updates the generator by its current gradient.</summary>
    private protected void UpdateGenerator() => Generator.Update(_generatorAdam);

    private void Step()
    {
        try
        {
            if (!Batches.DescriptorsChange)
                Generator.Condition(Batches.Descriptors);
            for (var critic = 0; critic < _options.CriticSteps; critic++)
                _distance += CriticStep();
            GeneratorStep();
        }
        catch (TrainingDivergedException exception)
        {
            throw exception.At($"generator epoch {_epoch + 1}, step {_step + 1}");
        }
    }

    private double CriticStep()
    {
        using var scope = NewDisposeScope();
        Batches.Draw(Critic.Real);
        if (Batches.DescriptorsChange)
            Generator.Condition(Batches.Descriptors);
        MakeFake();
        _mix.uniform_(0, 1, Random);
        var (loss, distance) = Critic.Backward(Batches.Descriptors, Batches.Labels, _mix, _options.GradientPenalty);
        TrainingDivergedException.ThrowUnlessFinite(loss, "the critic's loss");
        Critic.Update(_criticAdam);
        _auxiliary?.Learn(Critic.Real, Batches.Classes, CurrentRate);
        return distance;
    }
}
