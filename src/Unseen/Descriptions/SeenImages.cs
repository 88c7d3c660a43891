using System.Numerics.Tensors;
using Unseen.Data;
using Unseen.Inference;

namespace Unseen.Descriptions;

/// <summary>The seen classes' training images, prepared for examining descriptions. Classes are numbered from 0, and
/// the images of a class are consecutive.</summary>
internal sealed class SeenImages
{
    private const int MaxImages = 20_000; // of all classes together, to limit the memory of ByCentre
    private const int MinImagesPerClass = 5; // used even if the total then exceeds MaxImages

    /// <summary>Scales the images, and computes their dot products with the classes' centres.</summary>
    /// <param name="dataset">a dataset</param>
    /// <param name="labels">seen classes with training images, S of them</param>
    /// <param name="maxPerClass">maximum number of images of a class that are used, at least 2</param>
    public SeenImages(GzslDataset dataset, int[] labels, int maxPerClass)
    {
        Labels = labels;
        var max = Math.Clamp(MaxImages / Math.Max(1, labels.Length), Math.Min(MinImagesPerClass, maxPerClass),
            maxPerClass);
        var byClass = dataset.Split.TrainVal.ToLookup(row => dataset.Labels[row]);
        int[][] rows = [.. labels.Select(label => Spread([.. byClass[label].Order()], max))];
        Starts = new int[labels.Length + 1];
        for (var s = 0; s < labels.Length; s++)
            Starts[s + 1] = Starts[s] + rows[s].Length;
        var scaling = FeatureScalingFit.Fit(FeatureScalingKind.MinMax, dataset.Features, dataset.Split.TrainVal);
        Features = FeatureScalingFit.Apply(scaling, dataset.Features, rows.SelectMany(row => row).ToArray());
        var centres = Enumerable.Range(0, labels.Length).Select(Centre).ToArray();
        SubtractMean(centres);
        Gram = Products(centres.Length, s => centres[s], centres);
        ByCentre = Products(Features.Rows, i => Doubles(Features.Row(i)), centres);
    }

    private SeenImages(SeenImages all, int[] selected)
    {
        Labels = [.. selected.Select(s => all.Labels[s])];
        Starts = new int[selected.Length + 1];
        for (var s = 0; s < selected.Length; s++)
            Starts[s + 1] = Starts[s] + all.GetCount(selected[s]);
        int[] rows = [.. selected.SelectMany(all.GetImages)];
        Features = all.Features.Select(rows);
        Gram = [.. selected.Select(s => selected.Select(other => all.Gram[s][other]).ToArray())];
        ByCentre = [.. rows.Select(row => selected.Select(other => all.ByCentre[row][other]).ToArray())];
    }

    /// <summary>The 0-based indices of the classes in the dataset; [S].</summary>
    public int[] Labels { get; }

    /// <summary>The index of the first image of every class, and then the number of all images; [S + 1].</summary>
    public int[] Starts { get; }

    /// <summary>The images' features after min-max scaling, minus the mean of all classes' means; [N, D].</summary>
    public FeatureMatrix Features { get; }

    /// <summary>Dot products of the classes' mean <see cref="Features"/> with each other; [S, S].</summary>
    public double[][] Gram { get; }

    /// <summary>Dot products of the images' <see cref="Features"/> with the classes' means; [N, S].</summary>
    public double[][] ByCentre { get; }

    /// <summary>The number S of classes.</summary>
    public int Count => Labels.Length;

    /// <summary>Selects some of the classes, which are renumbered in the given order.</summary>
    public SeenImages Select(int[] classes) => new(this, classes);

    /// <summary>The images of a class.</summary>
    public IEnumerable<int> GetImages(int s) => Enumerable.Range(Starts[s], GetCount(s));

    /// <summary>The number of images of a class.</summary>
    public int GetCount(int s) => Starts[s + 1] - Starts[s];

    /// <summary>Selects at most <paramref name="max"/> of some rows, evenly spread over them.</summary>
    public static int[] Spread(int[] rows, int max) => rows.Length <= max ? rows
        : [.. Enumerable.Range(0, max).Select(i => rows[(int)((long)i * rows.Length / max)])];

    private double[] Centre(int s)
    {
        var sum = new double[Features.Columns];
        foreach (var image in GetImages(s))
            TensorPrimitives.Add(sum, Doubles(Features.Row(image)), sum);
        TensorPrimitives.Divide(sum, GetCount(s), sum);
        return sum;
    }

    private void SubtractMean(double[][] centres)
    {
        var mean = new double[Features.Columns];
        foreach (var centre in centres)
            TensorPrimitives.Add(mean, centre, mean);
        TensorPrimitives.Divide(mean, Math.Max(1, centres.Length), mean);
        foreach (var centre in centres)
            TensorPrimitives.Subtract(centre, mean, centre);
        float[] rounded = [.. mean.Select(value => (float)value)];
        for (var i = 0; i < Features.Rows; i++)
            TensorPrimitives.Subtract(Features.Row(i), rounded, Features.WritableRow(i));
    }

    /// <summary>Converts a row of numbers to float64.</summary>
    public static double[] Doubles(ReadOnlySpan<float> row)
    {
        var values = new double[row.Length];
        TensorPrimitives.ConvertChecked<float, double>(row, values);
        return values;
    }

    private static double[][] Products(int count, Func<int, double[]> row, double[][] others)
    {
        var products = new double[count][];
        Parallel.For(0, count, i =>
        {
            var values = row(i);
            products[i] = [.. others.Select(other => TensorPrimitives.Dot<double>(values, other))];
        });
        return products;
    }
}
