using TorchSharp.Modules;
using Unseen.Numerics;
using Unseen.Optimisation;
using static TorchSharp.torch;

namespace Unseen.Tests.Optimisation;

public class AutogradAdamTests
{
    [Theory]
    [InlineData(0.0)]
    [InlineData(0.1)]
    public void Step_TwentySteps_EqualsTorchSharpsAdamBitForBit(double decay)
    {
        using var scope = NewDisposeScope();
        var numbers = new RandomTensors();
        using var parameter = new Parameter(numbers.Single(7, 31));
        using var expected = new Parameter(parameter.detach().clone());
        using var adam = new AutogradAdam([parameter], new AdamSettings(0.01, 0.5, 0.999, decay));
        using var theirs = optim.Adam([expected], 0.01, 0.5, 0.999, weight_decay: decay);
        for (var step = 0; step < 20; step++)
        {
            foreach (var group in adam.ParamGroups.Concat(theirs.ParamGroups))
                group.LearningRate = 0.01 / (step + 1);
            var gradient = numbers.Single(7, 31);
            (parameter.grad, expected.grad) = (gradient, gradient.clone());
            adam.step();
            theirs.step();
            Assert.Equal(expected.data<float>().ToArray(), parameter.data<float>().ToArray());
        }
    }
}
