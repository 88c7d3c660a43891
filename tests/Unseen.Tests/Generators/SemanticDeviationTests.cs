using Unseen.Generators;
using static TorchSharp.torch;

namespace Unseen.Tests.Generators;

public class SemanticDeviationTests
{
    private readonly RandomTensors _numbers = new();

    [Fact]
    public void Back_EqualsPlainLoopsAndFiniteDifferences()
    {
        using var scope = NewDisposeScope();
        var (read, truth) = (_numbers.Double(4, 3), _numbers.Double(4, 3));
        double Loss() => Plain(PlainLoops.Rows(read), PlainLoops.Rows(truth), 0.7);

        var (loss, gradient) = SemanticDeviation.Back(read, truth, 0.7);

        Assert.Equal(Loss(), loss, 1e-12);
        PlainLoops.AssertGradient(Loss, read, gradient);
    }

    [Fact]
    public void Back_WithoutDeviation_IsZero()
    {
        using var scope = NewDisposeScope();
        var truth = _numbers.Double(2, 3);
        var (loss, gradient) = SemanticDeviation.Back(truth.clone(), truth, 1);
        Assert.Equal((0, 0), (loss, gradient.abs().max().item<double>()));
    }

    /// <summary>The weight times the mean over samples of Σ |d_k|³ / |d|, where d = read - truth.</summary>
    internal static double Plain(double[][] read, double[][] truth, double weight)
    {
        double sum = 0;
        foreach (var (one, other) in read.Zip(truth))
        {
            var length = Math.Sqrt(one.Zip(other, (a, b) => (a - b) * (a - b)).Sum());
            sum += one.Zip(other, (a, b) => (a - b) * (a - b) / length * Math.Abs(a - b)).Sum();
        }

        return weight * sum / read.Length;
    }
}
