using Unseen.Methods.CadaVae;
using Unseen.Numerics;
using static TorchSharp.torch;

namespace Unseen.Tests.Generators;

public class CadaVaeTests
{
    private const int B = 4, D = 5, A = 3, L = 2;

    private readonly RandomTensors _numbers = new();

    [Fact]
    public void AbsoluteError_EqualsPlainLoopsAndFiniteDifferences()
    {
        using var scope = NewDisposeScope();
        var (decoded, truth, gradient) = (Double(B, D), Double(B, D), Double(B, D));
        double Loss() => 0.7 * Error(PlainLoops.Rows(decoded), PlainLoops.Rows(truth));

        Assert.Equal(Loss(), AbsoluteError.Back(decoded, truth, 0.7, gradient), 1e-12);
        PlainLoops.AssertGradient(Loss, decoded, gradient);
    }

    [Fact]
    public void GaussianDivergence_EqualsPlainLoopsAndFiniteDifferences()
    {
        using var scope = NewDisposeScope();
        var (means, logVariances) = (Double(B, L), Double(B, L));
        double Loss() => 0.7 * Divergence(PlainLoops.Rows(means), PlainLoops.Rows(logVariances));

        var (loss, toMeans, toLogVariances) = GaussianDivergence.Back(means, logVariances, 0.7);

        Assert.Equal(Loss(), loss, 1e-12);
        PlainLoops.AssertGradient(Loss, means, toMeans);
        PlainLoops.AssertGradient(Loss, logVariances, toLogVariances);
    }

    [Fact]
    public void WassersteinAlignment_EqualsPlainLoopsAndFiniteDifferences()
    {
        using var scope = NewDisposeScope();
        var (first, second) = (new Gaussian(Double(B, L), Double(B, L)), new Gaussian(Double(B, L), Double(B, L)));
        double Loss() => 0.7 * Distance(PlainLoops.Rows(first.Means), PlainLoops.Rows(first.LogVariances),
            PlainLoops.Rows(second.Means), PlainLoops.Rows(second.LogVariances));

        var (loss, toFirst, toSecond) = WassersteinAlignment.Back(first, second, 0.7);

        Assert.Equal(Loss(), loss, 1e-12);
        PlainLoops.AssertGradient(Loss, first.Means, toFirst.Means);
        PlainLoops.AssertGradient(Loss, first.LogVariances, toFirst.LogVariances);
        PlainLoops.AssertGradient(Loss, second.Means, toSecond.Means);
        PlainLoops.AssertGradient(Loss, second.LogVariances, toSecond.LogVariances);
    }

