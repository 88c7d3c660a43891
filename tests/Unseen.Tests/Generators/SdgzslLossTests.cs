using Unseen.Methods.Sdgzsl;
using static TorchSharp.torch;

namespace Unseen.Tests.Generators;

public class SdgzslLossTests
{
    private static readonly long[] _own = [0, 2, 1, 1, 0];

    private readonly RandomTensors _numbers = new();

    [Fact]
    public void RelationLoss_EqualsPlainLoopsAndFiniteDifferences()
    {
        using var scope = NewDisposeScope();
        var scores = _numbers.Double(5, 3);
        double Loss() => PlainRelation(PlainLoops.Rows(scores), _own, 0.7);

        var (loss, gradient) = RelationLoss.Back(scores, tensor(_own), 0.7);

        Assert.Equal(Loss(), loss, 1e-12);
        PlainLoops.AssertGradient(Loss, scores, gradient);
    }

    [Fact]
    public void Penalty_EqualsPlainLoopsAndFiniteDifferences()
    {
        using var scope = NewDisposeScope();
        var scores = _numbers.Uniform(5, 2);
        double Loss() => 0.7 * PlainLoops.Rows(scores).Average(row => row[0] - row[1]);

        var (loss, gradient) = TotalCorrelation.Penalty(scores, 0.7);

        Assert.Equal(Loss(), loss, 1e-12);
        PlainLoops.AssertGradient(Loss, scores, gradient);
    }

    [Fact]
    public void Discriminate_EqualsPlainLoopsAndFiniteDifferences()
    {
        using var scope = NewDisposeScope();
        var scores = _numbers.Uniform(6, 2);
        double Loss() => PlainLoops.Rows(scores).Select((row, i) =>
            Math.Log(Math.Exp(row[0]) + Math.Exp(row[1])) - row[i < 3 ? 0 : 1]).Average();

        var (loss, gradient) = TotalCorrelation.Discriminate(scores);

        Assert.Equal(Loss(), loss, 1e-12);
        PlainLoops.AssertGradient(Loss, scores, gradient);
    }

    internal static double PlainRelation(double[][] scores, long[] own, double weight) => weight * scores.SelectMany(
        (row, i) => row.Select((score, c) => Math.Pow(PlainLoops.Sigmoid(score) - (own[i] == c ? 1 : 0), 2))).Average();
}
