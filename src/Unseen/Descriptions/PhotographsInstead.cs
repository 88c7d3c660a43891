using System.Numerics.Tensors;

namespace Unseen.Descriptions;

/// <summary>Recognises held-out classes by the mean of a few photographs of each, without descriptions.</summary>
internal static class PhotographsInstead
{
    private const int MaxScored = 20; // images of a class to classify
    private const int MaxFolds = 12;
    private static readonly int[] _counts = [1, 2, 3, 5, 10];

    /// <summary>Tries 1, 2, 3, 5 and 10 photographs of each class, as long as every class has more images than
    /// that.</summary>
    /// <param name="images">the seen classes' images</param>
    /// <param name="folds">groups of classes held out together, of which the first 12 are used</param>
    /// <param name="random">chooses the photographs</param>
    public static IReadOnlyList<ShotAccuracy> Try(
        SeenImages images, IEnumerable<int[]> folds, Random random)
    {
        var orders = Enumerable.Range(0, images.Count).Select(s =>
        {
            int[] order = [.. images.GetImages(s)];
            random.Shuffle(order);
            return order;
        }).ToArray();
        int[] counts = [.. _counts.Where(count => count < orders.Min(order => order.Length))];
        int[][] tried = [.. folds.Take(MaxFolds)];
        var accuracies = new double[tried.Length, counts.Length];
        Parallel.For(0, tried.Length, f =>
        {
            for (var k = 0; k < counts.Length; k++)
                accuracies[f, k] = Accuracy(images, [.. tried[f].Select(s => orders[s])], counts[k]);
        });
        return [.. counts.Select((count, k) => new ShotAccuracy(
            count, Enumerable.Range(0, tried.Length).Average(f => accuracies[f, k])))];
    }

    private static double Accuracy(SeenImages images, int[][] orders, int count)
    {
        var width = images.Features.Columns;
        float[][] means = [.. orders.Select(order =>
        {
            var sum = new float[width];
            foreach (var image in order.Take(count))
                TensorPrimitives.Add(sum, images.Features.Row(image), sum);
            TensorPrimitives.Divide(sum, Math.Max(TensorPrimitives.Norm<float>(sum), float.Epsilon), sum);
            return sum;
        })];
        return 100 * orders.Index().Average(one =>
        {
            // the last images, so that all counts are tested on the same images as far as possible
            int[] scored = [.. one.Item.Skip(Math.Max(count, one.Item.Length - MaxScored))];
            return scored.Average(image => IsRecognised(images.Features.Row(image), means, one.Index) ? 1.0 : 0);
        });
    }

    private static bool IsRecognised(ReadOnlySpan<float> image, float[][] means, int own)
    {
        var (best, bestScore) = (-1, float.NegativeInfinity);
        for (var c = 0; c < means.Length; c++)
            if (TensorPrimitives.Dot(image, means[c]) is var score && score > bestScore)
                (best, bestScore) = (c, score);
        return best == own;
    }
}
