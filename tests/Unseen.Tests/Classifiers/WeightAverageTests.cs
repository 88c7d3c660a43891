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
    public void Add_SeveralEpochs_AveragesTheirWeights()
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
    public void Add_ClassifierWithBuffers_AveragesTheBuffersAndKeepsTheLatestBatchCount()
    {
        using var trained = new NormalisedOptions.Normalised(2, 3, seed: 1);
        using var average = new WeightAverage(new NormalisedOptions.Normalised(2, 3, seed: 2));
        var sum = 0.0;
        trained.train();
        for (var epoch = 1; epoch <= 3; epoch++)
        {
            using var batch = tensor(new[,] { { 1f * epoch, 5 }, { 3f * epoch, 7 } });
            trained.Score(batch).Dispose();
            average.Add(trained);
            sum += trained.Norm.running_mean![0].item<float>();
            var norm = ((NormalisedOptions.Normalised)average.Classifier!).Norm;
            Assert.Equal(sum / epoch, norm.running_mean![0].item<float>(), 1e-6);
            Assert.Equal(epoch, norm.num_batches_tracked!.item<long>());
            Assert.False(norm.training);
        }
    }

    [Theory]
    [InlineData(0.1f)]
    [InlineData(float.NegativeInfinity)]
    public void Add_ConstantBuffer_AverageEqualsTheConstantExactly(float constant)
    {
        using var trained = new NormalisedOptions.Normalised(1, 2, seed: 1);
        using var average = new WeightAverage(new NormalisedOptions.Normalised(1, 2, seed: 2));
        using (no_grad())
            trained.Norm.running_mean!.copy_(tensor(constant));
        for (var epoch = 0; epoch < 7; epoch++)
            average.Add(trained);

        Assert.Equal(constant,
            ((NormalisedOptions.Normalised)average.Classifier!).Norm.running_mean!.item<float>());
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
            // A training of 3 epochs with the same seed ends with the weights that the training of 5 epochs has after
            // epoch 3.
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
