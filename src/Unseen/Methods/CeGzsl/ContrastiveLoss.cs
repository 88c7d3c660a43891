using Unseen.Checkpoints;
using Unseen.Methods.Wgan;
using Unseen.Numerics;
using Unseen.Problems;
using static TorchSharp.torch;

namespace Unseen.Methods.CeGzsl;

/// <summary>
/// The contrastive losses of CE-GZSL. The embedding is trained on real samples in critic steps, and its losses are
/// added to the generator's loss.
/// </summary>
internal sealed class ContrastiveLoss : AuxiliaryLoss
{
    private readonly FusedOperations _operations;
    private readonly ContrastiveEmbedding _embedding;
    private readonly Tensor _seenIndex; // [C], the position of each class among the seen classes

    /// <summary>Creates the embedding, untrained.</summary>
    /// <param name="problem">the problem, for sizes and descriptors; used only by the constructor</param>
    /// <param name="options">the widths, temperatures and weights</param>
    /// <param name="seed">the seed of the initial weights</param>
    /// <param name="precision">the number type of matrix products</param>
    public ContrastiveLoss(GzslProblem problem, CeGzslOptions options, int seed, Precision precision)
    {
        using var scope = NewDisposeScope();
        var device = problem.Descriptors.device;
        var productType = precision.ProductType(device);
        _operations = FusedOperations.For(device, productType);
        var seen = tensor(problem.SeenClasses, dtype: ScalarType.Int64, device: device);
        _seenIndex = SeenIndex.Create(problem.SeenClasses, problem.IsSeen.Length, device).DetachFromDisposeScope();
        using var random = Seeds.Stream(seed, "contrastive embedding", device);
        _embedding = new ContrastiveEmbedding(
            problem.FeatureWidth, Math.Min(options.BatchSize, problem.Labels.size(0)),
                problem.Descriptors.index_select(0, seen).to(productType), options,
            random, _operations);
    }

    public override void Learn(Tensor real, Tensor classes, double learningRate)
    {
        using var seenIndex = _seenIndex.index_select(0, classes);
        TrainingDivergedException.ThrowUnlessFinite(
            _embedding.Backward(real, classes, seenIndex), "the contrastive loss");
        _embedding.Update(learningRate);
    }

    public override void AddGradient(Tensor fake, Tensor real, Tensor classes, Tensor gradient)
    {
        using var seenIndex = _seenIndex.index_select(0, classes);
        _embedding.AddGradient(fake, real, classes, seenIndex, gradient);
    }

    public override FeatureMap CreateFeatureMap() =>
        new(_embedding.EmbeddingWeight.Value.clone(), _embedding.EmbeddingBias.Value.clone());

    public override void SyncState(TrainingState state) => state.Sync("embedding", _embedding);

    public override void Dispose()
    {
        _embedding.Dispose();
        _operations.Dispose();
        _seenIndex.Dispose();
    }
}
