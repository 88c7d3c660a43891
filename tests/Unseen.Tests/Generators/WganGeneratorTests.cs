using TorchSharp;
using Unseen.Data;
using Unseen.Generators;
using Unseen.Inference;
using Unseen.Tests.Training;
using static TorchSharp.torch;

namespace Unseen.Tests.Generators;

public class WganGeneratorTests
{
    [Fact]
    public void Forward_SplitFirstLayer_EqualsTheConcatenatedInputInPlainLoops()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(2);
        using var generator = new ConditionalGenerator(3, 2, 4, 5, random, CPU);
        using (no_grad())
            foreach (var parameter in generator.parameters())
                parameter.normal_(0, 0.8, random);
        var p = generator.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter);
        var (noise, descriptors, labels) = (randn(6, 3, generator: random), randn(4, 2, generator: random), tensor(new long[] { 0, 3, 3, 1, 2, 0 }));
        var features = generator.Forward(noise, descriptors, labels);
        for (var i = 0; i < 6; i++)
        {
            double[] input = [.. Row(noise, i), .. Row(descriptors, (int)labels[i].item<long>())];
            var hidden = Enumerable.Range(0, 4).Select(h =>
                Leaky(input.Zip([.. Row(p["noiseWeight"], h), .. Row(p["descriptorWeight"], h)], (a, b) => a * b).Sum() + p["hiddenBias"][h].item<float>())).ToArray();
            for (var d = 0; d < 5; d++)
            {
                var value = hidden.Zip(Row(p["outputWeight"], d), (a, b) => a * b).Sum() + p["outputBias"][d].item<float>();
                Assert.Equal(Math.Max(0, value), features[i, d].item<float>(), 1e-4);
            }
        }
    }

    [Fact]
    public void TrainEpoch_LearnableProblem_BringsPseudoFeaturesNearTheUnseenClasses()
    {
        using var problem = GzslProblem.ForTest(TinyBenchmark.Create(classes: 20), FeatureScalingKind.MinMax, CPU);
        using var generator = new WganGenerator(problem, new WganOptions { Hidden = 64, BatchSize = 64, LearningRate = 2e-3 }, seed: 1);
        var before = DistanceToUnseen(problem, generator);
        for (var epoch = 0; epoch < 100; epoch++)
            generator.TrainEpoch(TestContext.Current.CancellationToken);
        Assert.True(DistanceToUnseen(problem, generator) < 0.85 * before);
    }

    [Fact]
    public void TrainEpoch_ManySteps_LiveTensorCountIsFlat()
    {
        using var scope = NewDisposeScope();
        using var problem = GzslProblem.ForTest(TinyBenchmark.Create(), FeatureScalingKind.MinMax, CPU);
        using var generator = new WganGenerator(problem, new WganOptions { Hidden = 8, BatchSize = 16 }, seed: 1);
        generator.TrainEpoch(TestContext.Current.CancellationToken);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var epoch = 0; epoch < 3; epoch++)
            generator.TrainEpoch(TestContext.Current.CancellationToken);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void TrainEpoch_HugeLearningRate_SaysThatItDiverged()
    {
        using var problem = GzslProblem.ForTest(TinyBenchmark.Create(), FeatureScalingKind.MinMax, CPU);
        using var generator = new WganGenerator(problem, new WganOptions { Hidden = 8, BatchSize = 16, LearningRate = 1e30 }, seed: 1);
        var exception = Assert.Throws<TrainingDivergedException>(() =>
        {
            for (var epoch = 0; epoch < 5; epoch++)
                generator.TrainEpoch(TestContext.Current.CancellationToken);
        });
        Assert.Contains("the critic's loss must be finite", exception.Message);
    }

    private static double DistanceToUnseen(GzslProblem problem, WganGenerator generator)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(7);
        double distance = 0;
        foreach (var c in problem.UnseenClasses)
        {
            var rows = tensor(Enumerable.Range(0, problem.ScoredLabels.Length).Where(i => problem.ScoredLabels[i] == c).Select(i => (long)i).ToArray());
            var pseudo = generator.Generate(problem.Descriptors[c].expand(50, -1), random).mean([0]);
            distance += (pseudo - problem.ScoredFeatures.index_select(0, rows).mean([0])).norm().item<float>();
        }

        return distance;
    }

    private static double[] Row(Tensor matrix, int row) => [.. matrix[row].data<float>().Select(value => (double)value)];

    private static double Leaky(double value) => value > 0 ? value : 0.2 * value;
}
