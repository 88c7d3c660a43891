using Unseen.Methods.Sdgzsl;
using Unseen.Numerics;
using static TorchSharp.torch;

namespace Unseen.Tests.Generators;

public class DisentanglerTests
{
    private const int B = 4, D = 5, A = 3, S = 3, N = 2;
    private static readonly long[] _classes = [4, 1, 1, 0], _present = [0, 1, 4], _own = [2, 1, 1, 0];
    private static readonly SdgzslOptions _options = new()
    {
        Hidden = 6,
        SemanticWidth = S,
        UnrelatedWidth = N,
        RelationHidden = 4,
        RelationWeight = 0.8
    };

    private readonly RandomTensors _numbers = new();

    [Theory]
    [InlineData(0)]
    [InlineData(0.7)]
    public void Back_EqualsFiniteDifferencesOfPlainLoops(double correlationWeight)
    {
        using var scope = NewDisposeScope();
        using var operations = FusedOperations.For(CPU, ScalarType.Float64);
        var descriptors = Double(5, A);
        using var disentangler = Create(descriptors, operations);
        var (samples, gradient) = (Double(2 * B, D), zeros(2 * B, D, dtype: ScalarType.Float64));
        var real = samples.narrow(0, B, B).clone(); // a fixed target: it does not change with the samples
        double Loss() => Plain(disentangler, samples, real, descriptors, correlationWeight);

        var loss = disentangler.Back(samples, tensor(_classes), correlationWeight, gradient);

        Assert.Equal(Loss(), loss, 1e-10);
        foreach (var layer in disentangler.Layers)
        {
            PlainLoops.AssertGradient(Loss, layer.Weight.Value, layer.WeightGradient);
            PlainLoops.AssertGradient(Loss, layer.Bias.Value, layer.BiasGradient);
        }

        foreach (var (array, back) in disentangler.Relation.Arrays.Zip(disentangler.Relation.Gradients))
            PlainLoops.AssertGradient(Loss, array.Value, back);
        PlainLoops.AssertGradient(Loss, samples, gradient);
    }

    [Fact]
    public void LearnToDiscriminate_ManySteps_LowersTheLoss()
    {
        using var scope = NewDisposeScope();
        using var operations = FusedOperations.For(CPU, ScalarType.Float64);
        using var disentangler = Create(Double(5, A), operations, _options with { LearningRate = 0.02 });
        disentangler.Back(Double(2 * B, D), tensor(_classes), 0, zeros(2 * B, D, dtype: ScalarType.Float64));
        double Mean() => Enumerable.Range(0, 200).Average(_ => disentangler.LearnToDiscriminate());
        var first = Mean();
        for (var i = 0; i < 4; i++)
            Mean();
        Assert.True(Mean() < first);
    }

    [Fact]
    public void CreateFeatureMap_AnyFeatures_MapsToTheSemanticPart()
    {
        using var scope = NewDisposeScope();
        using var operations = FusedOperations.For(CPU, ScalarType.Float64);
        using var disentangler = Create(Double(5, A), operations);
        using var map = disentangler.CreateFeatureMap();
        var (x, encoder) = (Double(B, D), disentangler.Layers[0]);

        Assert.Equal(S, map.Width);
        foreach (var (row, actual) in PlainLoops.Rows(x).Zip(PlainLoops.Rows(map.Apply(x))))
            Assert.Equal(
                PlainLoops.Leaky(PlainLoops.Affine(row, encoder.Weight.Value, encoder.Bias.Value))[..S], actual,
                (a, b) => Math.Abs(a - b) < 1e-12);
    }

    private static double Plain(
        Disentangler disentangler, Tensor samples, Tensor real, Tensor descriptors, double correlationWeight)
    {
        double[] Layer(int place, double[] x) => PlainLoops.Leaky(PlainLoops.Affine(
            x, disentangler.Layers[place].Weight.Value, disentangler.Layers[place].Bias.Value));
        var (truth, classes, relation) = (PlainLoops.Rows(real), PlainLoops.Rows(descriptors), disentangler.Relation);
        var first = cat([relation.PartWeight.Value, relation.DescriptorWeight.Value], 1).contiguous();
        double[][] parts = [.. PlainLoops.Rows(samples).Select(x => Layer(0, x))];
        double loss = 0;
        foreach (var half in (int[])[0, B]) // reconstructed samples, then real ones; all losses apply to both
        {
            double[][] own = parts[half..(half + B)];
            loss += own.SelectMany((part, i) => Layer(2, Layer(1, part)).Select((value, d) =>
                Math.Pow(value - truth[i][d], 2))).Average();
            double[][] scores = [.. own.Select(part => (double[])[.. _present.Select(c => PlainLoops.Affine(
                PlainLoops.Leaky(PlainLoops.Affine([.. part[..S], .. classes[c]], first, relation.HiddenBias.Value)),
                relation.OutputWeight.Value.unsqueeze(0), relation.OutputBias.Value)[0])])];
            loss += SdgzslLossTests.PlainRelation(scores, _own, 0.8);
            loss += correlationWeight * own.Select(part => PlainLoops.Sigmoid(PlainLoops.Affine(
                part, disentangler.Discriminator.Weight.Value, disentangler.Discriminator.Bias.Value)))
                .Average(score => score[0] - score[1]);
        }

        return loss;
    }

    private static Disentangler Create(Tensor descriptors, FusedOperations operations, SdgzslOptions? options = null)
    {
        using var random = new Generator(2);
        var disentangler = new Disentangler(D, descriptors, B, options ?? _options, seed: 1, operations);
        foreach (var layer in disentangler.Layers.Append(disentangler.Discriminator))
        {
            layer.Weight.Value.normal_(0, 0.5, random);
            layer.Bias.Value.normal_(0, 0.5, random);
        }

        foreach (var array in disentangler.Relation.Arrays)
            array.Value.normal_(0, 0.5, random);
        return disentangler;
    }

    private Tensor Double(params long[] size) => _numbers.Double(size);
}
