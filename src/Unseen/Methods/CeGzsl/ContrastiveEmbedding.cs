using Unseen.Checkpoints;
using Unseen.Networks;
using Unseen.Numerics;
using Unseen.Numerics.Products;
using Unseen.Optimisation;
using static TorchSharp.torch;

namespace Unseen.Methods.CeGzsl;

/// <summary>
/// The embedding and the comparator of CE-GZSL, with both contrastive losses and hand-derived gradients. The embedding
/// is x -> h = ReLU(W1 x + b1) -> z = normalise(W2 h + b2), and the comparator is F([h; a]) = w · LeakyReLU(Wh h + Wa a
/// + b).
/// </summary>
/// <remarks>
/// Han et al., "Contrastive Embedding for Generalized Zero-Shot Learning", CVPR 2021, equations 3 to 6. The first layer
/// of the comparator is split into Wh and Wa, so that its matrix products have B + S rows instead of one row for each
/// of the B x S pairs. An output bias of the comparator would not change the softmax, so there is none. K1, K2 and K3
/// are the widths of h, of z and of the comparator's hidden layer.
/// </remarks>
internal sealed class ContrastiveEmbedding : IResumable, IDisposable
{
    private readonly CeGzslOptions _options;
    private readonly FusedOperations _operations;
    private readonly FusedAdam _adam;
    private readonly ScalarType _productType;
    private readonly Tensor _descriptors; // [S, A]
    private readonly Tensor _h, _hBack; // [2B, K1]
    private readonly Tensor _projected; // [2B, K2]
    private readonly Tensor _left, _leftBack; // [B, K3]: Wh h, and its gradient
    private readonly Tensor _right, _rightBack; // [S, K3]: Wa a + b, and its gradient
    private readonly Tensor _scores; // [B, S]
    private readonly Tensor _fromComparator; // [B, K1]
    private readonly Dictionary<TrainedArray, Tensor> _gradients;

    /// <summary>Draws the weights from N(0, 0.02²) and allocates all buffers.</summary>
    /// <param name="features">the feature width D</param>
    /// <param name="batch">the number of samples B in a step</param>
    /// <param name="seenDescriptors">[S, A] of the product type; copied</param>
    /// <param name="options">the widths, temperatures and weights</param>
    /// <param name="random">the random number generator for the weights</param>
    /// <param name="operations">the operations for the device and type of the descriptors; not disposed</param>
    public ContrastiveEmbedding(long features, long batch, Tensor seenDescriptors, CeGzslOptions options,
        Generator random, FusedOperations operations)
    {
        (_options, _operations, _productType) = (options, operations, seenDescriptors.dtype);
        var device = seenDescriptors.device;
        var master = _productType == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        TrainedArray Matrix(long rows, long columns) =>
            TrainedArray.Matrix(GaussianInit.WeightValues(rows, columns, random, device, master), _productType);
        TrainedArray Vector(long size) => TrainedArray.Vector(GaussianInit.BiasValues(size, device, master));
        Tensor Buffer(long rows, long columns) =>
            zeros(rows, columns, dtype: _productType, device: device).DetachFromDisposeScope();
        var (seen, descriptor) = (seenDescriptors.size(0), seenDescriptors.size(1));
        (EmbeddingWeight, EmbeddingBias) = (Matrix(options.Embedding, features), Vector(options.Embedding));
        (ProjectionWeight, ProjectionBias) =
            (Matrix(options.Projection, options.Embedding), Vector(options.Projection));
        (ComparatorWeight, ComparatorDescriptorWeight) =
            (Matrix(options.Comparator, options.Embedding), Matrix(options.Comparator, descriptor));
        ComparatorBias = Vector(options.Comparator);
        OutputWeight = TrainedArray.Vector(GaussianInit.WeightValues(
            1, options.Comparator, random, device, master).view(-1).DetachFromDisposeScope());
        _adam = new FusedAdam(new AdamSettings(0, 0.5, 0.999), operations);
        _descriptors = seenDescriptors.clone().DetachFromDisposeScope();
        (_h, _hBack, _projected) = (Buffer(2 * batch, options.Embedding), Buffer(2 * batch, options.Embedding),
            Buffer(2 * batch, options.Projection));
        (_left, _leftBack, _fromComparator) =
            (Buffer(batch, options.Comparator), Buffer(batch, options.Comparator), Buffer(batch, options.Embedding));
        (_right, _rightBack) = (Buffer(seen, options.Comparator), Buffer(seen, options.Comparator));
        _scores = zeros(batch, seen, dtype: master, device: device).DetachFromDisposeScope();
        _gradients = Arrays.ToDictionary(array => array, array => zeros_like(array.Product).DetachFromDisposeScope());
    }

