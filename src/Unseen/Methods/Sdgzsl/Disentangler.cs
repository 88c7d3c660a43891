using Unseen.Checkpoints;
using Unseen.Generators;
using Unseen.Inference;
using Unseen.Networks;
using Unseen.Numerics;
using Unseen.Optimisation;
using Unseen.Problems;
using static TorchSharp.torch;

namespace Unseen.Methods.Sdgzsl;

/// <summary>
/// The second autoencoder of SDGZSL. The encoder splits a feature x into a semantic part s and an unrelated part n, and
/// the decoder reconstructs x from both. A relation network compares s with descriptors. A discriminator estimates
/// whether the two parts come from the same sample.
/// </summary>
internal sealed class Disentangler : IResumable, IDisposable
{
    private readonly SdgzslOptions _options;
    private readonly FusedOperations _operations;
    private readonly Generator _random;
    private readonly DenseLayer _encoder, _hidden, _decoder; // x -> [s; n] -> H -> x
    private readonly DenseLayer _discriminator; // [s; n] -> 2 scores
    private readonly RelationNetwork _relation;
    private readonly FusedAdam _adam, _discriminatorAdam;
    private readonly Tensor _descriptors; // [C, A] of the product type

    /// <summary>Draws the weights.</summary>
    /// <param name="features">the feature width D</param>
    /// <param name="descriptors">[C, A] of the product type; copied</param>
    /// <param name="batch">the number of samples B in a step</param>
    /// <param name="options">the widths, the weights of the losses, and the learning rate</param>
    /// <param name="seed">the seed of the weights and of all random numbers in training</param>
    /// <param name="operations">the operations for the device and type of the descriptors; not disposed</param>
    public Disentangler(long features, Tensor descriptors, long batch, SdgzslOptions options, int seed,
        FusedOperations operations)
    {
        using var scope = NewDisposeScope();
        var (device, productType) = (descriptors.device, descriptors.dtype);
        _options = options;
        _operations = operations;
        _random = Seeds.Stream(seed, "disentangler", device);
        var parts = options.SemanticWidth + options.UnrelatedWidth;
        DenseLayer Layer(long inputs, long outputs, Activation activation, long rows) =>
            new(inputs, outputs, activation, rows, _random, device, productType, _operations);
        _encoder = Layer(features, parts, Activation.LeakyRelu, 2 * batch);
        _hidden = Layer(parts, options.Hidden, Activation.LeakyRelu, 2 * batch);
        _decoder = Layer(options.Hidden, features, Activation.LeakyRelu, 2 * batch);
        _discriminator = Layer(parts, 2, Activation.Sigmoid, 4 * batch);
        _relation = new RelationNetwork(options.SemanticWidth, descriptors.size(1), options.RelationHidden, _random,
            device, productType, _operations);
        var settings = new AdamSettings(options.LearningRate, 0.9, 0.999, options.WeightDecay);
        (_adam, _discriminatorAdam) = (new FusedAdam(settings, _operations), new FusedAdam(settings, _operations));
        _descriptors = descriptors.clone().DetachFromDisposeScope();
    }

    /// <summary>The layers of the autoencoder: the encoder, the decoder's hidden layer, and the decoder's
    /// output.</summary>
    public IReadOnlyList<DenseLayer> Layers => [_encoder, _hidden, _decoder];

    /// <summary>The discriminator's only layer.</summary>
    public DenseLayer Discriminator => _discriminator;

    /// <summary>The relation network.</summary>
    public RelationNetwork Relation => _relation;

