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
    public void Evaluate_ModelOfARun_GivesTheRunsScores(string adjustment)
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

        Assert.Equal("tiny: class 3 must be 'class 3', the model's, but was 'zebra'.",
            MessageFor(_dataset with { ClassNames = renamed }));
        Assert.Equal("tiny: number of classes must be 10, the model's, but was 11.",
            MessageFor(_dataset with { ClassNames = [.. renamed, "more"] }));
        Assert.Equal("tiny: feature width must be 12, the model's, but was 5.",
            MessageFor(_dataset with { Features = narrow }));
        Assert.Equal(
            "tiny: class 'class 9' must be unseen, as for the model, but was seen.",
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
    public void Evaluate_FeaturesTooLargeForFloat32_NamesTheFirstImage()
    {
        var features = new FeatureMatrix([.. _dataset.Features.Values], _dataset.Features.Rows,
            _dataset.Features.Columns);
        int[] test = [.. _dataset.Split.TestSeen, .. _dataset.Split.TestUnseen];
        foreach (var row in test[2..])
            features.WritableRow(row).Fill(3e38f);

        var refusal = Assert.Throws<UnseenDataException>(
            () => ModelEvaluator.Evaluate(Train("none").Model, _dataset with { Features = features }));

        Assert.Equal(
            $"tiny: features of image {test[2..].Min()} must be finite, and small enough for finite scores, but was "
            + "not.", refusal.Message);
    }

    private static RunResult Train(string adjustment) => GzslTrainer.Train(
        _dataset,
        new TinyMethods(new() { Epochs = 3, BatchSize = 32, LearningRate = 3e-3 })
            .With(new() { Threads = 1 }, adjustment: adjustment),
        cancellation: TestContext.Current.CancellationToken);
}
