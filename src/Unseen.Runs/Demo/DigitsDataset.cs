using System.Globalization;
using System.IO.Compression;
using Unseen.Data;

namespace Unseen.Runs.Demo;

/// <summary>Real handwritten digits as a generalized zero-shot benchmark: for some digits, training has only a
/// description and no images.</summary>
public static class DigitsDataset
{
    /// <summary>The width and height of an image.</summary>
    public const int Side = 8;

    /// <summary>The number of classes.</summary>
    public const int Digits = 10;

    private const string Resource = "digits.csv.gz";
    private const float MaxPixel = 16;
    private const int HeldOutOf = 5; // a fifth of every seen digit's images is used for testing
    private const int HoldoutSeed = 0;

    /// <summary>Creates the benchmark for a choice of unseen digits, with pixels from 0 to 1. A fifth of the images of
    /// every seen digit is held out for testing, always the same fifth.</summary>
    /// <param name="unseen">digits without training images, each from 0 to 9</param>
    public static GzslDataset Create(IReadOnlyCollection<int> unseen)
    {
        var rows = Read();
        var labels = Array.ConvertAll(rows, row => (int)row[^1]);
        var pixels = rows.SelectMany(row => row.SkipLast(1).Select(value => value / MaxPixel)).ToArray();
        var descriptors = DigitShape.All.SelectMany(shape => shape.ToDescriptor()).ToArray();
        return new GzslDataset
        {
            Name = "digits",
            Features = new FeatureMatrix(pixels, rows.Length, Side * Side),
            Labels = labels,
            ClassNames = [.. Enumerable.Range(0, Digits).Select(digit => $"{digit}")],
            Descriptors = new FeatureMatrix(descriptors, Digits, DigitShape.Width),
            Split = Split(labels, unseen),
        };
    }

    private static GzslSplit Split(int[] labels, IReadOnlyCollection<int> unseen)
    {
        var random = new Random(HoldoutSeed);
        var heldOut = new HashSet<int>();
        foreach (var images in labels.Index().GroupBy(pair => pair.Item, pair => pair.Index)
            .OrderBy(group => group.Key))
        {
            var shuffled = images.ToArray();
            random.Shuffle(shuffled);
            heldOut.UnionWith(shuffled.Take(shuffled.Length / HeldOutOf));
        }

        var seen = labels.Index().Where(pair => !unseen.Contains(pair.Item)).Select(pair => pair.Index).ToArray();
        return new GzslSplit
        {
            TrainVal = [.. seen.Where(row => !heldOut.Contains(row))],
            TestSeen = [.. seen.Where(heldOut.Contains)],
            TestUnseen = [.. labels.Index().Where(pair => unseen.Contains(pair.Item)).Select(pair => pair.Index)],
        };
    }

    private static float[][] Read()
    {
        using var resource = typeof(DigitsDataset).Assembly.GetManifestResourceStream(Resource)!;
        using var text = new StreamReader(new GZipStream(resource, CompressionMode.Decompress));
        var rows = new List<float[]>();
        while (text.ReadLine() is { Length: > 0 } line)
            rows.Add(Array.ConvertAll(line.Split(','), field => float.Parse(field, CultureInfo.InvariantCulture)));
        return [.. rows];
    }
}