    /// <summary>W1; [K1, D].</summary>
    public TrainedArray EmbeddingWeight { get; }

    /// <summary>b1; [K1].</summary>
    public TrainedArray EmbeddingBias { get; }

    /// <summary>W2; [K2, K1].</summary>
    public TrainedArray ProjectionWeight { get; }

    /// <summary>b2; [K2].</summary>
    public TrainedArray ProjectionBias { get; }

    /// <summary>Wh; [K3, K1].</summary>
    public TrainedArray ComparatorWeight { get; }

    /// <summary>Wa; [K3, A].</summary>
    public TrainedArray ComparatorDescriptorWeight { get; }

    /// <summary>b; [K3].</summary>
    public TrainedArray ComparatorBias { get; }

    /// <summary>w; [K3].</summary>
    public TrainedArray OutputWeight { get; }

    /// <summary>All parameters.</summary>
    public IReadOnlyList<TrainedArray> Arrays =>
    [
        EmbeddingWeight, EmbeddingBias, ProjectionWeight, ProjectionBias, ComparatorWeight, ComparatorDescriptorWeight,
            ComparatorBias, OutputWeight,
    ];

    /// <summary>Returns the gradient of a parameter after <see cref="Backward"/>.</summary>
    public Tensor GetGradient(TrainedArray array) => _gradients[array];

    /// <summary>Computes the sum of both losses and its gradient with respect to all parameters.</summary>
    /// <param name="samples">[B, D] of the product type</param>
    /// <param name="classes">[B] int64</param>
    /// <param name="seenIndex">[B] int64, the rows of these classes among the seen descriptors</param>
    /// <returns>the loss</returns>
    public double Backward(Tensor samples, Tensor classes, Tensor seenIndex)
    {
        using var scope = NewDisposeScope();
        var count = samples.size(0);
        Embed(samples, 0);
        var loss = InstanceBack(count, classes, 1) + ClassBack(seenIndex, 1);
        var h = _h.narrow(0, 0, count);
        var (hBack, projected) = (_hBack.narrow(0, 0, count), _projected.narrow(0, 0, count));
        _gradients[ProjectionWeight].Multiply(projected.t(), h);
        SumRows(projected, _gradients[ProjectionBias]);
        _gradients[ComparatorWeight].Multiply(_leftBack.t(), h);
        _gradients[ComparatorDescriptorWeight].Multiply(_rightBack.t(), _descriptors);
        SumRows(_rightBack, _gradients[ComparatorBias]);
        _operations.ReluLayerBack(hBack, h, _gradients[EmbeddingBias]);
        _gradients[EmbeddingWeight].Multiply(hBack.t(), samples);
        return loss;
    }

    /// <summary>Updates the parameters by the gradient of <see cref="Backward"/>.</summary>
    /// <param name="learningRate">the learning rate of this step</param>
    public void Update(double learningRate)
    {
        _adam.LearningRate = learningRate;
        _adam.NextStep();
        foreach (var (array, gradient) in _gradients)
            _adam.Update(array, gradient);
    }

