using Unseen.Data;
using Unseen.Inference;

namespace Unseen.Tests.Training;

/// <summary>A synthetic benchmark with vectors like those of an encoder of texts and images. Each class is a point in
/// a latent space. The text tower maps this point to the descriptor of the class. The image tower maps the point to the
/// features of each image. Both towers add noise.</summary>
internal static class TwoTowerBenchmark
{
    private const int Width = 32;

    /// <summary>Creates the benchmark; a fifth of the classes, rounded up, is unseen.</summary>
    /// <param name="seed">decides every random number</param>
    /// <param name="textNoise">standard deviation of the text tower's noise; the mapped points have a standard
    /// deviation of about 1</param>
    /// <param name="mismatch">standard deviation of the difference between the maps of the two towers, relative to the
    /// map of the text tower</param>
    /// <param name="imageNoise">standard deviation of the image tower's noise, on the scale of
    /// <paramref name="textNoise"/></param>
    /// <param name="classes">the number of classes</param>
    /// <param name="perClass">the number of images of a class</param>
    public static GzslDataset Create(int seed, double textNoise, double mismatch, double imageNoise = 1,
        int classes = 30, int perClass = 24)
    {
        const int latent = 12;
        var random = new Random(seed);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()))
            * Math.Cos(2 * Math.PI * random.NextDouble());
        double[] Draw(int count, double scale = 1) => [.. Enumerable.Range(0, count).Select(_ => scale * Normal())];
        float[] Unit(double[] vector)
        {
            var unit = Array.ConvertAll(vector, value => (float)value);
            FeatureScaling.L2.Apply(unit, unit);
            return unit;
        }

        double[] Map(double[] map, double[] point) => [.. Enumerable.Range(0, Width).Select(d =>
            Enumerable.Range(0, latent).Sum(k => map[(d * latent) + k] * point[k]) / Math.Sqrt(latent))];
        double[] Plus(double[] one, double[] other) => [.. one.Zip(other, (left, right) => left + right)];

        var text = Draw(Width * latent);
        var image = Plus(text, Draw(Width * latent, mismatch));
        double[][] points = [.. Enumerable.Range(0, classes).Select(_ => Draw(latent))];
        var labels = Enumerable.Range(0, classes * perClass).Select(i => i / perClass).ToArray();
        var descriptors = points.SelectMany(point => Unit(Plus(Map(text, point), Draw(Width, textNoise))));
        var features = labels.SelectMany(c => Unit(Plus(Map(image, points[c]), Draw(Width, imageNoise))));
        int[] Rows(Func<int, bool> wanted) => [.. Enumerable.Range(0, labels.Length).Where(wanted)];
        var seen = classes * 4 / 5;
        return new GzslDataset
        {
            Name = "two towers",
            Features = new FeatureMatrix([.. features], labels.Length, Width),
            Labels = labels,
            ClassNames = [.. Enumerable.Range(0, classes).Select(c => $"class {c}")],
            Descriptors = new FeatureMatrix([.. descriptors], classes, Width),
            Split = new GzslSplit
            {
                TrainVal = Rows(i => labels[i] < seen && i % perClass >= perClass / 3),
                TestSeen = Rows(i => labels[i] < seen && i % perClass < perClass / 3),
                TestUnseen = Rows(i => labels[i] >= seen),
            },
        };
    }
}
