using System.Numerics.Tensors;

namespace Unseen.Descriptions;

/// <summary>Predicts the columns of the descriptors from the images of held-out classes.</summary>
internal sealed class ColumnVisibility
{
    private const double Quantile95 = 1.645; // of the standard normal distribution
    private static readonly double[] _lambdas = [1e-3, 1e-2, 1e-1, 1, 10];

    private ColumnVisibility(double[][] values, double?[] correlations)
    {
        (Values, Correlations) = (values, correlations);
        Threshold = Quantile95 / Math.Sqrt(values.Length - 1);
    }

    /// <summary>The columns over the seen classes, standardised to mean 0 and deviation 1; 0 for a constant column;
    /// [S][A].</summary>
    public double[][] Values { get; }

    /// <summary>Correlation of each column with its prediction, over classes; null for a constant column;
    /// [A].</summary>
    public double?[] Correlations { get; }

    /// <summary>The correlation that 95 % of the columns unrelated to the images do not reach.</summary>
    public double Threshold { get; }

    /// <summary>Whether a column can be predicted from images better than by chance.</summary>
    public bool CanBeSeen(int column) => Correlations[column] > Threshold;

    /// <summary>Holds out each group of classes in turn, and predicts the columns of their descriptors from their
    /// centres (mean features) by ridge regression.</summary>
    /// <param name="descriptors">[S][A] descriptors of the seen classes, not standardised</param>
    /// <param name="gram">[S, S] dot products of the classes' centres</param>
    /// <param name="groups">groups of classes that are held out together; every class is in at least one</param>
    public static ColumnVisibility Measure(double[][] descriptors, double[][] gram, IReadOnlyList<int[]> groups)
    {
        var values = Standardised(descriptors);
        var kernel = Scaled(gram);
        var columns = values.Select(row => values.Select(other =>
            TensorPrimitives.Dot<double>(row, other)).ToArray()).ToArray();
        var lambda = HeldOutFold.ChooseLambda(kernel, columns, _lambdas);
        var inverse = SymmetricSolver.Invert(kernel, lambda);
        var predicted = values.Select(row => new double[row.Length]).ToArray();
        var times = new int[values.Length];
        foreach (var group in groups)
        {
            var fold = new HeldOutFold(inverse, group);
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

    /// <summary>Standardises every column to mean 0 and deviation 1; 0 for a constant column.</summary>
    public static double[][] Standardised(double[][] descriptors)
    {
        var width = descriptors[0].Length;
        var standardised = descriptors.Select(row => new double[width]).ToArray();
        for (var a = 0; a < width; a++)
        {
            var mean = descriptors.Average(row => row[a]);
            var deviation = Math.Sqrt(descriptors.Average(row => (row[a] - mean) * (row[a] - mean)));
            if (deviation > Math.Abs(mean) * 1e-6) // otherwise the values differ only by rounding
                for (var c = 0; c < descriptors.Length; c++)
                    standardised[c][a] = (descriptors[c][a] - mean) / deviation;
        }

        return standardised;
    }

    /// <summary>Divides the products by the centres' mean squared length, so that a ridge penalty has the same effect
    /// on data of any scale.</summary>
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
