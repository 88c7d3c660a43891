using Unseen.Methods.Dgz;
using static TorchSharp.torch;

namespace Unseen.Tests.Adjustment;

public class DgzAdjustmentTests
{
    private static readonly bool[] _isSeen = [true, false, true, false, false];

    [Fact]
    public void Adjust_UnderCrossEntropy_EqualsTheFormulaInPlainLoops()
    {
        using var scope = NewDisposeScope();
        double[][] logits = [[1, 2, -1, 3, 0.5], [0.2, -2, 1.5, -0.3, -0.1], [0, 1, 2, 3, 4]];
        long[] labels = [0, 2, 3];
        double expected = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            var seen = Math.Exp(logits[i][0]) + Math.Exp(logits[i][2]);
            double[] unseen = [Math.Exp(logits[i][1]), Math.Exp(logits[i][3]), Math.Exp(logits[i][4])];
            expected -= Math.Log(Math.Exp(logits[i][labels[i]])
                / (seen + (_isSeen[labels[i]] ? 0.3 * unseen.Max() : unseen.Sum()))) / 3;
        }

        var (batch, truth) = (tensor(logits.SelectMany(row => row).ToArray(), [3, 5]), tensor(labels));
        var loss = nn.functional.cross_entropy(new DgzAdjustment(_isSeen, 0.3).Adjust(batch, truth), truth);
        Assert.Equal(expected, loss.item<double>(), 1e-12);
    }

    [Fact]
    public void Adjust_SeenLabel_OnlyTheLargestOfTheUnseenLogitsHasAGradient()
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new[] { 1.0, 2, -1, 3, 0.5 }, [1, 5], requires_grad: true);
        var truth = tensor(new long[] { 0 });
        nn.functional.cross_entropy(new DgzAdjustment(_isSeen, 0.3).Adjust(logits, truth), truth).backward();
        var gradient = logits.grad!.data<double>().ToArray();
        Assert.Equal([0, 0], [gradient[1], gradient[4]]);
        Assert.True(gradient[3] > 0 && gradient[0] < 0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(double.NaN)]
    public void Constructor_WeightOutOfRange_Throws(double weight) =>
        Assert.Contains("unseenWeight must be finite and greater than 0",
            Assert.Throws<ArgumentException>(() => new DgzAdjustment(_isSeen, weight)).Message);

    [Fact]
    public void Constructor_OneGroupOnly_Throws() =>
        Assert.Contains("isSeen must be true for at least one class and false for at least one",
            Assert.Throws<ArgumentException>(() => new DgzAdjustment([true, true], 1)).Message);
}
