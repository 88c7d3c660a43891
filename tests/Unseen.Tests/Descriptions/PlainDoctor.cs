using Unseen.Data;
using static Unseen.Tests.PlainLoops;

namespace Unseen.Tests.Descriptions;

/// <summary>Computes the accuracies of the description doctor in plain loops over doubles. The doctor solves the
/// regression with a kernel matrix. This class solves it in descriptor space, and computes the predicted
/// centres.</summary>
internal sealed class PlainDoctor
{
    private readonly double[][] _features; // of training images, scaled to 0..1, minus the mean of the class means
    private readonly int[] _labels;
    private readonly double[][] _descriptors; // unit length
    private readonly double[][] _centres;

    public PlainDoctor(GzslDataset dataset)
    {
        var rows = dataset.Split.TrainVal;
        var seen = dataset.SeenClasses;
        var width = dataset.Features.Columns;
        _labels = [.. rows.Select(row => Array.IndexOf(seen, dataset.Labels[row]))];
        _features = [.. rows.Select(row => Array.ConvertAll(
            dataset.Features.Row(row).ToArray(), value => (double)value))];
        for (var d = 0; d < width; d++)
        {
            var (low, high) = (_features.Min(x => x[d]), _features.Max(x => x[d]));
            foreach (var x in _features)
                x[d] = (float)((x[d] - low) / (high - low));
        }

        _centres = Centres(seen.Length);
        for (var d = 0; d < width; d++)
        {
            var mean = _centres.Average(centre => centre[d]);
            foreach (var x in _features.Concat(_centres))
                x[d] -= mean;
        }

        _descriptors = [.. seen.Select(c =>
        {
            double[] row = [.. dataset.Descriptors.Row(c).ToArray().Select(value => (double)value)];
            return row.Select(value => value / Math.Sqrt(row.Sum(one => one * one))).ToArray();
        })];
    }

    public double ChooseLambda() => new[] { 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10 }.MaxBy(lambda =>
        Enumerable.Range(0, _centres.Length).Average(s =>
        {
            var predicted = Predict([.. Enumerable.Range(0, _centres.Length).Where(c => c != s)], s, lambda);
            return Dot(predicted, _centres[s]) / Math.Sqrt(Dot(predicted, predicted) * Dot(_centres[s], _centres[s]));
        }));

    /// <summary>Computes T1, the share of images that are recognised. Also computes how often the right class of an
    /// image has a higher score than another class of the same group. Both are means over classes, in per
    /// cent.</summary>
    public (double T1, double Pairs) Recognise(int[][] groups, double lambda)
    {
        var (recognised, pairs) = (new double[_centres.Length], new double[_centres.Length]);
        foreach (var group in groups)
        {
            int[] fitted = [.. Enumerable.Range(0, _centres.Length).Except(group)];
            var predicted = group.ToDictionary(c => c, c => Predict(fitted, c, lambda));
            foreach (var own in group)
            {
                double[][] images = [.. _features.Where((_, i) => _labels[i] == own)];
                foreach (var image in images)
                {
                    var scores = group.ToDictionary(c => c, c => Dot(image, predicted[c])
                        / Math.Sqrt(Dot(predicted[c], predicted[c])));
                    if (scores.MaxBy(score => score.Value).Key == own)
                        recognised[own] += 100.0 / images.Length;
                    pairs[own] += 100.0 * group.Count(c => scores[c] < scores[own]) / (group.Length - 1)
                        / images.Length;
                }
            }
        }

        return (recognised.Average(), pairs.Average());
    }

    private double[] Predict(int[] fitted, int target, double lambda)
    {
        var attributes = _descriptors[0].Length;
        var left = new double[attributes, attributes]; // AᵀA + λI
        for (var a = 0; a < attributes; a++)
            for (var b = 0; b < attributes; b++)
                left[a, b] = fitted.Sum(f => _descriptors[f][a] * _descriptors[f][b]) + (a == b ? lambda : 0);
        return [.. Enumerable.Range(0, _centres[0].Length).Select(d =>
        {
            double[] right = [.. Enumerable.Range(0, attributes).Select(
                a => fitted.Sum(f => _descriptors[f][a] * _centres[f][d]))];
            return Dot(Solve((double[,])left.Clone(), right), _descriptors[target]);
        })];
    }

    private double[][] Centres(int count) =>
    [
        .. Enumerable.Range(0, count).Select(c =>
        {
            double[][] own = [.. _features.Where((_, i) => _labels[i] == c)];
            return Enumerable.Range(0, own[0].Length).Select(d => own.Average(x => x[d])).ToArray();
        }),
    ];

    /// <summary>Solves a linear system by Gaussian elimination with partial pivoting.</summary>
    private static double[] Solve(double[,] matrix, double[] right)
    {
        var size = right.Length;
        for (var i = 0; i < size; i++)
        {
            var pivot = Enumerable.Range(i, size - i).MaxBy(row => Math.Abs(matrix[row, i]));
            for (var column = 0; column < size; column++)
                (matrix[i, column], matrix[pivot, column]) = (matrix[pivot, column], matrix[i, column]);
            (right[i], right[pivot]) = (right[pivot], right[i]);
            for (var row = i + 1; row < size; row++)
            {
                var factor = matrix[row, i] / matrix[i, i];
                for (var column = i; column < size; column++)
                    matrix[row, column] -= factor * matrix[i, column];
                right[row] -= factor * right[i];
            }
        }

        for (var i = size - 1; i >= 0; i--)
        {
            for (var column = i + 1; column < size; column++)
                right[i] -= matrix[i, column] * right[column];
            right[i] /= matrix[i, i];
        }

        return right;
    }
}
