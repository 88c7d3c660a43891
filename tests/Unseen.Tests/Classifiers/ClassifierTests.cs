using TorchSharp;
using Unseen.Adjustment;
using Unseen.Classifiers;
using Unseen.Methods.Ale;
using Unseen.Methods.Dgz;
using Unseen.Methods.Linear;
using Unseen.Methods.Prototype;
using Unseen.Methods.Zla;
using Unseen.Numerics;
using static TorchSharp.torch;

namespace Unseen.Tests.Classifiers;

public class ClassifierTests
{
    private readonly RandomTensors _numbers = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Prototype_Forward_EqualsPlainLoops(bool outputRelu)
    {
        using var scope = NewDisposeScope();
        // With these numbers, one prototype is 0 after the ReLU, and so is its cosine.
        using var random = new Generator(4);
        var descriptors = randn(4, 3, generator: random);
        var x = randn(5, 6, generator: random);
        using var classifier = new PrototypeClassifier(
            descriptors, 6, new PrototypeOptions { Hidden = 7, OutputRelu = outputRelu, Temperature = 0.1 }, seed: 2);
        Widen(classifier, random);
        var weights = classifier.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        var logits = classifier.forward(x);
        for (var i = 0; i < 5; i++)
            for (var c = 0; c < 4; c++)
            {
                var hidden = Plain(Row(descriptors, c), weights["map.hiddenWeight"], weights["map.hiddenBias"])
                    .Select(h => h > 0 ? h : 0.2 * h).ToArray();
                var prototype = Plain(hidden, weights["map.outputWeight"], weights["map.outputBias"]);
                if (outputRelu)
                    prototype = [.. prototype.Select(p => Math.Max(0, p))];
                double dot = 0, a = 0, b = 0;
                for (var d = 0; d < 6; d++)
                    (dot, a, b) = (dot + Row(x, i)[d] * prototype[d], a + Math.Pow(Row(x, i)[d], 2),
                        b + Math.Pow(prototype[d], 2));
                Assert.Equal(b == 0 ? 0 : dot / Math.Sqrt(a * b) / 0.1, logits[i, c].item<float>(), 1e-4);
            }
    }

