using Unseen.Inference;
using Unseen.Networks;
using Unseen.Numerics;
using static TorchSharp.torch;

namespace Unseen.Tests.Networks;

public class DenseLayerTests
{
    private readonly RandomTensors _numbers = new();

    public static TheoryData<Activation> Activations => [.. Enum.GetValues<Activation>()];

    [Theory]
    [MemberData(nameof(Activations))]
    public void Backward_EqualsFiniteDifferencesOfPlainLoops(Activation activation)
    {
        using var scope = NewDisposeScope();
        using var operations = FusedOperations.For(CPU, ScalarType.Float64);
        using var layer = Layer(activation, ScalarType.Float64, operations);
        var (input, direction) = (_numbers.Double(4, 5), _numbers.Double(4, 3));
        double Loss() => PlainLoops.Rows(input).Zip(PlainLoops.Rows(direction), (x, d) =>
            Activate(activation, PlainLoops.Affine(x, layer.Weight.Value, layer.Bias.Value))
                .Zip(d, (a, b) => a * b).Sum()).Sum();

        var output = layer.Forward(input);
        Assert.Equal(Loss(), (output * direction).sum().item<double>(), 1e-10);
        layer.Gradient.copy_(direction);
        var inputGradient = ones(4, 5, dtype: ScalarType.Float64);
        layer.Backward(input, inputGradient, adds: true);

        PlainLoops.AssertGradient(Loss, layer.Weight.Value, layer.WeightGradient);
        PlainLoops.AssertGradient(Loss, layer.Bias.Value, layer.BiasGradient);
        PlainLoops.AssertGradient(Loss, input, inputGradient - 1);
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void Apply_MasterWeights_EqualsAForwardPass(Activation activation)
    {
        using var scope = NewDisposeScope();
        using var operations = FusedOperations.For(CPU, ScalarType.Float32);
        using var layer = Layer(activation, ScalarType.Float32, operations);
        var input = _numbers.Single(3, 5);
        Assert.True(layer.Apply(input).allclose(layer.Forward(input), 1e-5, 1e-6));
        Assert.Equal([3, 3], layer.Output.shape);
    }

    [Fact]
    public void DrawUniform_Gain_FillsTheIntervalOfTheGain()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(5);
        using var operations = FusedOperations.For(CPU, ScalarType.BFloat16);
        using var layer = new DenseLayer(
            200, 100, Activation.Relu, 1, random, CPU, ScalarType.BFloat16, operations);

        layer.DrawUniform(0.5, random);

        var bound = 0.5 * Math.Sqrt(6.0 / 300);
        var largest = layer.Weight.Value.abs().max().item<float>();
        Assert.InRange(largest, 0.99 * bound, bound);
        Assert.Equal(0, layer.Weight.Value.mean().item<float>(), bound / 20); // twelve standard errors
        Assert.True(layer.Weight.Product.to(ScalarType.Float32).allclose(layer.Weight.Value, 0.01, 1e-4));
    }

    private static DenseLayer Layer(Activation activation, ScalarType type, FusedOperations operations)
    {
        using var random = new Generator(5);
        var layer = new DenseLayer(5, 3, activation, 4, random, CPU, type, operations);
        layer.Weight.Value.normal_(0, 0.7, random);
        layer.Bias.Value.normal_(0, 0.7, random);
        return layer;
    }

    private static double[] Activate(Activation activation, double[] sums) => activation switch
    {
        Activation.Relu => PlainLoops.Relu(sums),
        Activation.LeakyRelu => PlainLoops.Leaky(sums),
        Activation.Sigmoid => PlainLoops.Sigmoid(sums),
        _ => sums,
    };
}
