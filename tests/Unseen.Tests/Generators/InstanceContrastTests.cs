using Unseen.Methods.CeGzsl;
using static TorchSharp.torch;

namespace Unseen.Tests.Generators;

public class InstanceContrastTests
{
    // The samples of classes 2 and 3 have no positive: no other sample has the same class.
    private static readonly long[] _classes = [0, 1, 0, 2, 1, 0, 3];

    private readonly RandomTensors _numbers = new();

    [Fact]
    public void Loss_SamplesWithoutAPositive_EqualsPlainLoopsThatSkipThem()
    {
        using var scope = NewDisposeScope();
        var units = nn.functional.normalize(_numbers.Double(7, 4), dim: 1);
        var (loss, _) = InstanceContrast.Back(units, tensor(_classes), 0.1);
        Assert.Equal(Plain(units.data<double>().ToArray()), loss, 1e-10);
    }

    [Fact]
    public void Gradient_EqualsFiniteDifferences()
    {
        using var scope = NewDisposeScope();
        var units = nn.functional.normalize(_numbers.Double(7, 4), dim: 1);
        var gradient = InstanceContrast.Back(units, tensor(_classes), 0.1).Gradient.data<double>().ToArray();
        var at = units.data<double>().ToArray();
        for (var i = 0; i < at.Length; i++)
        {
            double[] up = [.. at], down = [.. at];
            (up[i], down[i]) = (up[i] + 1e-6, down[i] - 1e-6);
            Assert.Equal((Plain(up) - Plain(down)) / 2e-6, gradient[i], 1e-5);
        }
    }

    [Fact]
    public void Loss_NoSampleHasAPositive_IsZero()
    {
        using var scope = NewDisposeScope();
        var (loss, gradient) = InstanceContrast.Back(
            eye(3, dtype: ScalarType.Float64), tensor(new long[] { 0, 1, 2 }), 0.1);
        Assert.Equal(0, loss);
        Assert.Equal(0, gradient.abs().sum().item<double>());
    }

    [Fact]
    public void Loss_SingleSample_IsZero()
    {
        using var scope = NewDisposeScope();
        var (loss, gradient) = InstanceContrast.Back(
            ones(1, 1, dtype: ScalarType.Float64), tensor(new long[] { 0 }), 0.1);
        Assert.Equal(0, loss);
        Assert.Equal(0, gradient.item<double>());
    }

    private static double Plain(double[] z)
    {
        double Similarity(int i, int j) => Enumerable.Range(0, 4).Sum(k => z[(4 * i) + k] * z[(4 * j) + k]) / 0.1;
        double loss = 0;
        var anchors = 0;
        for (var i = 0; i < 7; i++)
        {
            int[] others = [.. Enumerable.Range(0, 7).Where(j => j != i)];
            int[] positives = [.. others.Where(j => _classes[j] == _classes[i])];
            if (positives.Length == 0)
                continue;
            anchors++;
            loss -= positives.Average(p => Math.Log(
                Math.Exp(Similarity(i, p)) / others.Sum(j => Math.Exp(Similarity(i, j)))));
        }

        return loss / anchors;
    }
}
