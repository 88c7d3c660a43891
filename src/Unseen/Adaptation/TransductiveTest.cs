using TorchSharp;
using Unseen.Classifiers;
using Unseen.Data;
using Unseen.Evaluation;
using Unseen.Inference;
using Unseen.Inference.Adaptation;
using Unseen.Methods;
using Unseen.Problems;

namespace Unseen.Adaptation;

/// <summary>Adapts a trained model to half of the test images (the pool), without their labels, and scores the other
/// half.</summary>
internal static class TransductiveTest
{
    private const int BlockRows = 1024;

    /// <summary>Checks before training that the dataset has enough images.</summary>
    /// <exception cref="ArgumentException">The dataset has no unseen class.</exception>
    /// <exception cref="UnseenDataException">There are too few test images for a pool, or no class has two training
    /// images.</exception>
    public static void RequirePool(GzslDataset dataset)
    {
        if (dataset.UnseenClasses.Length == 0)
            throw new ArgumentException(
                "protocol must be fair or paper with a dataset that has no unseen class, but was transductive.");
        if (Math.Max(dataset.Split.TestSeen.Length, dataset.Split.TestUnseen.Length) < 2)
            throw new UnseenDataException(dataset.Name, "protocol transductive needs at least two test images of seen "
                + "or of unseen classes, but the dataset has fewer.");
        if (dataset.Split.TrainVal.CountBy(row => dataset.Labels[row]).All(count => count.Value < 2))
            throw new UnseenDataException(dataset.Name,
                "protocol transductive needs at least two training images of one class, but there is only one of each. "
                    + "Use protocol fair.");
    }

    /// <summary>Checks before training that there will be a model to adapt.</summary>
    /// <param name="problem">the problem to train on</param>
    /// <param name="classifier">the classifier of the run</param>
    /// <exception cref="ArgumentException">A model file cannot represent the scores of the classifier.</exception>
    public static void RequireModel(GzslProblem problem, ClassifierOptions classifier)
    {
        using var scope = torch.NewDisposeScope();
        using var inference = torch.no_grad();
        var members = classifier.TrainedMembers;
        var rules = members.Select(member =>
        {
            using var untrained = member.Create(problem, problem.FeatureWidth, seed: 0);
            return (untrained.ToScoringRule(), 1.0 / members.Count);
        });
        if (members.Count > 0 && ScoringRule.Sum([.. rules]) is null)
            throw NoModel();
    }

    /// <summary>Adapts a model to the images of the pool, and evaluates it on the other test images.</summary>
    /// <param name="model">the trained model; null if a model file cannot represent the scores of the
    /// classifier</param>
    /// <param name="dataset">the dataset that the model was trained on</param>
    /// <param name="seed">the seed of the random choice of the pool</param>
    /// <param name="cancellation">stops the adaptation after the current block of images</param>
    /// <returns>the result on the images outside the pool, the adapted model, and the sizes of the pool</returns>
    /// <exception cref="ArgumentException"><paramref name="model"/> is null.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled.</exception>
    /// <exception cref="UnseenDataException"><see cref="WhitenedBranch.AddTo"/> cannot use the dataset.</exception>
    public static (GzslResult Test, UnseenModel Model, TransductivePool Pool) Run(
        UnseenModel? model, GzslDataset dataset, int seed, CancellationToken cancellation)
    {
        if (model is null)
            throw NoModel();
        var (poolSeen, poolUnseen) = Halve(dataset.Split, seed).Pool;
        int[] pool = [.. poolSeen, .. poolUnseen];
        var adapted = ModelAdapter.Adapt(
            WhitenedBranch.AddTo(model, dataset), Blocks(dataset.Features, pool),
            new AdaptationOptions { MinUnseen = 0 }, cancellation).Model;
        var rest = WithoutPool(dataset, seed);
        return (ModelEvaluator.Evaluate(adapted, rest), adapted,
            new TransductivePool(pool.Length, poolUnseen.Length,
                rest.Split.TestSeen.Length + rest.Split.TestUnseen.Length));
    }

    /// <summary>Removes the images of the pool from the test images of a dataset.</summary>
    /// <param name="dataset">the dataset</param>
    /// <param name="seed">the seed of the random choice of the pool</param>
    public static GzslDataset WithoutPool(GzslDataset dataset, int seed)
    {
        var (seen, unseen) = Halve(dataset.Split, seed).Others;
        return dataset with { Split = dataset.Split with { TestSeen = seen, TestUnseen = unseen } };
    }

    /// <summary>Splits the test images of seen classes, and those of unseen classes, into random halves. Of an odd
    /// number of images, the pool gets the smaller half.</summary>
    public static ((int[] Seen, int[] Unseen) Pool, (int[] Seen, int[] Unseen) Others) Halve(
        GzslSplit split, int seed)
    {
        var random = new Random(seed);
        var (poolSeen, restSeen) = Halve(split.TestSeen, random);
        var (poolUnseen, restUnseen) = Halve(split.TestUnseen, random);
        return ((poolSeen, poolUnseen), (restSeen, restUnseen));
    }

    private static ArgumentException NoModel() => new(
        "protocol must be fair or paper with a classifier whose scores a model file cannot represent, but was "
            + "transductive.");

    private static (int[] Pool, int[] Others) Halve(int[] rows, Random random)
    {
        var shuffled = rows.ToArray();
        random.Shuffle(shuffled);
        var half = shuffled.Length / 2;
        return ([.. shuffled.Take(half).Order()], [.. shuffled.Skip(half).Order()]);
    }

    /// <summary>Enumerates the features of images in blocks.</summary>
    /// <param name="features">the raw features of all images</param>
    /// <param name="rows">the indices of the images</param>
    public static IEnumerable<ReadOnlyMemory<float>> Blocks(FeatureMatrix features, int[] rows)
    {
        foreach (var block in rows.Chunk(BlockRows))
            yield return features.Select(block).Values;
    }
}
