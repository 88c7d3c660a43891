using Unseen.Adaptation;
using Unseen.Calibration;
using Unseen.Data;
using Unseen.Inference;
using Unseen.Inference.Adaptation;
using Unseen.Problems;
using Unseen.Tests.Training;
using Unseen.Training;
using static TorchSharp.torch;

namespace Unseen.Tests.Calibration;

public sealed class AdaptationRehearsalTests
{
    private readonly GzslDataset _dataset = TinyBenchmark.Create();

    [Fact]
    public void Fit_OneFold_ScoresEachHalfAfterAdaptationToTheOtherHalf()
    {
        var split = ValidationSplit.Create(_dataset, seed: 0);
        using var problem = GzslProblem.ForValidation(_dataset, split, FeatureScalingKind.L2, CPU);
        var fold = problem.ToDataset();
        var model = TrainedOn(fold);
        var rehearsal = new AdaptationRehearsal();

        rehearsal.Add(problem, model, TestContext.Current.CancellationToken);

        var (first, second) = TransductiveTest.Halve(fold.Split, seed: 0);
        int[][] halves = [[.. first.Seen, .. first.Unseen], [.. second.Seen, .. second.Unseen]];
        Assert.Equal(split.ValSeen.Concat(split.ValUnseen).Order(), halves.SelectMany(rows => rows).Order());
        var fit = new CalibrationFit();
        foreach (var (pool, scored) in new[] { (halves[0], halves[1]), (halves[1], halves[0]) })
        {
            ReadOnlyMemory<float>[] features = [.. pool.Select(row => _dataset.Features.Row(row).ToArray())];
            var adapted = ModelAdapter.Adapt(WhitenedBranch.AddTo(model, fold), features,
                new AdaptationOptions { MinUnseen = 0 }, TestContext.Current.CancellationToken).Model;
            foreach (var row in scored)
            {
                var scores = new float[fold.ClassNames.Length];
                adapted.Score(_dataset.Features.Row(row), scores);
                var label = Array.IndexOf(fold.ClassNames, _dataset.ClassNames[_dataset.Labels[row]]);
                fit.Add(new FeatureMatrix(scores, 1, scores.Length), [label], problem.IsSeen);
            }
        }

        var (expected, found) = (fit.Fit()!, rehearsal.Fit()!);
        Assert.Equal(expected.SeenTemperature, found.SeenTemperature, 1e-3);
        Assert.Equal(expected.UnseenTemperature, found.UnseenTemperature, 1e-3);
    }

    [Fact]
    public void Fit_IdenticalImagesWithinEachClass_IsNull()
    {
        var withIdenticalImages = _dataset with
        {
            Features = _dataset.Features.Select(
                [.. _dataset.Labels.Select(label => Array.IndexOf(_dataset.Labels, label))]),
        };
        using var problem = GzslProblem.ForTest(withIdenticalImages, FeatureScalingKind.L2, CPU);
        var rehearsal = new AdaptationRehearsal();

        rehearsal.Add(problem, TrainedOn(_dataset), TestContext.Current.CancellationToken);

        Assert.Null(rehearsal.Fit());
    }

    [Fact]
    public void Fit_OneTrainingImagePerClass_IsNull()
    {
        var model = TrainedOn(_dataset);
        for (var seed = 1; seed <= 10; seed++) // for half of the seeds, the scatter is not 0 but a rounding error
        {
            var dataset = TinyBenchmark.Create(seed);
            int[] training = [.. dataset.Split.TrainVal.DistinctBy(row => dataset.Labels[row])];
            using var problem = GzslProblem.ForTest(
                dataset with { Split = dataset.Split with { TrainVal = training } }, FeatureScalingKind.L2, CPU);
            var rehearsal = new AdaptationRehearsal();

            rehearsal.Add(problem, model, TestContext.Current.CancellationToken);

            Assert.Null(rehearsal.Fit());
        }
    }

    private static UnseenModel TrainedOn(GzslDataset dataset) => GzslTrainer.Train(
        dataset, new RunOptions { Threads = 1 }, progress: null, TestContext.Current.CancellationToken).Model!;
}
