using Unseen.Inference;
using Unseen.Problems;
using Unseen.Tests.Checkpoints;
using Unseen.Training;
using static TorchSharp.torch;

namespace Unseen.Tests.Training;

public sealed class GeneratorSessionTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void At_LaterSnapshot_KeepsEarlierPseudoFeaturesOnlyIfRunsShareThem(bool isShared)
    {
        var options = new RunOptions { Generator = new SteadyOptions(), ClassifyEvery = 1 };
        using var problem = GzslProblem.ForTest(TinyBenchmark.Create(), FeatureScalingKind.MinMax, CPU);
        using var session = new GeneratorSession(
            problem, options, seed: 0, Checkpointer.Off(TestContext.Current.CancellationToken), isShared);
        PseudoFeatures At(int epoch) => session.At(epoch, options.PseudoPerClass, (_, _, _, _) => { })!;
        var first = At(1);

        var third = At(3);

        Assert.Equal((!isShared, false), (first.Features.IsInvalid, third.Features.IsInvalid));
        Assert.Same(third, At(3));
        if (isShared)
            Assert.NotSame(third, At(2));
    }
}
