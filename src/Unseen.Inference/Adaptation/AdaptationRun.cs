using System.Globalization;

namespace Unseen.Inference.Adaptation;

/// <summary>One adaptation of a model to a pool.</summary>
internal sealed class AdaptationRun(
    UnseenModel model, UnseenModel branch, IEnumerable<ReadOnlyMemory<float>> pool, AdaptationOptions options,
    CancellationToken cancellation)
{
    /// <summary>The key in the branch's metadata for the share of photographs of seen classes for which the trained
    /// model predicts an unseen class.</summary>
    public const string MistakesKey = "takenForUnseen";

    private const double MinShare = 0.1; // the share of photographs in the pool that must show unseen classes
    private const int MemoryDivisor = 4; // at most a quarter of the free memory is used for kept blocks

    private readonly UnseenModel _trained = model.WithBranch(null);
    private readonly int[] _unseen =
        [.. Enumerable.Range(0, model.IsSeen.Count).Where(label => !model.IsSeen[label])];
    private readonly AdaptedPrototypes _prototypes = new(branch, options);
    private readonly List<PoolBlock> _kept = []; // the first blocks of the pool
    private bool _keepsAll = true;

    /// <summary>The share of the pool for which the trained model must predict unseen classes. If it is known how often
    /// the model predicts unseen classes by mistake, this is at least the share expected for a pool in which a tenth of
    /// the photographs show unseen classes.</summary>
    private double RequiredShare =>
        options.MinUnseen > 0 && branch.Metadata.TryGetValue(MistakesKey, out var text)
            && double.TryParse(text, CultureInfo.InvariantCulture, out var mistakes)
            ? Math.Max(options.MinUnseen, mistakes + (MinShare * (1 - mistakes))) : options.MinUnseen;

    /// <summary>Executes the adaptation.</summary>
    /// <exception cref="ArgumentException">The pool is empty, or has features that are not finite, are too large for
    /// finite scores or do not have the model's feature width.</exception>
    /// <exception cref="UnsuitablePoolException">The trained model predicts unseen classes for too few
    /// photographs.</exception>
    /// <exception cref="OperationCanceledException">The adaptation was cancelled.</exception>
    public AdaptationResult Run()
    {
        var before = FirstPass();
        if (before.Count == 0)
            throw new ArgumentException("pool must have at least one image, but was empty.", nameof(pool));
        var unseen = before.Count(label => !model.IsSeen[label]);
        if (unseen < RequiredShare * before.Count)
            throw new UnsuitablePoolException(unseen, before.Count, RequiredShare);
        for (var round = 0; round < options.Rounds; round++)
            Round();
        var adapted = model.WithBranch(_prototypes.ToBranch());
        var counts = new double[model.ClassNames.Count];
        var after = new List<int>(before.Count);
        var panels = _prototypes.ToPanels();
        foreach (var block in Blocks())
        {
            var probabilities = block.Probabilities(panels);
            after.AddRange(block.Best(probabilities));
            for (var k = 0; k < probabilities.Length; k++)
                counts[k % counts.Length] += probabilities[k];
        }

        return new AdaptationResult(adapted, counts, before, after);
    }

    /// <summary>Predicts the classes of all photographs with the trained model, and keeps as many blocks as fit into
    /// memory.</summary>
    private List<int> FirstPass()
    {
        var before = new List<int>();
        var freeBytes = (long)(MachineMemory.Available() / MemoryDivisor);
        foreach (var features in pool)
        {
            cancellation.ThrowIfCancellationRequested();
            before.AddRange(_trained.PredictBatch(features).Select(prediction => prediction.ClassIndex));
            freeBytes -= features.Length / model.FeatureWidth * PoolBlock.BytesPerPhotograph(branch);
            _keepsAll &= freeBytes >= 0;
            if (_keepsAll)
                _kept.Add(new PoolBlock(_trained, branch, features));
        }

        return before;
    }

    private IEnumerable<PoolBlock> Blocks()
    {
        foreach (var block in _kept)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return block;
        }

        if (_keepsAll)
            yield break;
        foreach (var features in pool.Skip(_kept.Count))
        {
            cancellation.ThrowIfCancellationRequested();
            yield return new PoolBlock(_trained, branch, features);
        }
    }

    private void Round()
    {
        var panels = _prototypes.ToPanels();
        var counts = new double[_unseen.Length];
        float[][] sums = [.. _unseen.Select(_ => new float[branch.SpaceWidth])];
        foreach (var block in Blocks())
            block.AddTo(block.Probabilities(panels), _unseen, counts, sums);

        for (var u = 0; u < _unseen.Length; u++)
            _prototypes.Move(_unseen[u], counts[u], sums[u]);
    }
}
