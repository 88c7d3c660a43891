using Unseen.Checkpoints;
using Unseen.Generators;
using Unseen.Networks;
using Unseen.Numerics;
using Unseen.Optimisation;
using Unseen.Problems;
using static TorchSharp.torch;

namespace Unseen.Methods.Centre;

/// <summary>
/// The published centre generator: a network descriptor -> hidden -> LeakyReLU(0.2) -> D, fitted to the centres of the
/// seen classes by mean squared error. Every pseudo-feature of an unseen class is the network's output. Negative
/// outputs are set to 0 if no seen centre has a negative value. Only the initial weights are random.
/// </summary>
public sealed class NetworkCentreGenerator : IFeatureGenerator, IResumable
{
    private readonly Tensor _descriptors; // [S, A]
    private readonly Tensor _centres; // [S, D]
    private readonly Perceptron _network;
    private readonly optim.Optimizer _adam;
    private readonly double _learningRate;
    private readonly double _minValue;

    /// <summary>Creates the network, untrained.</summary>
    /// <param name="problem">the seen training samples and the descriptors; used only by the constructor</param>
    /// <param name="options">the width, the epochs and the learning rate</param>
    /// <param name="seed">the seed of the initial weights</param>
    public NetworkCentreGenerator(GzslProblem problem, CentreOptions options, int seed)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(options);
        (Epochs, _learningRate) = (options.Epochs, options.LearningRate);
        var device = problem.Descriptors.device;
        using var scope = NewDisposeScope();
        using var random = Seeds.Stream(seed, "centre network weights", device);
        var seen = tensor(problem.SeenClasses, dtype: ScalarType.Int64, device: device);
        var centres = SeenCentres.Compute(problem);
        _centres = centres.index_select(0, seen).DetachFromDisposeScope();
        _minValue = SeenCentres.MinValue(_centres);
        _descriptors = problem.Descriptors.index_select(0, seen).DetachFromDisposeScope();
        _network = new Perceptron(_descriptors.shape[1], options.Hidden, _centres.shape[1], random, device);
        _adam = new AutogradAdam(_network.parameters(), new AdamSettings(options.LearningRate, 0.5, 0.999));
    }

    /// <inheritdoc/>
    public int Epochs { get; }

    /// <inheritdoc/>
    public double? LearningRate => _learningRate;

    /// <inheritdoc/>
    public double TrainEpoch(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var scope = NewDisposeScope();
        var loss = nn.functional.mse_loss(_network.forward(_descriptors), _centres);
        TrainingDivergedException.ThrowUnlessFinite(loss.item<float>(), "the centre network's loss");
        _adam.zero_grad();
        loss.backward();
        _adam.step();
        return loss.item<float>();
    }

    /// <inheritdoc/>
    public Tensor Generate(Tensor descriptors, Generator random)
    {
        ArgumentNullException.ThrowIfNull(descriptors);
        using var inference = no_grad();
        return _network.forward(descriptors).AtLeastInPlace(_minValue); // [M, D]
    }

    /// <inheritdoc/>
    void IResumable.SyncState(TrainingState state)
    {
        foreach (var (name, parameter) in _network.named_parameters())
            state.Sync(name, parameter);
        state.Sync("adam", _adam);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _adam.Dispose();
        _network.Dispose();
        _descriptors.Dispose();
        _centres.Dispose();
    }
}
