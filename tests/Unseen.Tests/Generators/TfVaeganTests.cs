using Unseen.Inference;
using Unseen.Methods.TfVaegan;
using Unseen.Networks;
using Unseen.Numerics;
using Unseen.Problems;
using Unseen.Tests.Training;
using static TorchSharp.torch;

namespace Unseen.Tests.Generators;

public class TfVaeganTests
{
    private const int B = 6, D = 5, A = 3, H = 4;
    private static readonly TfVaeganOptions _options = new() { Hidden = H, CycleWeight = 0.6 };
    private static readonly long[] _classes = [0, 3, 3, 1, 2, 0];

    private readonly RandomTensors _numbers = new();

    [Fact]
    public void Decoder_GradientOfItsWeights_EqualsFiniteDifferencesOfPlainLoops()
    {
        using var scope = NewDisposeScope();
        var (descriptors, real, classes) = (Descriptors(), Double(B, D), tensor(_classes));
        using var decoder = Decoder(descriptors);
        double Loss() => Plain(decoder, real, descriptors);

        // Learn computes the gradients and then changes the weights. The gradients belong to the old weights, so these
        // are restored before the comparison.
        Tensor[] before = [.. decoder.Layers.SelectMany(Arrays).Select(array => array.Value.clone())];
        decoder.Learn(real, classes, _options.LearningRate);
        foreach (var (array, value) in decoder.Layers.SelectMany(Arrays).Zip(before))
        {
            Assert.False(array.Value.allclose(value, 0, 1e-9));
            array.Value.copy_(value);
        }

        foreach (var layer in decoder.Layers)
        {
            PlainLoops.AssertGradient(Loss, layer.Weight.Value, layer.WeightGradient);
            PlainLoops.AssertGradient(Loss, layer.Bias.Value, layer.BiasGradient);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Decoder_GradientOfGeneratedSamples_EqualsFiniteDifferencesOfPlainLoops(bool learns)
    {
        using var scope = NewDisposeScope();
        var (descriptors, fake) = (Descriptors(), Double(B, D));
        using var decoder = Decoder(descriptors, _options with { DecoderOnRealAlone = !learns });
        var weight = decoder.Layers[0].Weight.Value;
        var (gradient, before) = (ones(B, D, dtype: ScalarType.Float64), weight.clone());
        decoder.Learn(fake, tensor(_classes), _options.LearningRate);
        Tensor[] learned = [.. decoder.Layers.SelectMany(Arrays).Select(array => array.Value.clone())];

        decoder.AddGradient(fake, fake, tensor(_classes), gradient);

        Assert.Equal(learns, !weight.allclose(learned[0], 0, 1e-9));
        foreach (var (array, value) in decoder.Layers.SelectMany(Arrays).Zip(learned))
            array.Value.copy_(value);
        PlainLoops.AssertGradient(() => Plain(decoder, fake, descriptors), fake, gradient - 1);
        Assert.False(learned[0].allclose(before, 0, 1e-9));
    }

    [Fact]
    public void Feedback_GradientOfItsWeights_EqualsFiniteDifferencesOfPlainLoops()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(4);
        using var operations = FusedOperations.For(CPU, ScalarType.Float64);
        using var feedback = new FeedbackNetwork(H, B, 1e-3, random, CPU, ScalarType.Float64, operations);
        foreach (var array in feedback.Layers.SelectMany(Arrays))
            array.Value.normal_(0, 0.5, random);
        var (hidden, direction) = (Double(B, H), Double(B, H));
        double Loss() => PlainLoops.Rows(hidden).Zip(PlainLoops.Rows(direction), (x, d) => feedback.Layers
            .Aggregate(x, (input, layer) =>
                PlainLoops.Leaky(PlainLoops.Affine(input, layer.Weight.Value, layer.Bias.Value)))
            .Zip(d, (a, b) => a * b).Sum()).Sum();

        Assert.Equal(Loss(), (feedback.Forward(hidden) * direction).sum().item<double>(), 1e-10);
        feedback.Gradient.copy_(direction);
        Tensor[] before = [.. feedback.Layers.SelectMany(Arrays).Select(array => array.Value.clone())];
        feedback.Update(1e-3);
        foreach (var (array, value) in feedback.Layers.SelectMany(Arrays).Zip(before))
            array.Value.copy_(value);

        foreach (var layer in feedback.Layers)
        {
            PlainLoops.AssertGradient(Loss, layer.Weight.Value, layer.WeightGradient);
            PlainLoops.AssertGradient(Loss, layer.Bias.Value, layer.BiasGradient);
        }
    }

    [Fact]
    public void CreateFeatureMap_AnyFeatures_ConcatenatesFeaturesAndTheDecodersHiddenLayer()
    {
        using var scope = NewDisposeScope();
        using var decoder = Decoder(Descriptors());
        using var map = decoder.CreateFeatureMap();
        var x = Double(B, D);

        var mapped = PlainLoops.Rows(map.Apply(x));

        Assert.Equal(D + H, map.Width);
        var layer = decoder.Layers[0];
        foreach (var (row, actual) in PlainLoops.Rows(x).Zip(mapped))
        {
            double[] expected =
                [.. row, .. PlainLoops.Leaky(PlainLoops.Affine(row, layer.Weight.Value, layer.Bias.Value))];
            Assert.Equal(expected, actual, (a, b) => Math.Abs(a - b) < 1e-12);
        }
    }

    [Fact]
    public void Generate_WithFeedback_DiffersFromFeaturesWithoutFeedback()
    {
        using var scope = NewDisposeScope();
        using var problem = GzslProblem.ForTest(TinyBenchmark.Create(), FeatureScalingKind.MinMax, CPU);
        Tensor Features(double feedback)
        {
            using var generator = new TfVaeganGenerator(problem, new TfVaeganOptions
            {
                Hidden = 16,
                BatchSize = 16,
                LearningRate = 1e-2,
                FeedbackLearningRate = 1e-2,
                SynthesisFeedback = feedback
            }, seed: 1, Precision.Fp32);
            using var random = new Generator(7);
            generator.TrainEpoch(TestContext.Current.CancellationToken);
            generator.TrainEpoch(TestContext.Current.CancellationToken);
            return generator.Generate(problem.Descriptors, random);
        }

        Assert.False(Features(0).allclose(Features(1), 1e-4, 1e-5));
    }

    private static double Plain(SemanticDecoder decoder, Tensor samples, Tensor descriptors)
    {
        var (hidden, output) = (decoder.Layers[0], decoder.Layers[1]);
        double[][] read = [.. PlainLoops.Rows(samples).Select(x => PlainLoops.Unit(PlainLoops.Affine(
            PlainLoops.Leaky(PlainLoops.Affine(x, hidden.Weight.Value, hidden.Bias.Value)), output.Weight.Value,
            output.Bias.Value)))];
        var truth = PlainLoops.Rows(descriptors);
        return SemanticDeviationTests.Plain(read, [.. _classes.Select(c => truth[c])], 0.6);
    }

    private static SemanticDecoder Decoder(Tensor descriptors, TfVaeganOptions? options = null)
    {
        using var random = new Generator(2);
        var decoder = SemanticDecoder.Create(D, descriptors, B, options ?? _options, seed: 1, ScalarType.Float64);
        foreach (var array in decoder.Layers.SelectMany(Arrays))
            array.Value.normal_(0, 0.5, random);
        return decoder;
    }

    private static IEnumerable<TrainedArray> Arrays(DenseLayer layer) => [layer.Weight, layer.Bias];

    private Tensor Descriptors() => nn.functional.normalize(Double(4, A), dim: 1);

    private Tensor Double(params long[] size) => _numbers.Double(size);
}
