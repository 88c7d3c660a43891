using System.Numerics.Tensors;

namespace Unseen.Descriptions;

/// <summary>Predicts the columns of the descriptors from the images of held-out classes.</summary>
internal sealed class ColumnVisibility
{
    private const double OneInTwenty = 1.645; // standard deviations
    private static readonly double[] _lambdas = [1e-3, 1e-2, 1e-1, 1, 10];

    private ColumnVisibility(double[][] values, double?[] correlations)
    {
        (Values, Correlations) = (values, correlations);
        Threshold = OneInTwenty / Math.Sqrt(values.Length - 1);
    }

    /// <summary>The columns over the seen classes, less their mean and divided by their standard deviation; 0 for a
    /// constant column; [S][A].</summary>
    public double[][] Values { get; }

    /// <summary>Correlation of each column with its prediction, null for a constant column; [A].</summary>
    public double?[] Correlations { get; }

    /// <summary>The correlation that nineteen in twenty columns that have nothing to do with the images stay
    /// below.</summary>
    public double Threshold { get; }

    /// <summary>Whether a column can be told from images.</summary>
    public bool CanBeSeen(int column) => Correlations[column] > Threshold;

    /// <summary>Holds the groups out in turn and predicts their columns by ridge regression from class
    /// centres.</summary>
    /// <param name="descriptors">[S][A] of the seen classes, as they are</param>
    /// <param name="gram">[S, S] products of the classes' centres</param>
    /// <param name="groups">classes held out together; every class at least once</param>
    public static ColumnVisibility Measure(double[][] descriptors, double[][] gram, IReadOnlyList<int[]> groups)
    {
        var values = Standardised(descriptors);
        var kernel = Scaled(gram);
        var columns = values.Select(row => values.Select(other =>
            TensorPrimitives.Dot<double>(row, other)).ToArray()).ToArray();
        var lambda = HeldOutFold.ChooseLambda(kernel, columns, _lambdas);
        var predicted = values.Select(row => new double[row.Length]).ToArray();
        var times = new int[values.Length];
        foreach (var group in groups)
        {
            var fold = new HeldOutFold(kernel, group, lambda);
            foreach (var (c, weights) in fold.HeldOut.Zip(fold.Weights))
            {
                times[c]++;
                for (var f = 0; f < weights.Length; f++)
                    TensorPrimitives.MultiplyAdd<double>(values[fold.Fitted[f]], weights[f], predicted[c],
                        predicted[c]);
            }
        }

        for (var c = 0; c < predicted.Length; c++)
            TensorPrimitives.Divide(predicted[c], Math.Max(1, times[c]), predicted[c]);
        return new ColumnVisibility(values,
            [.. Enumerable.Range(0, values[0].Length).Select(column => Correlation(values, predicted, column))]);
    }

    /// <summary>Columns less their mean, divided by their standard deviation.</summary>
    public static double[][] Standardised(double[][] descriptors)
    {
        var width = descriptors[0].Length;
        var standardised = descriptors.Select(row => new double[width]).ToArray();
        for (var a = 0; a < width; a++)
        {
            var mean = descriptors.Average(row => row[a]);
            var deviation = Math.Sqrt(descriptors.Average(row => (row[a] - mean) * (row[a] - mean)));
            if (deviation > Math.Abs(mean) * 1e-6) // else rounding alone
                for (var c = 0; c < descriptors.Length; c++)
                    standardised[c][a] = (descriptors[c][a] - mean) / deviation;
        }

        return standardised;
    }

    /// <summary>Products divided by the centres' mean square, so that a penalty means the same for all data.</summary>
    private static double[][] Scaled(double[][] gram)
    {
        var scale = Enumerable.Range(0, gram.Length).Average(i => gram[i][i]);
        return [.. gram.Select(row => row.Select(value => scale > 0 ? value / scale : 0).ToArray())];
    }

    private static double? Correlation(double[][] values, double[][] predicted, int column)
    {
        var mean = predicted.Average(row => row[column]);
        double both = 0, own = 0, other = 0;
        for (var c = 0; c < values.Length; c++)
        {
            var (x, y) = (values[c][column], predicted[c][column] - mean);
            both += x * y;
            own += x * x;
            other += y * y;
        }

        return own == 0 ? null : other == 0 ? 0 : both / Math.Sqrt(own * other);
    }
}
