using Unseen.Classifiers;
using Unseen.Methods.Centre;
using Unseen.Numerics;
using Unseen.Optimisation;
using Unseen.Training;
using static TorchSharp.torch;

namespace Unseen.Tests.Training;

/// <summary>Tests that a model is the same to the last bit while another thread collects garbage.</summary>
public class GarbageCollectionTests
{
    private static readonly ClassifierTrainingOptions _few = new() { Epochs = 4, BatchSize = 16, LearningRate = 0.01 };

    private static readonly TinyMethods _tiny = new(_few, batchSize: 16);

    [Theory]
    [Trait("Category", "Slow")]
    [MemberData(nameof(MethodTests.Generators), MemberType = typeof(MethodTests))]
    public void Train_EveryGenerator_SameModelWhileGarbageIsCollected(string generator)
    {
        foreach (var classifier in new[] { "prototype", "linear" })
            AssertSameModel(_tiny.With(new(), generator, classifier));
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void Train_CentresByNetwork_SameModelWhileGarbageIsCollected() =>
        AssertSameModel(_tiny.With(new()) with
        {
            Generator =
            new CentreOptions { Fit = CentreFit.Network, Epochs = 100, Hidden = 16 }
        });

    [Theory]
    [Trait("Category", "Slow")]
    [MemberData(nameof(MethodTests.Baselines), MemberType = typeof(MethodTests))]
    public void Train_EveryBaseline_SameModelWhileGarbageIsCollected(string classifier) =>
        AssertSameModel(_tiny.With(new(), "none", classifier, "calibrated"));

    [Fact]
    [Trait("Category", "Slow")]
    public void Train_Dgz_SameModelWhileGarbageIsCollected() =>
        AssertSameModel(_tiny.With(new(), adjustment: "dgz"));

    [Fact]
    public void TensorOperations_EveryOperation_SameNumbersWhileGarbageIsCollected()
    {
        using var operations = new TensorOperations();
        var expected = Numbers(operations);
        WhileCollecting(() =>
        {
            for (var i = 0; i < 25; i++)
                Assert.Equal(expected, Numbers(operations));
        });
    }

    private static void AssertSameModel(RunOptions options)
    {
        var dataset = TinyBenchmark.Create();
        var expected = Train();
        WhileCollecting(() =>
        {
            var actual = Train();
            Assert.Equal(expected.Keys, actual.Keys);
            foreach (var (name, values) in expected)
                Assert.Equal(values, actual[name]);
        });

        Dictionary<string, float[]> Train() =>
            GzslTrainer.Train(dataset, options, cancellation: TestContext.Current.CancellationToken).Model.Tensors
                .OrderBy(tensor => tensor.Key, StringComparer.Ordinal)
                    .ToDictionary(tensor => tensor.Key, tensor => tensor.Value.Values.ToArray());
    }

    private static void WhileCollecting(Action action)
    {
        var stopped = false;
        var thread = new Thread(() =>
        {
            while (!Volatile.Read(ref stopped))
            {
                GC.Collect(0);
                GC.WaitForPendingFinalizers();
            }
        });
        thread.Start();
        try
        {
            action();
        }
        finally
        {
            Volatile.Write(ref stopped, true);
            thread.Join();
        }
    }

    private static double[] Numbers(TensorOperations operations)
    {
        const int b = 6, c = 4, h = 5;
        using var scope = NewDisposeScope();
        using var random = new Generator(1);
        Tensor Draw(params long[] size) => empty(size, dtype: ScalarType.Float64).normal_(0, 1, random);
        var labels = tensor(new long[] { 0, 1, 2, 3, 0, 1 });
        var rows = tensor(new long[] { 5, 4, 3, 2, 1, 0 });
        var (hidden, byClass, bias, weight) = (Draw(b, h), Draw(c, h), Draw(h), Draw(h));
        operations.HiddenLayer(hidden, byClass, labels, bias);
        var (back, biasGradient) = (Draw(b, h), Draw(h));
        operations.HiddenLayerBack(back, hidden, labels, byClass, biasGradient);

        var (sums, slopes, mixedBack, slopesByClass, slopeSums) =
            (Draw(2 * b, h), Draw(3 * b, h), Draw(b, h), Draw(c, h), Draw(h));
        var (real, fake) = operations.CriticLayer(
            sums, byClass, labels, bias, weight, Draw(b), slopes, mixedBack, slopesByClass, slopeSums);
        operations.CriticLayerBack(hidden, byClass, labels, bias, weight, 0.3);
        var penalty = operations.PenaltyBack(mixedBack, 10, back);
        var (prototypes, unit, lengths, centred) = (Draw(c, h), Draw(c, h), Draw(c), Draw(c, h));
        operations.UnitPrototypes(prototypes, bias, true, unit, lengths, centred);
        operations.UnitPrototypesBack(prototypes, unit, lengths, true, biasGradient);

        var (scores, pairScores, pairLeft, pairRight, pairWeight) =
            (Draw(b, c), Draw(b, c), Draw(b, h), Draw(c, h), Draw(h));
        operations.KeepLargestUnseen(scores, tensor(new double[] { 1, 1, 0, 0 }), 0.5, labels, rows);
        var loss = operations.CrossEntropy(scores, Draw(c), 2, labels, rows, biasGradient: null);
        operations.PairScores(hidden, byClass, weight, pairScores);
        operations.PairScoresBack(hidden, byClass, weight, pairScores, pairLeft, pairRight, pairWeight);

        using var array = TrainedArray.Matrix(Draw(b, h).DetachFromDisposeScope(), ScalarType.Float64);
        var adam = new FusedAdam(new AdamSettings(0.1, 0.5, 0.9, 0.2), operations);
        adam.NextStep();
        adam.Update(array, back);
        Tensor[] results =
        [
            hidden, back, slopes, mixedBack, slopesByClass, slopeSums, prototypes, biasGradient, unit, lengths,
                centred, scores, pairScores, pairLeft,
            pairRight, pairWeight, array.Value,
        ];
        return [real, fake, penalty, loss, .. results.SelectMany(result => result.data<double>().ToArray())];
    }
}
