using TorchSharp.Modules;
using Unseen.Numerics;
using Unseen.Optimisation;
using static TorchSharp.torch;

namespace Unseen.Tests.Optimisation;

public class FusedAdamTests
{
    private readonly RandomTensors _numbers = new();

    [Theory]
    [InlineData(0.0, 1)]
    [InlineData(0.1, 1)]
    [InlineData(0.1, 2)]
    public void Update_FiftySteps_EqualsTorchSharpsAdamAfterEachStep(double decay, int threads)
    {
        using var scope = NewDisposeScope();
        using var held = new ThreadCount(threads);
        var start = _numbers.Single(37, 1031);
        using var parameter = new Parameter(start.clone());
        using var expected = optim.Adam([parameter], 0.01, 0.5, 0.999, weight_decay: decay);
        using var array = TrainedArray.Matrix(start.clone(), ScalarType.Float32);
        var adam = new FusedAdam(new AdamSettings(0.01, 0.5, 0.999, decay),
            FusedOperations.For(CPU, ScalarType.Float32));
        for (var step = 0; step < 50; step++)
        {
            using var inner = NewDisposeScope();
            var gradient = _numbers.Single(37, 1031);
            parameter.grad = gradient;
            expected.step();
            adam.NextStep();
            adam.Update(array, gradient);
            Assert.True(array.Value.allclose(parameter, 1e-5, 1e-6), $"step {step + 1} differs");
        }
    }

    [Fact]
    public void Update_ThreeSteps_EqualsPlainLoops()
    {
        double[] value = [0.5, -1, 2, 0];
        var (first, second) = (new double[4], new double[4]);
        using var array = TrainedArray.Matrix(tensor(new float[] { 0.5f, -1, 2, 0 }, [2, 2]), ScalarType.Float32);
        var adam = new FusedAdam(new AdamSettings(0.1, 0.9, 0.99, 0.2), FusedOperations.For(CPU, ScalarType.Float32));
        for (var step = 1; step <= 3; step++)
        {
            double[] gradient = [0.3 * step, -0.1, 0, 4];
            for (var i = 0; i < 4; i++)
            {
                var g = gradient[i] + 0.2 * value[i];
                first[i] = 0.9 * first[i] + 0.1 * g;
                second[i] = 0.99 * second[i] + 0.01 * g * g;
                value[i] -= 0.1 * (first[i] / (1 - Math.Pow(0.9, step)))
                    / (Math.Sqrt(second[i] / (1 - Math.Pow(0.99, step))) + 1e-8);
            }

            using var given = tensor(Array.ConvertAll(gradient, g => (float)g), [2, 2]);
            adam.NextStep();
            adam.Update(array, given);
            for (var i = 0; i < 4; i++)
                Assert.Equal(value[i], array.Value[i / 2, i % 2].item<float>(), 1e-5);
        }
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void Update_RowsWithFactors_EqualsUpdateByTheScaledGradient(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var (start, rows, factors) =
            (_numbers.Single(6, 21), _numbers.Single(6, 21).to(type), _numbers.Single(6));
        var operations = FusedOperations.For(CPU, type);
        using var array = TrainedArray.Matrix(start.clone(), type);
        using var plain = TrainedArray.Matrix(start.clone(), type);
        var dots = ones(6);
        var adam = new FusedAdam(new AdamSettings(0.01, 0.5, 0.999), operations);
        adam.NextStep();
        adam.Update(array, rows, 0.25, factors, dots);
        adam.Update(plain, rows.to(ScalarType.Float32) * factors.unsqueeze(1) * 0.25);
        Assert.True(array.Value.allclose(plain.Value, 1e-5, 1e-6));
        Assert.True(dots.allclose(1 + (start * rows.to(ScalarType.Float32)).sum(dim: 1), 1e-5, 1e-5));
    }

    [Fact]
    public void Update_WithACopyForProducts_StoresTheRoundedValueInTheCopy()
    {
        using var scope = NewDisposeScope();
        using var array = TrainedArray.Matrix(_numbers.Single(5, 19), ScalarType.BFloat16);
        var adam = new FusedAdam(new AdamSettings(0.01, 0.5, 0.999), FusedOperations.For(CPU, ScalarType.BFloat16));
        adam.NextStep();
        adam.Update(array, _numbers.Single(5, 19));
        Assert.True(array.Product.equal(array.Value.to(ScalarType.BFloat16)).all().item<bool>());
    }
}
