using Unseen.Methods.Free;
using Unseen.Networks;
using Unseen.Numerics;
using static TorchSharp.torch;

namespace Unseen.Tests.Generators;

public class FreeTests
{
    private const int B = 6, D = 5, A = 3, H = 4;
    private static readonly long[] _classes = [0, 3, 3, 1, 4, 0], _own = [0, 2, 2, 1, 3, 0]; // class 2 is unseen
    private static readonly int[] _seen = [0, 1, 3, 4];
    private static readonly FreeOptions _options = new()
    {
        Hidden = H,
        CycleWeight = 0.6,
        CentreMargin = 2,
        CentreWeight = 0.4,
        OwnCentreShare = 0.3,
        NearestCentre = true
    };

    private readonly RandomTensors _numbers = new();

    [Fact]
    public void Learn_GradientOfItsWeights_EqualsFiniteDifferencesOfPlainLoops()
    {
        using var scope = NewDisposeScope();
        var (descriptors, real) = (Descriptors(), Double(B, D));
        using var refiner = Refiner(descriptors, _options);
        TrainedArray[] arrays = [.. refiner.Layers.SelectMany(Arrays), refiner.Centres];
        Tensor[] before = [.. arrays.Select(array => array.Value.clone())];

        refiner.Learn(real, tensor(_classes), _options.LearningRate);

        foreach (var (array, value) in arrays.Zip(before))
        {
            Assert.False(array.Value.allclose(value, 0, 1e-9));
            array.Value.copy_(value);
        }

        double Loss() => Plain(refiner, real, descriptors, withCentres: true);
        foreach (var layer in refiner.Layers)
        {
            PlainLoops.AssertGradient(Loss, layer.Weight.Value, layer.WeightGradient);
            PlainLoops.AssertGradient(Loss, layer.Bias.Value, layer.BiasGradient);
        }

        // After the first step, Adam's first moment is half the gradient.
        PlainLoops.AssertGradient(Loss, refiner.Centres.Value, 2 * refiner.Centres.FirstMoment);
    }

    [Fact]
    public void AddGradient_GeneratedSamples_EqualsFiniteDifferencesOfPlainLoops()
    {
        using var scope = NewDisposeScope();
        var (descriptors, fake) = (Descriptors(), Double(B, D));
        using var refiner = Refiner(descriptors, _options with { DecoderOnRealAlone = true });
        var gradient = ones(B, D, dtype: ScalarType.Float64);

        refiner.AddGradient(fake, fake, tensor(_classes), gradient);

        PlainLoops.AssertGradient(
            () => Plain(refiner, fake, descriptors, withCentres: false), fake, gradient - 1);
    }

    [Fact]
    public void Others_DrawnAtRandom_AreAllCentresExceptTheOwn()
    {
        using var scope = NewDisposeScope();
        using var refiner = Refiner(Descriptors(), _options with { NearestCentre = false });
        var own = tensor(_own).repeat(200);
        var others = refiner.Others(zeros(own.size(0), A, dtype: ScalarType.Float64), own).data<long>().ToArray();
        foreach (var centre in (long[])[0, 1, 2, 3])
            Assert.Equal(((long[])[0, 1, 2, 3]).Except([centre]),
                others.Where((_, i) => _own[i % B] == centre).Distinct().Order());
    }

    [Fact]
    public void CreateFeatureMap_AnyFeatures_ConcatenatesFeaturesHiddenLayerAndPredictedDescriptor()
    {
        using var scope = NewDisposeScope();
        using var refiner = Refiner(Descriptors(), _options);
        using var map = refiner.CreateFeatureMap();
        var x = Double(B, D);

        Assert.Equal(D + H + A, map.Width);
        foreach (var (row, actual) in PlainLoops.Rows(x).Zip(PlainLoops.Rows(map.Apply(x))))
        {
            var (hidden, latent) = Latent(refiner, row);
            double[] expected = [.. row, .. hidden, .. PlainLoops.Sigmoid(latent[..A])];
            Assert.Equal(expected, actual, (a, b) => Math.Abs(a - b) < 1e-12);
        }
    }

    [Fact]
    public void Constructor_OneSeenClass_IsRefused()
    {
        using var scope = NewDisposeScope();
        Assert.StartsWith("the number of seen classes must be at least 2 with generator free, but was 1.",
            Assert.Throws<ArgumentException>(() => FeatureRefiner.Create(
                D, Descriptors(), [3], B, _options, seed: 1, ScalarType.Float64)).Message, StringComparison.Ordinal);
    }

    private static double Plain(FeatureRefiner refiner, Tensor samples, Tensor descriptors, bool withCentres)
    {
        var (truth, epsilon) = (PlainLoops.Rows(descriptors), PlainLoops.Rows(refiner.Epsilon));
        double[][] latents = [.. PlainLoops.Rows(samples).Select(x => Latent(refiner, x).Latent)];
        double[][] read = [.. latents.Select((latent, i) => (double[])[.. Enumerable.Range(0, A).Select(k =>
            PlainLoops.Sigmoid(latent[k] + (PlainLoops.Sigmoid(latent[A + k]) * epsilon[i][k])))])];
        var loss = SemanticDeviationTests.Plain(read, [.. _classes.Select(c => truth[c])], 0.6);
        if (!withCentres)
            return loss;
        double[][] means = [.. latents.Select(latent => latent[..A])];
        var centres = PlainLoops.Rows(refiner.Centres.Value);
        long[] others = [.. means.Select((mean, i) => Enumerable.Range(0, 4).Where(k => k != _own[i])
            .MinBy(k => MarginCentreLossTests.Distance(mean, centres[k]))).Select(k => (long)k)];
        return loss + MarginCentreLossTests.Plain(means, centres, _own, others, 2, 0.3, 0.4);
    }

    private static (double[] Hidden, double[] Latent) Latent(FeatureRefiner refiner, double[] x)
    {
        var (first, second) = (refiner.Layers[0], refiner.Layers[1]);
        var hidden = PlainLoops.Leaky(PlainLoops.Affine(x, first.Weight.Value, first.Bias.Value));
        return (hidden, PlainLoops.Affine(hidden, second.Weight.Value, second.Bias.Value));
    }

    private static FeatureRefiner Refiner(Tensor descriptors, FreeOptions options)
    {
        using var random = new Generator(2);
        var refiner = FeatureRefiner.Create(D, descriptors, _seen, B, options, seed: 1, ScalarType.Float64);
        foreach (var array in refiner.Layers.SelectMany(Arrays))
            array.Value.normal_(0, 0.5, random);
        return refiner;
    }

    private static IEnumerable<TrainedArray> Arrays(DenseLayer layer) => [layer.Weight, layer.Bias];

    private Tensor Descriptors() => nn.functional.normalize(Double(5, A), dim: 1);

    private Tensor Double(params long[] size) => _numbers.Double(size);
}