    [Fact]
    public void WassersteinAlignment_EqualDistributions_IsNearlyZero()
    {
        using var scope = NewDisposeScope();
        var one = new Gaussian(Double(B, L), Double(B, L));
        var (loss, first, _) = WassersteinAlignment.Back(one, one, 1);
        Assert.Equal(0, loss, 1e-10);
        Assert.Equal(0, first.Means.abs().max().item<double>());
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0.3, 0, 1.7)]
    [InlineData(0.3, 1.4, 1.7)]
    public void Back_WholeLoss_EqualsFiniteDifferencesOfPlainLoops(
        double divergence, double cross, double alignment)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(3);
        using var operations = FusedOperations.For(CPU, ScalarType.Float64);
        using var networks = new AlignedAutoencoders(
            D, A, B,
            new CadaVaeOptions
            {
                Latent = L,
                FeatureEncoderHidden = 6,
                FeatureDecoderHidden = 4,
                DescriptorEncoderHidden = 5,
                DescriptorDecoderHidden = 3
            },
            random, CPU, ScalarType.Float64, operations);
        foreach (var layer in networks.Features.Layers.Concat(networks.Descriptors.Layers))
        {
            layer.Weight.Value.normal_(0, 0.6, random);
            layer.Bias.Value.normal_(0, 0.6, random);
        }

        var (x, a, featureNoise, descriptorNoise) = (Double(B, D), Double(B, A), Double(B, L), Double(B, L));
        double Loss()
        {
            var (ofX, ofA) = (Encode(networks.Features, x), Encode(networks.Descriptors, a));
            var (zx, za) = (Sample(ofX, featureNoise), Sample(ofA, descriptorNoise));
            var (truthX, truthA) = (PlainLoops.Rows(x), PlainLoops.Rows(a));
            return Error(Decode(networks.Features, zx), truthX) + Error(Decode(networks.Descriptors, za), truthA)
                + (cross * (Error(Decode(networks.Features, za), truthX)
                    + Error(Decode(networks.Descriptors, zx), truthA)))
                + (divergence * (Divergence(ofX.Means, ofX.LogVariances) + Divergence(ofA.Means, ofA.LogVariances)))
                + (alignment * Distance(ofX.Means, ofX.LogVariances, ofA.Means, ofA.LogVariances));
        }

        var loss = networks.Back(x, a, featureNoise, descriptorNoise, new LossWeights(divergence, cross, alignment));

        Assert.Equal(Loss(), loss, 1e-10);
        foreach (var layer in networks.Features.Layers.Concat(networks.Descriptors.Layers))
        {
            PlainLoops.AssertGradient(Loss, layer.Weight.Value, layer.WeightGradient);
            PlainLoops.AssertGradient(Loss, layer.Bias.Value, layer.BiasGradient);
        }
    }

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(6, 0.25 * 6 / 93, 0, 0)]
    [InlineData(14, 0.25 * 14 / 93, 0, 8.13 * 8 / 16)]
    [InlineData(48, 0.25 * 48 / 93, 2.37 * 27 / 54, 8.13)]
    [InlineData(93, 0.25, 2.37, 8.13)]
    [InlineData(99, 0.25, 2.37, 8.13)]
    public void WeightsAt_AnyEpoch_FollowThePublishedSchedules(
        int epoch, double divergence, double cross, double alignment)
    {
        var weights = LossWeights.At(new CadaVaeOptions(), epoch);
        Assert.Equal(divergence, weights.Divergence, 1e-12);
        Assert.Equal(cross, weights.Cross, 1e-12);
        Assert.Equal(alignment, weights.Alignment, 1e-12);
    }

    [Fact]
    public void WeightsAt_ScheduleThatEndsBeforeItBegins_CrossWeightIsFull() => Assert.Equal(
        2, LossWeights.At(new CadaVaeOptions { CrossStart = 10, CrossEnd = 0, CrossWeight = 2 }, 0).Cross);

    private static (double[][] Means, double[][] LogVariances) Encode(Autoencoder autoencoder, Tensor input)
    {
        var (encoder, statistics) = (autoencoder.Layers[0], autoencoder.Layers[1]);
        double[][] rows = [.. PlainLoops.Rows(input).Select(row => PlainLoops.Affine(
            PlainLoops.Relu(PlainLoops.Affine(row, encoder.Weight.Value, encoder.Bias.Value)),
            statistics.Weight.Value, statistics.Bias.Value))];
        return ([.. rows.Select(row => row[..L])], [.. rows.Select(row => row[L..])]);
    }

    private static double[][] Sample((double[][] Means, double[][] LogVariances) of, Tensor noise)
    {
        var epsilon = PlainLoops.Rows(noise);
        return [.. of.Means.Select((mean, i) => (double[])[.. mean.Select((value, k) =>
            value + (Math.Exp(of.LogVariances[i][k] / 2) * epsilon[i][k]))])];
    }

    private static double[][] Decode(Autoencoder autoencoder, double[][] latents)
    {
        var (decoder, output) = (autoencoder.Layers[2], autoencoder.Layers[3]);
        return [.. latents.Select(latent => PlainLoops.Affine(
            PlainLoops.Relu(PlainLoops.Affine(latent, decoder.Weight.Value, decoder.Bias.Value)),
            output.Weight.Value, output.Bias.Value))];
    }

    private static double Error(double[][] decoded, double[][] truth) =>
        decoded.Zip(truth, (one, other) => one.Zip(other, (a, b) => Math.Abs(a - b)).Sum()).Average();

    private static double Divergence(double[][] means, double[][] logVariances) => means.Select((mean, i) =>
        mean.Select((m, k) => (Math.Exp(logVariances[i][k]) + (m * m) - 1 - logVariances[i][k]) / 2).Sum()).Average();

    private static double Distance(double[][] means, double[][] logVariances, double[][] otherMeans,
        double[][] otherLogVariances) => means.Select((mean, i) => Math.Sqrt(mean.Select((m, k) =>
            Math.Pow(m - otherMeans[i][k], 2)
                + Math.Pow(Math.Exp(logVariances[i][k] / 2) - Math.Exp(otherLogVariances[i][k] / 2), 2)).Sum()))
            .Average();

    private Tensor Double(params long[] size) => _numbers.Double(size);
}
