using Unseen.Data;
using Unseen.Inference;
using Unseen.Problems;
using Unseen.Tests.Training;
using static TorchSharp.torch;

namespace Unseen.Tests.Problems;

public class GzslProblemTests
{
    [Fact]
    public void ForTest_MinMax_IsFittedOnTrainvalAlone()
    {
        var dataset = TinyBenchmark.Create();
        using var problem = GzslProblem.ForTest(dataset, FeatureScalingKind.MinMax, CPU);
        for (var d = 0; d < dataset.Features.Columns; d++)
        {
            var column = dataset.Split.TrainVal.Select(row => (double)dataset.Features.Row(row)[d]).ToArray();
            var (low, high) = (column.Min(), column.Max());
            Assert.Equal((column[0] - low) / (high - low), problem.TrainFeatures[0, d].item<float>(), 1e-5);
            var first = (double)dataset.Features.Row(dataset.Split.TestSeen[0])[d];
            Assert.Equal((first - low) / (high - low), problem.ScoredFeatures[0, d].item<float>(), 1e-5);
        }
    }

    [Fact]
    public void ForTest_Classes_KeepTheDatasetsOrderAndCounts()
    {
        var dataset = TinyBenchmark.Create();
        using var problem = GzslProblem.ForTest(dataset, FeatureScalingKind.None, CPU);
        Assert.Equal(dataset.ClassNames, problem.ClassNames);
        Assert.Equal(dataset.SeenClasses, problem.SeenClasses);
        Assert.Equal([8, 9], problem.UnseenClasses);
        Assert.Equal([15, 15, 15, 15, 15, 15, 15, 15, 0, 0], problem.ClassCounts);
        Assert.Equal(dataset.Split.TrainVal.Select(row => (long)dataset.Labels[row]), problem.TrainLabels);
        Assert.True((problem.Descriptors.norm(1) - 1).abs().max().item<float>() < 1e-5);
    }

    [Fact]
    public void ForValidation_AnySplit_ExcludesTestImagesAndUnseenClasses()
    {
        var dataset = TinyBenchmark.Create();
        var split = ValidationSplit.Create(dataset, 3);
        using var problem = GzslProblem.ForValidation(dataset, split, FeatureScalingKind.None, CPU);
        Assert.DoesNotContain("class 8", problem.ClassNames);
        Assert.DoesNotContain("class 9", problem.ClassNames);
        Assert.Equal(split.PseudoUnseenClasses.Select(c => dataset.ClassNames[c]),
            problem.UnseenClasses.Select(c => problem.ClassNames[c]));
        Assert.Equal(split.Train.Length, problem.TrainFeatures.shape[0]);

        // Every training row is the expected image of trainval, and its class has the same name.
        int[] rows = [.. split.Train, .. split.ValSeen, .. split.ValUnseen];
        Assert.Empty(rows.Except(dataset.Split.TrainVal));
        for (var i = 0; i < split.Train.Length; i++)
        {
            Assert.Equal(dataset.ClassNames[dataset.Labels[split.Train[i]]],
                problem.ClassNames[problem.TrainLabels[i]]);
            Assert.Equal(dataset.Features.Row(split.Train[i]).ToArray(),
                problem.TrainFeatures[i].data<float>().ToArray());
        }
    }
}
