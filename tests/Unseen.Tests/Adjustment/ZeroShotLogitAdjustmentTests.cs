using Unseen.Methods.Zla;
using static TorchSharp.torch;

namespace Unseen.Tests.Adjustment;

public class ZeroShotLogitAdjustmentTests
{
    private static readonly long[] _counts = [30, 0, 50, 20, 0];
    private static readonly int[] _seen = [0, 2, 3];
    private static readonly int[] _unseenClasses = [1, 4];

    [Theory]
    [InlineData(1e-6)]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(300)]
    [InlineData(1e6)]
    public void Bias_AnySigma_IsTheLogOfTheProductOfBothPriors(double sigma)
    {
        var bias = new ZeroShotLogitAdjustment(_counts, _seen, _unseenClasses, sigma).Bias;
        double[] share = [0.3, 0.5, 0.5, 0.2, 0.5]; // p(y | group)
        for (var c = 0; c < 5; c++)
        {
            var group = _unseenClasses.Contains(c) ? 1 / (1 + sigma) : sigma / (1 + sigma);
            Assert.Equal(Math.Log(share[c] * group), bias[c], 1e-9);
        }
    }

    [Theory]
    [InlineData(1e-6)]
    [InlineData(1e6)]
    [InlineData(1e15)]
    public void Bias_ExtremeSigma_IsFiniteAndItsExponentialsSumToOne(double sigma)
    {
        var bias = new ZeroShotLogitAdjustment(_counts, _seen, _unseenClasses, sigma).Bias;
        Assert.All(bias, value => Assert.True(double.IsFinite(value) && value <= 0));
        Assert.Equal(1, bias.Sum(Math.Exp), 1e-12);
    }

    [Fact]
    public void Bias_TinySigma_DoesNotRoundTheUnseenPriorToOne()
    {
        // For a small σ, log(1 / (1 + σ)) is about -σ. In double precision, 1 + σ rounds to 1, whose logarithm is 0.
        var adjustment = new ZeroShotLogitAdjustment([1, 0], [0], [1], 1e-18);
        Assert.Equal(-1e-18, adjustment.Bias[1], 1e-30);
    }

    [Theory]
    [InlineData(1e-6)]
    [InlineData(7)]
    [InlineData(1e6)]
    public void Bias_InverseSigma_SwapsTheBiasesOfTheGroups(double sigma)
    {
        // Both groups have two classes, and both seen classes have the same count.
        var straight = new ZeroShotLogitAdjustment([5, 5, 0, 0], [0, 1], [2, 3], sigma).Bias;
        var swapped = new ZeroShotLogitAdjustment([0, 0, 5, 5], [2, 3], [0, 1], 1 / sigma).Bias;
        for (var c = 0; c < 4; c++)
            Assert.Equal(straight[c], new ZeroShotLogitAdjustment(
                [5, 5, 0, 0], [0, 1], [2, 3], 1 / sigma).Bias[(c + 2) % 4], 1e-12);
        Assert.Equal(straight, swapped, (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void Adjust_CrossEntropy_EqualsPlainLoops()
    {
        const double sigma = 20;
        double[][] logits = [[0.3, -1.2, 2.0, 0.1, 0.7], [1.5, 0.2, -0.4, 3.0, -2.0], [0, 0, 0, 0, 0]];
        long[] labels = [2, 4, 1];
        double[] prior = [0.3 * 20 / 21, 0.5 / 21, 0.5 * 20 / 21, 0.2 * 20 / 21, 0.5 / 21];
        double expected = 0;
        for (var i = 0; i < 3; i++)
        {
            double sum = 0;
            for (var c = 0; c < 5; c++)
                sum += prior[c] * Math.Exp(logits[i][c]);
            expected -= Math.Log(prior[labels[i]] * Math.Exp(logits[i][labels[i]]) / sum) / 3;
        }

        using var scope = NewDisposeScope();
        var adjusted = new ZeroShotLogitAdjustment(_counts, _seen, _unseenClasses, sigma)
            .Adjust(tensor(logits.SelectMany(row => row).ToArray(), [3, 5]));
        var loss = nn.functional.cross_entropy(adjusted, tensor(labels));
        Assert.Equal(expected, loss.item<double>(), 1e-12);
    }

    [Fact]
    public void Adjust_Float32_KeepsTypeDeviceAndInput()
    {
        using var scope = NewDisposeScope();
        var logits = zeros(2, 5, dtype: ScalarType.Float32);
        var adjusted = new ZeroShotLogitAdjustment(_counts, _seen, _unseenClasses, 3).Adjust(logits);
        Assert.Equal(ScalarType.Float32, adjusted.dtype);
        Assert.Equal(logits.device.type, adjusted.device.type);
        Assert.Equal(0, logits.abs().sum().item<float>());
    }

    [Fact]
    public void Adjust_WrongNumberOfClasses_ThrowsWithTheExpectedNumber()
    {
        using var logits = zeros(2, 4);
        var exception = Assert.Throws<ArgumentException>(
            () => new ZeroShotLogitAdjustment(_counts, _seen, _unseenClasses, 3).Adjust(logits));
        Assert.Contains("of 5 classes in the last dimension, but was 4", exception.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Constructor_BadSigma_Throws(double sigma) =>
        Assert.Contains("sigma must be finite and greater than 0", Refusal(_counts, _seen, _unseenClasses, sigma));

    [Fact]
    public void Constructor_GroupsThatAreNoPartition_Throws()
    {
        Assert.Contains("class 2 must be listed once", Refusal(_counts, [0, 2, 3], [1, 4, 2], 1));
        Assert.Contains("class 4 must be in one of the two groups", Refusal(_counts, [0, 2, 3], [1], 1));
        Assert.Contains("from 0 to 4, but was 5", Refusal(_counts, [0, 2, 3], [1, 5], 1));
        Assert.Contains("unseenClasses must be at least one class", Refusal(_counts, [0, 1, 2, 3, 4], [], 1));
        Assert.Contains("at least 1 for seen class 1, but was 0", Refusal(_counts, [0, 1, 2, 3], [4], 1));
    }

    private static string Refusal(long[] counts, int[] seen, int[] unseen, double sigma) =>
        Assert.Throws<ArgumentException>(() => new ZeroShotLogitAdjustment(counts, seen, unseen, sigma)).Message;
}
