using Unseen.Classifiers;
using Unseen.Methods.Linear;
using Unseen.Methods.Zla;
using Unseen.Tests.Training;
using Unseen.Training;
using static TorchSharp.torch;

namespace Unseen.Tests.Classifiers;

public class WeightAverageTests
{
    [Fact]
    public void Add_SeveralEpochs_GivesTheMeanOfTheirWeights()
    {
        using var trained = new LinearClassifier(3, 2, seed: 1);
        using var average = new WeightAverage(new LinearClassifier(3, 2, seed: 2));
        Assert.Null(average.Classifier);

        var sum = new double[6];
        for (var epoch = 1; epoch <= 4; epoch++)
        {
            using (no_grad())
                trained.Weight.mul_(tensor(epoch - 2.5f)).add_(tensor(0.1f));
            average.Add(trained);
            var weights = trained.Weight.data<float>().ToArray();
            for (var i = 0; i < sum.Length; i++)
                sum[i] += weights[i];
            var mean = ((LinearClassifier)average.Classifier!).Weight.data<float>().ToArray();
            for (var i = 0; i < sum.Length; i++)
                Assert.Equal(sum[i] / epoch, mean[i], 1e-5);
        }
    }

    [Fact]
    public void Train_AverageOfThreeEpochs_IsTheMeanOfTheirWeights()
    {
        var dataset = TinyBenchmark.Create();
        var linear = new LinearOptions { Training = new() { Epochs = 5, BatchSize = 16, Average = 3 } };
        var options = new RunOptions { Classifier = linear, Adjustment = new ZlaOptions { Sigma = 10 }, Threads = 1 };
        var averaged = GzslTrainer.Train(dataset, options, null, TestContext.Current.CancellationToken)
            .Model.Tensors["classifier.weight"].Values.ToArray();

        var sum = new double[averaged.Length];
        foreach (var epochs in (int[])[3, 4, 5])
        {
            // A training with fewer epochs and the same seed ends with the weights of that epoch.
            var single = options with
            {
                Classifier = linear.WithSchedule(schedule => schedule with { Epochs = epochs, Average = 1 }),
            };
            var weights = GzslTrainer.Train(dataset, single, null, TestContext.Current.CancellationToken)
                .Model.Tensors["classifier.weight"].Values.ToArray();
            for (var i = 0; i < sum.Length; i++)
                sum[i] += weights[i] / 3.0;
        }

        for (var i = 0; i < sum.Length; i++)
            Assert.Equal(sum[i], averaged[i], 1e-5);
    }
}
