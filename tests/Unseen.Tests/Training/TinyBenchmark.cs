using Unseen.Data;
using Unseen.Inference;

namespace Unseen.Tests.Training;

/// <summary>A synthetic benchmark. Features are a linear function of descriptors plus noise, so that unseen classes
/// can be recognised.</summary>
internal static class TinyBenchmark
{
    /// <summary>Creates the benchmark, of ten classes by default. The last two classes are unseen. There are 12
    /// features and 6 attributes.</summary>
    public static GzslDataset Create(int seed = 1, int classes = 10, int perClass = 20)
    {
        const int width = 12, attributes = 6;
        var random = new Random(seed);
        float Normal() => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()))
            * Math.Cos(2 * Math.PI * random.NextDouble()));
        float[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => Math.Abs(Normal()))];
        var map = Draw(width * attributes);
        var descriptors = Draw(classes * attributes);
        for (var c = 0; c < classes; c++)
            FeatureScaling.L2.Apply(descriptors.AsSpan(c * attributes, attributes),
                descriptors.AsSpan(c * attributes, attributes));
        var labels = Enumerable.Range(0, classes * perClass).Select(i => i / perClass).ToArray();
        var features = new float[labels.Length * width];
        for (var i = 0; i < labels.Length; i++)
            for (var d = 0; d < width; d++)
            {
                float value = 0;
                for (var a = 0; a < attributes; a++)
                    value += map[d * attributes + a] * descriptors[labels[i] * attributes + a];
                features[i * width + d] = Math.Max(0, value + 0.1f * Normal());
            }

        int[] Rows(Func<int, bool> wanted) => [.. Enumerable.Range(0, labels.Length).Where(wanted)];
        var unseen = classes - 2;
        return new GzslDataset
        {
            Name = "tiny",
            Features = new FeatureMatrix(features, labels.Length, width),
            Labels = labels,
            ClassNames = [.. Enumerable.Range(0, classes).Select(c => $"class {c}")],
            Descriptors = new FeatureMatrix(descriptors, classes, attributes),
            Split = new GzslSplit
            {
                TrainVal = Rows(i => labels[i] < unseen && i % perClass >= perClass / 4),
                TestSeen = Rows(i => labels[i] < unseen && i % perClass < perClass / 4),
                TestUnseen = Rows(i => labels[i] >= unseen),
            },
        };
    }
}
