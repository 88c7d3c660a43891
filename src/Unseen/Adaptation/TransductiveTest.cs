using Unseen.Data;
using Unseen.Evaluation;
using Unseen.Inference;
using Unseen.Inference.Adaptation;

namespace Unseen.Adaptation;

/// <summary>Adapts a trained model to half of the test images, without their labels, and scores the other
/// half.</summary>
internal static class TransductiveTest
{
    private const int BlockRows = 1024;

    /// <summary>Adapts and scores a model.</summary>
    /// <param name="model">the trained model</param>
    /// <param name="dataset">its data</param>
    /// <param name="seed">decides which half of each group of test images is the pool</param>
    /// <param name="cancellation">stops</param>
    /// <exception cref="ArgumentException">There is no model, since a model file cannot represent the classifier's
    /// scores.</exception>
    /// <exception cref="UnseenDataException">There are too few test images for a pool.</exception>
    public static (GzslResult Test, UnseenModel Model, TransductivePool Pool) Run(
        UnseenModel? model, GzslDataset dataset, int seed, CancellationToken cancellation)
    {
        if (model is null)
            throw new ArgumentException(
                "protocol must be fair or paper with a classifier whose scores a model file cannot represent, but was "
                    + "transductive.");
        var ((poolSeen, poolUnseen), (restSeen, restUnseen)) = Halve(dataset.Split, seed);
        int[] pool = [.. poolSeen, .. poolUnseen];
        if (pool.Length == 0)
            throw new UnseenDataException(dataset.Name, "test images", "at least two of a group for a pool", "fewer");
        var adapted = ModelAdapter.Adapt(
            WhitenedBranch.AddTo(model, dataset), Blocks(dataset.Features, pool),
            new AdaptationOptions { MinUnseen = 0 }, cancellation).Model;
        var rest = dataset with { Split = dataset.Split with { TestSeen = restSeen, TestUnseen = restUnseen } };
        return (ModelEvaluator.Evaluate(adapted, rest), adapted,
            new TransductivePool(pool.Length, poolUnseen.Length, restSeen.Length + restUnseen.Length));
    }

    /// <summary>Parts the test images of each group into halves.</summary>
    public static ((int[] Seen, int[] Unseen) Pool, (int[] Seen, int[] Unseen) Others) Halve(
        GzslSplit split, int seed)
    {
        var random = new Random(seed);
        var (poolSeen, restSeen) = Halve(split.TestSeen, random);
        var (poolUnseen, restUnseen) = Halve(split.TestUnseen, random);
        return ((poolSeen, poolUnseen), (restSeen, restUnseen));
    }

    private static (int[] Pool, int[] Others) Halve(int[] rows, Random random)
    {
        var shuffled = rows.ToArray();
        random.Shuffle(shuffled);
        var half = shuffled.Length / 2;
        return ([.. shuffled.Take(half).Order()], [.. shuffled.Skip(half).Order()]);
    }

    /// <summary>Gets the features of images in blocks.</summary>
    public static IEnumerable<ReadOnlyMemory<float>> Blocks(FeatureMatrix features, int[] rows)
    {
        foreach (var block in rows.Chunk(BlockRows))
            yield return features.Select(block).Values;
    }
}