    /// <summary>Computes the sum of the losses on a batch of real samples and their reconstructions by the VAE, and the
    /// gradient of this sum with respect to the samples and to all parameters except the discriminator's.</summary>
    /// <param name="samples">[2B, D] of the product type: the reconstructed samples, then the real samples</param>
    /// <param name="classes">[B] int64</param>
    /// <param name="correlationWeight">the weight of the total correlation; 0 for a step without it</param>
    /// <param name="gradient">[2B, D] of the product type, receives the gradient with respect to the samples</param>
    /// <returns>the loss</returns>
    public double Back(Tensor samples, Tensor classes, double correlationWeight, Tensor gradient)
    {
        using var scope = NewDisposeScope();
        var (rows, width) = (samples.size(0), (long)_options.SemanticWidth);
        var parts = _encoder.Forward(samples); // [2B, s + n]
        var real = samples.narrow(0, rows / 2, rows / 2);
        // The loss is the mean squared error of the first half plus the mean squared error of the second half.
        // Reconstruction sums over features and averages over all 2B rows, hence the weight 2 / D.
        var loss = Reconstruction.Back(_decoder.Forward(_hidden.Forward(parts)), cat([real, real]),
            2.0 / samples.size(1), _decoder.Gradient);
        _decoder.Backward(_hidden.Output, _hidden.Gradient);
        _hidden.Backward(parts, _encoder.Gradient);

        var (present, own, _) = classes.unique(sorted: true, return_inverse: true);
        var semantic = parts.narrow(1, 0, width).contiguous(); // [2B, s]
        var semanticBack = zeros_like(semantic);
        loss += _relation.Back(semantic, _descriptors.index_select(0, present), cat([own!, own!]),
            2 * _options.RelationWeight, semanticBack);
        _encoder.Gradient.narrow(1, 0, width).PlusInPlace(semanticBack);

        if (correlationWeight > 0)
        {
            var (penalty, back) = TotalCorrelation.Penalty(
                _discriminator.Forward(parts).to(_discriminator.Bias.Value.dtype), 2 * correlationWeight);
            _discriminator.Gradient.copy_(back);
            _discriminator.Backward(input: null, _encoder.Gradient, adds: true);
            loss += penalty;
        }

        _encoder.Backward(samples, gradient);
        return loss;
    }

    /// <summary>Updates the autoencoder and the relation network by the gradient of <see cref="Back"/>.</summary>
    public void Update()
    {
        _adam.NextStep();
        foreach (var layer in Layers)
            layer.Update(_adam);
        _relation.Update(_adam);
    }

    /// <summary>Trains the discriminator for one step. Its positive samples are the pairs of parts that the latest
    /// <see cref="Back"/> computed. Its negative samples combine parts of different samples, which are either both
    /// reconstructed or both real.</summary>
    /// <returns>the discriminator's loss</returns>
    public double LearnToDiscriminate()
    {
        using var scope = NewDisposeScope();
        var parts = _encoder.Output; // [2B, s + n]
        var rows = cat([parts, ShuffleParts(parts)]);
        var (loss, back) =
            TotalCorrelation.Discriminate(_discriminator.Forward(rows).to(_discriminator.Bias.Value.dtype));
        _discriminator.Gradient.copy_(back);
        _discriminator.Backward(rows);
        _discriminatorAdam.NextStep();
        _discriminator.Update(_discriminatorAdam);
        return loss;
    }

    /// <summary>Creates the map from features to their semantic part; the caller disposes it.</summary>
    public FeatureMap CreateFeatureMap() => new(
        [new MapLayer(_encoder.Weight.Value.narrow(0, 0, _options.SemanticWidth).clone(),
            _encoder.Bias.Value.narrow(0, 0, _options.SemanticWidth).clone(), Activation.LeakyRelu)]);

    /// <inheritdoc/>
    public void SyncState(TrainingState state)
    {
        foreach (var (place, layer) in Layers.Append(_discriminator).Index())
            state.Sync($"layer{place}", layer);
        state.Sync("relation", _relation);
        state.Sync("adam", _adam);
        state.Sync("discriminatorAdam", _discriminatorAdam);
        state.Sync("random", _random);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var layer in Layers.Append(_discriminator))
            layer.Dispose();
        _relation.Dispose();
        _descriptors.Dispose();
        _random.Dispose();
    }

    /// <summary>Shuffles the rows of both parts independently of each other, separately in the first and in the second
    /// half of the rows.</summary>
    private Tensor ShuffleParts(Tensor parts)
    {
        var (half, width) = (parts.size(0) / 2, (long)_options.SemanticWidth);
        Tensor Shuffled(long start, long from, long count) => parts.narrow(0, start, half).narrow(1, from, count)
            .index_select(0, randperm(half, dtype: ScalarType.Int64, device: parts.device, generator: _random));
        return cat([.. from start in (long[])[0, half]
                       select cat([Shuffled(start, 0, width), Shuffled(start, width, parts.size(1) - width)], 1)]);
    }
}
