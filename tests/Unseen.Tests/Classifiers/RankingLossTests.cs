using Unseen.Classifiers;
using Unseen.Methods.Ale;
using static TorchSharp.torch;

namespace Unseen.Tests.Classifiers;

public class RankingLossTests
{
    private static readonly double[] _scores = [1, 0.6, -2, 1.7, 0.3, 2, 0.1, 1.4, -1, 0.2, 0.5, 3];
    private static readonly long[] _truth = [0, 1, 3];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Loss_EqualsPlainLoops(bool weighsRanks)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(Plain(_scores, weighsRanks),
            RankingLoss.Back(tensor(_scores, [3, 4]), tensor(_truth), 1, weighsRanks).Loss, 1e-12);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Gradient_EqualsFiniteDifferences(bool weighsRanks)
    {
        using var scope = NewDisposeScope();
        var gradient = RankingLoss.Back(tensor(_scores, [3, 4]), tensor(_truth), 1, weighsRanks).Gradient.data<double>()
            .ToArray();
        for (var i = 0; i < _scores.Length; i++)
        {
            double[] up = [.. _scores], down = [.. _scores];
            (up[i], down[i]) = (up[i] + 1e-6, down[i] - 1e-6);
            Assert.Equal((Plain(up, weighsRanks) - Plain(down, weighsRanks)) / 2e-6, gradient[i], 1e-6);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TrainEpoch_LearnableProblems_RanksSeenAndUnseenClasses(bool weighsRanks)
    {
        var results = Enumerable.Range(1, 12).Select(seed => Train(weighsRanks, seed)).ToArray();
        Assert.InRange(results.Average(result => result.Loss), 0, 0.2); // measured: 0.05 ± 0.01
        Assert.InRange(results.Average(result => result.Accuracy), 0.65, 1); // measured: 0.92 ± 0.06; by chance 0.5
    }

    /// <summary>Trains on features that are a linear function of the descriptors, plus noise.</summary>
    /// <returns>the loss of the last epoch divided by the loss of the first epoch, and the accuracy on unseen classes,
    /// with only unseen classes as candidates</returns>
    private static (double Loss, double Accuracy) Train(bool weighsRanks, int seed)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator((ulong)seed);
        var (map, descriptors) = (randn(12, 5, generator: random),
            nn.functional.normalize(randn(9, 5, generator: random), dim: 1));
        var labels = arange(9).repeat(20);
        var features = descriptors.index_select(0, labels).mm(map.t()) + (0.05 * randn(180, 12, generator: random));
        bool[] isSeen = [true, true, true, true, true, true, true, false, false];
        using var classifier = new RankingClassifier(descriptors, isSeen, 12, weighsRanks, margin: 1, seed: seed);
        var seen = (labels < 7).nonzero().squeeze(1);
        using var trainer = new ClassifierTrainer(
            classifier, new ClassifierTrainingOptions { LearningRate = 0.01, BatchSize = 32 }, null,
                features.index_select(0, seen), labels.index_select(0, seen), seed);
        var first = trainer.TrainEpoch(TestContext.Current.CancellationToken);
        var last = first;
        for (var epoch = 0; epoch < 30; epoch++)
            last = trainer.TrainEpoch(TestContext.Current.CancellationToken);
        using var inference = no_grad();
        var predicted = classifier.forward(features).narrow(1, 7, 2).argmax(1) + 7;
        var right = (predicted == labels).to(ScalarType.Float32).index_select(0, (labels >= 7).nonzero().squeeze(1));
        return (last / first, right.mean().item<float>());
    }

    private static double Plain(double[] scores, bool weighsRanks)
    {
        double loss = 0;
        for (var i = 0; i < 3; i++)
        {
            double[] violations =
            [
                .. Enumerable.Range(0, 4).Where(c => c != _truth[i])
                    .Select(c => Math.Max(0, 1 + scores[(4 * i) + c] - scores[(4 * i) + _truth[i]])),
            ];
            var rank = violations.Count(violation => violation > 0);
            var weight = weighsRanks && rank > 0 ? Enumerable.Range(1, rank).Sum(k => 1.0 / k) / rank : weighsRanks ? 0
                : 1;
            loss += weight * violations.Sum() / 3;
        }

        return loss;
    }
}