    /// <summary>
    /// Adds the gradient of the losses with respect to generated samples. The generated samples are contrasted with
    /// each other and with real samples.
    /// </summary>
    /// <param name="fake">[B, D] of the product type</param>
    /// <param name="real">[B, D] of the product type, of the same classes</param>
    /// <param name="classes">[B] int64</param>
    /// <param name="seenIndex">[B] int64, the rows of these classes among the seen descriptors</param>
    /// <param name="gradient">[B, D] of the product type; the gradient of the losses is added to it</param>
    public void AddGradient(Tensor fake, Tensor real, Tensor classes, Tensor seenIndex, Tensor gradient)
    {
        using var scope = NewDisposeScope();
        var count = fake.size(0);
        Embed(fake, 0);
        Embed(real, count);
        InstanceBack(2 * count, cat([classes, classes]), _options.InstanceWeight);
        ClassBack(seenIndex, _options.ClassWeight);
        var hBack = _hBack.narrow(0, 0, count);
        _operations.ReluLayerBack(hBack, _h.narrow(0, 0, count), _gradients[EmbeddingBias]);
        gradient.PlusInPlace(hBack.mm(EmbeddingWeight.Product));
    }

    /// <inheritdoc/>
    public void SyncState(TrainingState state)
    {
        foreach (var (place, array) in Arrays.Index())
            state.Sync($"{place}", array);
        state.Sync("adam", _adam);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (array, gradient) in _gradients)
        {
            array.Dispose();
            gradient.Dispose();
        }

        Tensor[] buffers =
        [
            _descriptors, _h, _hBack, _projected, _left, _leftBack, _right, _rightBack, _scores, _fromComparator,
        ];
        foreach (var buffer in buffers)
            buffer.Dispose();
    }

    /// <summary>Computes h of a batch and stores it from row <paramref name="start"/> onwards.</summary>
    private void Embed(Tensor samples, long start)
    {
        var h = _h.narrow(0, start, samples.size(0));
        h.Multiply(samples, EmbeddingWeight.Product.t());
        _operations.ReluLayer(h, EmbeddingBias.Value);
    }

    /// <summary>
    /// Computes the contrastive loss between instances on the first <paramref name="count"/> rows of h, and its
    /// gradient with respect to the projections and h.
    /// </summary>
    private double InstanceBack(long count, Tensor classes, double weight)
    {
        var (projected, hBack) = (_projected.narrow(0, 0, count), _hBack.narrow(0, 0, count));
        projected.Multiply(_h.narrow(0, 0, count), ProjectionWeight.Product.t());
        var sums = projected.to(ProjectionBias.Value.dtype).Plus(ProjectionBias.Value); // [M, K2]
        var lengths = sums.norm(1, keepdim: true, p: 2f).AtLeastInPlace(1e-12); // [M, 1]
        var units = sums / lengths;
        var (loss, back) = InstanceContrast.Back(units, classes, _options.InstanceTemperature);
        projected.copy_((back - (units * (back * units).sum(dim: 1, keepdim: true))).Times(weight) / lengths);
        hBack.Multiply(projected, ProjectionWeight.Product);
        return weight * loss;
    }

    /// <summary>
    /// Computes the contrastive loss between classes on the first B rows of h, and adds its gradient to the gradient
    /// with respect to h.
    /// </summary>
    private double ClassBack(Tensor seenIndex, double weight)
    {
        var batch = _left.size(0);
        var h = _h.narrow(0, 0, batch);
        _left.Multiply(h, ComparatorWeight.Product.t());
        _right.Multiply(_descriptors, ComparatorDescriptorWeight.Product.t());
        _right.PlusInPlace(ComparatorBias.Value);
        _operations.PairScores(_left, _right, OutputWeight.Value, _scores);
        var logProbability = _scores.Over(_options.ClassTemperature).log_softmax(1); // [B, S]
        var truth = seenIndex.unsqueeze(1); // [B, 1]
        var loss = -logProbability.gather(1, truth).mean().Number();
        var back = logProbability.exp();
        back.scatter_add_(1, truth, truth.FilledLike(-1, back.dtype));
        _scores.copy_(back.Times(weight / (batch * _options.ClassTemperature)));
        _operations.PairScoresBack(_left, _right, OutputWeight.Value, _scores, _leftBack, _rightBack,
            _gradients[OutputWeight]);
        _fromComparator.Multiply(_leftBack, ComparatorWeight.Product);
        _hBack.narrow(0, 0, batch).PlusInPlace(_fromComparator);
        return weight * loss;
    }

    private static void SumRows(Tensor matrix, Tensor sums) => sums.copy_(matrix.to(sums.dtype).sum(dim: 0));
}