    [Fact]
    public void Linear_Forward_EqualsPlainLoops()
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(4);
        using var classifier = new LinearClassifier(6, 4, seed: 2);
        Widen(classifier, random);
        var x = _numbers.Single(5, 6);
        var logits = classifier.forward(x);
        for (var i = 0; i < 5; i++)
        {
            var plain = Plain(Row(x, i), classifier.Weight, classifier.Bias);
            for (var c = 0; c < 4; c++)
                Assert.Equal(plain[c], logits[i, c].item<float>(), 1e-4);
        }
    }

    [Fact]
    public void Constructor_InsideADisposeScope_KeepsItsWeights()
    {
        PrototypeClassifier prototype;
        LinearClassifier linear;
        using (NewDisposeScope())
        {
            prototype = new PrototypeClassifier(_numbers.Single(3, 2), 4, new PrototypeOptions { Hidden = 5 });
            linear = new LinearClassifier(4, 3);
        }

        using var x = _numbers.Single(2, 4);
        using var first = prototype.forward(x);
        using var second = linear.forward(x);
        Assert.Equal([2, 3], first.shape);
        Assert.Equal([2, 3], second.shape);
        prototype.Dispose();
        linear.Dispose();
    }

    [Fact]
    public void TrainEpoch_OneBatch_LossIsTheAdjustedCrossEntropy()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (_numbers.Single(6, 4), tensor(new long[] { 0, 0, 1, 1, 2, 2 }));
        using var random = new Generator(4);
        using var classifier = new LinearClassifier(4, 3, seed: 1);
        Widen(classifier, random);
        var zla = new ZeroShotLogitAdjustment([2, 2, 0], [0, 1], [2], 5);
        double expected = 0;
        for (var i = 0; i < 6; i++)
        {
            var logits = Plain(Row(x, i), classifier.Weight, classifier.Bias).Select((value, c) => value + zla.Bias[c])
                .ToArray();
            expected += (Math.Log(logits.Sum(Math.Exp)) - logits[i / 2]) / 6;
        }

        using var trainer = new ClassifierTrainer(
            classifier, new ClassifierTrainingOptions { BatchSize = 6 }, zla, x, y, 0, Precision.Fp32);
        Assert.Equal(expected, trainer.TrainEpoch(TestContext.Current.CancellationToken), 1e-5);
    }

    [Fact]
    public void TrainEpoch_ThreeEpochs_EqualPlainAdamWithWeightDecayAndHalving()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (_numbers.Single(6, 4), tensor(new long[] { 0, 0, 1, 1, 2, 2 }));
        using var classifier = new LinearClassifier(4, 3, seed: 1);
        var options = new ClassifierTrainingOptions
        {
            BatchSize = 6,
            LearningRate = 0.01,
            WeightDecay = 0.1,
            HalveEvery = 1
        };
        var weights = Enumerable.Range(0, 3).Select(c => Row(classifier.Weight, c)).ToArray();
        var biases = new double[3];
        var plain = new PlainAdam();
        using var trainer = new ClassifierTrainer(classifier, options, null, x, y, 0, Precision.Fp32);
        for (var epoch = 0; epoch < 3; epoch++)
        {
            trainer.TrainEpoch(TestContext.Current.CancellationToken);
            plain.Step(weights, biases, [.. Enumerable.Range(0, 6).Select(i => Row(x, i))], [0, 0, 1, 1, 2, 2],
                0.01 / Math.Pow(2, epoch), 0.1);
        }

        for (var c = 0; c < 3; c++)
        {
            Assert.Equal(biases[c], classifier.Bias[c].item<float>(), 1e-4);
            for (var d = 0; d < 4; d++)
                Assert.Equal(weights[c][d], classifier.Weight[c, d].item<float>(), 1e-4);
        }
    }

    [Fact]
    public void TrainEpoch_ManySteps_LiveTensorCountIsFlat()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (_numbers.Single(64, 4), _numbers.Integers(3, 64));
        using var classifier = new PrototypeClassifier(_numbers.Single(3, 2), 4, new PrototypeOptions { Hidden = 5 });
        using var trainer = new ClassifierTrainer(
            classifier, new ClassifierTrainingOptions { BatchSize = 8 },
                new ZeroShotLogitAdjustment([3, 3, 0], [0, 1], [2], 5), x, y, 0);
        trainer.TrainEpoch(TestContext.Current.CancellationToken);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var epoch = 0; epoch < 5; epoch++)
            trainer.TrainEpoch(TestContext.Current.CancellationToken);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void TrainEpoch_InfiniteFeature_ThrowsTrainingDiverged()
    {
        using var scope = NewDisposeScope();
        using var classifier = new LinearClassifier(1, 2);
        using var trainer = new ClassifierTrainer(
            classifier, new(), null, full(2, 1, double.PositiveInfinity), zeros(2, dtype: ScalarType.Int64), 0);
        Assert.Contains("the classifier's loss must be finite",
            Assert.Throws<TrainingDivergedException>(
            () => trainer.TrainEpoch(TestContext.Current.CancellationToken)).Message);
    }

    [Theory]
    [InlineData(0, 1, "BatchSize")]
    [InlineData(-1, 1, "BatchSize")]
    [InlineData(1, 0, "HalveEvery")]
    public void Constructor_OptionBelowOne_Throws(int batchSize, int halveEvery, string option)
    {
        using var scope = NewDisposeScope();
        using var classifier = new LinearClassifier(1, 2);
        var options = new ClassifierTrainingOptions { BatchSize = batchSize, HalveEvery = halveEvery };
        Assert.Contains($"{option} must be at least 1", Assert.Throws<ArgumentException>(() => new ClassifierTrainer(
            classifier, options, null, zeros(2, 1), zeros(2, dtype: ScalarType.Int64), 0)).Message);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    public void Constructor_LabelThatIsNoClass_Throws(long label)
    {
        using var scope = NewDisposeScope();
        using var classifier = new LinearClassifier(1, 2);
        Assert.Contains("labels must be from 0 to 1", Assert.Throws<ArgumentException>(() => new ClassifierTrainer(
            classifier, new(), null, zeros(2, 1), tensor(new[] { 0, label }), 0)).Message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Constructor_UnseenLabelForARankingClassifier_Throws(bool weighsRanks)
    {
        using var scope = NewDisposeScope();
        using var classifier = new RankingClassifier(_numbers.Single(3, 2), [true, false, true], 4, weighsRanks);
        void Create(params long[] labels)
        {
            using var trainer = new ClassifierTrainer(classifier, new(), null, zeros(2, 4), tensor(labels), 0);
        }

        Create(0, 2);
        Assert.Contains("labels must be seen classes for a ranking classifier, but was 1",
            Assert.Throws<ArgumentException>(() => Create(0, 1)).Message);
    }

    [Fact]
    public void Constructor_AdjustmentOfAnotherNumberOfClasses_Throws()
    {
        using var scope = NewDisposeScope();
        using var classifier = new PrototypeClassifier(_numbers.Single(3, 2), 4, new PrototypeOptions { Hidden = 5 });
        ILogitAdjustment[] adjustments =
            [new ZeroShotLogitAdjustment([1, 0], [0], [1], 5), new DgzAdjustment([true, false], 1)];
        foreach (var adjustment in adjustments)
            Assert.Contains("adjustment must be of 3 classes, but was of 2", Assert.Throws<ArgumentException>(
                () => new ClassifierTrainer(
                    classifier, new(), adjustment, zeros(2, 4), zeros(2, dtype: ScalarType.Int64), 0)).Message);
    }

    [Fact]
    public void Constructor_ImpossibleShape_Throws()
    {
        using var descriptors = zeros(3);
        Assert.Contains("of shape [C, A]", Assert.Throws<ArgumentException>(
            () => new PrototypeClassifier(descriptors, 4)).Message);
        Assert.Contains("classes must be at least 1",
            Assert.Throws<ArgumentException>(() => new LinearClassifier(4, 0)).Message);
    }

    /// <summary>Replaces the initial weights by larger weights. With the initial weights, the outputs would be so
    /// small that the tolerances of the tests would hide mistakes.</summary>
    private static void Widen(nn.Module module, Generator random)
    {
        using var inference = no_grad();
        foreach (var parameter in module.parameters())
            parameter.normal_(0, 0.8, random);
    }

    private static double[] Row(Tensor matrix, int row) =>
        [.. matrix[row].data<float>().Select(value => (double)value)];

    private static double[] Plain(double[] x, Tensor weight, Tensor bias) =>
        [.. Enumerable.Range(0, (int)weight.shape[0])
            .Select(o => x.Zip(Row(weight, o), (a, b) => a * b).Sum() + bias[o].item<float>())];

    /// <summary>Trains softmax regression with Adam (β₁ 0.5, β₂ 0.999, weight decay as a term of the gradient) in loops
    /// over doubles.</summary>
    private sealed class PlainAdam
    {
        private readonly double[,] _first = new double[3, 5], _second = new double[3, 5];
        private int _step;

        public void Step(double[][] weights, double[] biases, double[][] x, int[] y, double rate, double decay)
        {
            _step++;
            var gradient = new double[3, 5];
            for (var i = 0; i < x.Length; i++)
            {
                var exps = Enumerable.Range(0, 3)
                    .Select(c => Math.Exp(biases[c] + x[i].Zip(weights[c], (a, b) => a * b).Sum())).ToArray();
                for (var c = 0; c < 3; c++)
                    for (var d = 0; d < 5; d++)
                        gradient[c, d] += (exps[c] / exps.Sum() - (y[i] == c ? 1 : 0)) * (d < 4 ? x[i][d] : 1)
                            / x.Length;
            }

            for (var c = 0; c < 3; c++)
                for (var d = 0; d < 5; d++)
                {
                    ref var parameter = ref (d < 4 ? ref weights[c][d] : ref biases[c]);
                    var g = gradient[c, d] + decay * parameter;
                    _first[c, d] = 0.5 * _first[c, d] + 0.5 * g;
                    _second[c, d] = 0.999 * _second[c, d] + 0.001 * g * g;
                    var corrected = Math.Sqrt(_second[c, d] / (1 - Math.Pow(0.999, _step))) + 1e-8;
                    parameter -= rate / (1 - Math.Pow(0.5, _step)) * _first[c, d] / corrected;
                }
        }
    }
}
