using static TorchSharp.torch;

namespace Unseen.Tests;

/// <summary>Computes in plain loops over doubles what networks compute, and gradients by finite differences. Tests
/// compare hand-written forward and backward passes with these results. Tensors must be float64 and
/// contiguous.</summary>
internal static class PlainLoops
{
    private const double Step = 1e-5;

    public static double[][] Rows(Tensor matrix) =>
        [.. Enumerable.Range(0, (int)matrix.size(0)).Select(row => matrix[row].data<double>().ToArray())];

    public static double[] Affine(double[] x, Tensor weight, Tensor bias)
    {
        var (w, b) = (weight.data<double>().ToArray(), bias.data<double>().ToArray());
        return [.. b.Select((value, k) => value + x.Select((input, d) => input * w[(k * x.Length) + d]).Sum())];
    }

    public static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    public static double[] Leaky(double[] sums) => [.. sums.Select(sum => sum > 0 ? sum : 0.2 * sum)];

    public static double[] Relu(double[] sums) => [.. sums.Select(sum => Math.Max(0, sum))];

    public static double Sigmoid(double sum) => 1 / (1 + Math.Exp(-sum));

    public static double[] Sigmoid(double[] sums) => [.. sums.Select(Sigmoid)];

    public static double[] Unit(double[] values)
    {
        var length = Math.Sqrt(values.Sum(value => value * value));
        return [.. values.Select(value => value / length)];
    }

    /// <summary>Asserts that a gradient equals the central differences of a loss that reads the tensor's
    /// memory.</summary>
    /// <param name="loss">computes the loss from the present contents of the tensor</param>
    /// <param name="at">the tensor, float64, which is changed and restored</param>
    /// <param name="gradient">the gradient, with the same number of elements</param>
    /// <param name="tolerance">the tolerance: absolute for slopes up to 1, and relative for larger slopes</param>
    public static void AssertGradient(Func<double> loss, Tensor at, Tensor gradient, double tolerance = 1e-6)
    {
        var (values, slopes) = (at.view(-1), gradient.contiguous().view(-1).data<double>().ToArray());
        for (var i = 0; i < slopes.Length; i++)
        {
            var value = values[i].item<double>();
            double LossAt(double x)
            {
                values[i].fill_(x);
                return loss();
            }

            var slope = (LossAt(value + Step) - LossAt(value - Step)) / (2 * Step);
            values[i].fill_(value);
            Assert.Equal(slope, slopes[i], tolerance * Math.Max(1, Math.Abs(slope)));
        }
    }
}
