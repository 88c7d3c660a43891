using Unseen.Methods.Free;
using static TorchSharp.torch;

namespace Unseen.Tests.Generators;

public class MarginCentreLossTests
{
    private static readonly long[] _own = [0, 2, 1, 1, 3], _others = [1, 0, 3, 2, 0];

    private readonly RandomTensors _numbers = new();

    [Theory]
    [InlineData(0.1)] // most terms are 0
    [InlineData(2)]
    [InlineData(50)] // no term is 0
    public void Back_EqualsPlainLoopsAndFiniteDifferences(double margin)
    {
        using var scope = NewDisposeScope();
        var (samples, centres) = (_numbers.Double(5, 3), _numbers.Double(4, 3));
        double Loss() => Plain(PlainLoops.Rows(samples), PlainLoops.Rows(centres), _own, _others, margin, 0.4, 0.7);

        var (loss, toSamples, toCentres) = MarginCentreLoss.Back(
            samples, centres, tensor(_own), tensor(_others), margin, 0.4, 0.7);

        Assert.Equal(Loss(), loss, 1e-12);
        PlainLoops.AssertGradient(Loss, samples, toSamples);
        PlainLoops.AssertGradient(Loss, centres, toCentres);
    }

    [Fact]
    public void Nearest_EverySample_IsTheNearestOtherCentre()
    {
        using var scope = NewDisposeScope();
        var (samples, centres) = (_numbers.Double(5, 3), _numbers.Double(4, 3));
        var nearest = MarginCentreLoss.Nearest(samples, centres, tensor(_own)).data<long>().ToArray();
        var (x, c) = (PlainLoops.Rows(samples), PlainLoops.Rows(centres));
        for (var i = 0; i < 5; i++)
            Assert.Equal(Enumerable.Range(0, 4).Where(k => k != _own[i]).MinBy(k => Distance(x[i], c[k])), nearest[i]);
    }

    internal static double Plain(double[][] samples, double[][] centres, long[] own, long[] others, double margin,
        double ownShare, double weight) => weight * samples.Select((x, i) => Math.Max(0,
            margin + (ownShare * Distance(x, centres[own[i]]))
                - ((1 - ownShare) * Distance(x, centres[others[i]])))).Average();

    internal static double Distance(double[] a, double[] b) =>
        a.Zip(b, (one, other) => (one - other) * (one - other)).Sum();
}
