using Unseen.Data;
using Unseen.Evaluation;
using Unseen.Tests.Training;
using Unseen.Training;

namespace Unseen.Tests.Evaluation;

public class ModelEvaluatorTests
{
    private static readonly GzslDataset _dataset = TinyBenchmark.Create();

    [Theory]
    [InlineData("zla")]
    [InlineData("calibrated")]
    public void Evaluate_ModelOfARun_HasTheScoresOfTheRun(string adjustment)
    {
        var result = Train(adjustment);

        var scores = ModelEvaluator.Evaluate(result.Model, _dataset);

        Assert.Equal(result.U.Mean, scores.U, 6);
        Assert.Equal(result.S.Mean, scores.S, 6);
        Assert.Equal(result.T1.Mean, scores.T1, 6);
        Assert.Equal(result.Ausuc.Mean, scores.Ausuc, 3);
    }

    [Fact]
    public void Evaluate_AnotherDataset_NamesTheFirstDifference()
    {
        var model = Train("none").Model;
        string[] renamed = [.. _dataset.ClassNames];
        renamed[3] = "zebra";
        var narrow = new FeatureMatrix(new float[_dataset.Features.Rows * 5], _dataset.Features.Rows, 5);

        Assert.Equal("tiny: class 3 of the dataset is 'zebra', but class 3 of the model is 'class 3'. Evaluate the "
            + "model on a dataset with the same classes in the same order.",
            MessageFor(_dataset with { ClassNames = renamed }));
        Assert.Equal("tiny: the dataset has 11 classes, and the model 10. Evaluate the model on a dataset with the "
            + "same classes.",
            MessageFor(_dataset with { ClassNames = [.. renamed, "more"] }));
        Assert.Equal("tiny: the dataset has 5 features, and the model takes 12. Choose the features file with "
            + "--features.",
            MessageFor(_dataset with { Features = narrow }));
        Assert.Equal(
            "tiny: class 'class 9' is seen, and unseen for the model. Evaluate the model on the split that it was "
                + "trained on.",
            MessageFor(_dataset with
            {
                Split = _dataset.Split
                with
                { TrainVal = [.. _dataset.Split.TrainVal, _dataset.Labels.Length - 1] }
            }));

        string MessageFor(GzslDataset other) =>
            Assert.Throws<UnseenDataException>(() => ModelEvaluator.Evaluate(model, other)).Message;
    }

    [Fact]
    public void Evaluate_FeaturesTooLargeForFiniteScores_NamesTheFirstImage()
    {
        var features = new FeatureMatrix([.. _dataset.Features.Values], _dataset.Features.Rows,
            _dataset.Features.Columns);
        int[] test = [.. _dataset.Split.TestSeen, .. _dataset.Split.TestUnseen];
        foreach (var row in test[2..])
            features.WritableRow(row).Fill(3e38f);

        var refusal = Assert.Throws<UnseenDataException>(
            () => ModelEvaluator.Evaluate(Train("none").Model, _dataset with { Features = features }));

        Assert.Equal(
            $"tiny: the features of image {test[2..].Min()} are not finite, or too large for finite scores.",
            refusal.Message);
    }

    private static RunResult Train(string adjustment) => GzslTrainer.Train(
        _dataset,
        new TinyMethods(new() { Epochs = 3, BatchSize = 32, LearningRate = 3e-3 })
            .With(new() { Threads = 1 }, adjustment: adjustment),
        cancellation: TestContext.Current.CancellationToken);
}
