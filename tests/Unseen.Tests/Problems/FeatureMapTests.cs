using Unseen.Inference;
using Unseen.Problems;
using static TorchSharp.torch;

namespace Unseen.Tests.Problems;

public class FeatureMapTests
{
    private readonly RandomTensors _numbers = new();

    [Fact]
    public void Apply_SeveralKeptParts_EqualsPlainLoops()
    {
        using var scope = NewDisposeScope();
        var features = _numbers.Double(6, 5);
        using var map = new FeatureMap(
            [Layer(4, 5, Activation.LeakyRelu), Layer(3, 4, Activation.Relu, isKept: false),
                Layer(2, 3, Activation.Sigmoid)],
            keepsFeatures: true);

        var mapped = PlainLoops.Rows(map.Apply(features));

        Assert.Equal(11, map.Width);
        foreach (var (x, actual) in PlainLoops.Rows(features).Zip(mapped))
        {
            var first = PlainLoops.Leaky(PlainLoops.Affine(x, map.Layers[0].Weight, map.Layers[0].Bias));
            var second = PlainLoops.Relu(PlainLoops.Affine(first, map.Layers[1].Weight, map.Layers[1].Bias));
            var third = PlainLoops.Sigmoid(PlainLoops.Affine(second, map.Layers[2].Weight, map.Layers[2].Bias));
            double[] expected = [.. x, .. first, .. third];
            Assert.Equal(expected, actual, (a, b) => Math.Abs(a - b) < 1e-12);
        }
    }

    [Fact]
    public void Sample_MapWithALogVariance_HasTheMeanAndDeviationOfTheMap()
    {
        const int rows = 20_000;
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        var logVariance = Layer(2, 3, Activation.Identity);
        using var map = new FeatureMap(
            [Layer(3, 4, Activation.Relu, isKept: false), Layer(2, 3, Activation.Identity)], logVariance: logVariance);
        var feature = _numbers.Double(1, 4);
        var features = feature.expand(rows, -1).to(ScalarType.Float64);
        var hidden = PlainLoops.Relu(PlainLoops.Affine(
            PlainLoops.Rows(feature)[0], map.Layers[0].Weight, map.Layers[0].Bias));
        var mean = PlainLoops.Affine(hidden, map.Layers[1].Weight, map.Layers[1].Bias);
        double[] deviation = [.. PlainLoops.Affine(hidden, logVariance.Weight, logVariance.Bias)
            .Select(value => Math.Exp(value / 2))];

        var samples = map.Sample(features, random);

        var (means, deviations) = (samples.mean([0]).data<double>().ToArray(), samples.std(0).data<double>().ToArray());
        var applied = map.Apply(feature)[0].data<double>().ToArray();
        Assert.Equal(mean, applied, (a, b) => Math.Abs(a - b) < 1e-12);
        for (var k = 0; k < 2; k++) // six standard errors of the mean and of the deviation
        {
            Assert.Equal(mean[k], means[k], 6 * deviation[k] / Math.Sqrt(rows));
            Assert.Equal(deviation[k], deviations[k], 6 * deviation[k] / Math.Sqrt(2 * rows));
        }
    }

    [Fact]
    public void Constructor_LayersThatDoNotFit_ThrowsWithTheReason()
    {
        using var scope = NewDisposeScope();
        void Refused(string message, params MapLayer[] layers) => Assert.Contains(message,
            Assert.Throws<ArgumentException>(() => new FeatureMap(layers)).Message, StringComparison.Ordinal);
        Refused("at least one, the last of which is kept");
        Refused("at least one, the last of which is kept", Layer(4, 5, Activation.Relu, isKept: false));
        Refused("weight must be of shape [K, 4], but was [3, 5]",
            Layer(4, 5, Activation.Relu), Layer(3, 5, Activation.Relu));
        Refused("bias must be of shape [4], but was [3]",
            Layer(4, 5, Activation.Relu) with { Bias = zeros(3) });
    }

    private MapLayer Layer(long outputs, long inputs, Activation activation, bool isKept = true) => new(
        _numbers.Double(outputs, inputs), _numbers.Double(outputs), activation, isKept);
}
