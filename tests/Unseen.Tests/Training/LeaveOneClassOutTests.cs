using Unseen.Data;
using Unseen.Evaluation;
using Unseen.Methods.Ensemble;
using Unseen.Methods.Linear;
using Unseen.Methods.NoGenerator;
using Unseen.Methods.Prototype;
using Unseen.Methods.Wgan;
using Unseen.Methods.Zla;
using Unseen.Options;
using Unseen.Tests.Classifiers;
using Unseen.Training;

namespace Unseen.Tests.Training;

public class LeaveOneClassOutTests
{
    private static readonly RunOptions _options = new()
    {
        Classifier = new PrototypeOptions
        {
            Hidden = 32,
            Training = new() { Epochs = 30, BatchSize = 16, LearningRate = 3e-3 }
        },
        Adjustment = new ZlaOptions { Sigma = 10 },
        Threads = 1,
    };

    private static readonly ChosenSettings _chosen =
        new() { ClassifierEpoch = 30, Options = OptionValues.None.With("sigma", 10) };

    [Fact]
    public void Estimate_OnLearnableProblems_RecognisesMostImagesOfAnAddedClass()
    {
        var rehearsals = Enumerable.Range(1, 2).Select(seed => LeaveOneClassOut.Estimate(
            TinyBenchmark.Create(seed, classes: 20), _options, _chosen,
                cancellation: TestContext.Current.CancellationToken)!).ToArray();

        // Measured, with the standard deviation of the mean: Accuracy 98 ± 2 (by chance 5) and OthersAfter 93 ± 2.
        Assert.InRange(rehearsals.Average(one => one.Accuracy), 85, 100);
        Assert.InRange(rehearsals.Average(one => one.OthersAfter), 70, 100);
    }

    [Fact]
    public void Estimate_AllSeenClasses_IsTheSameTwiceAndAddsNoAccuracyToOthers()
    {
        var dataset = TinyBenchmark.Create();

        var rehearsal = LeaveOneClassOut.Estimate(
            dataset, _options, _chosen, cancellation: TestContext.Current.CancellationToken)!;

        Assert.Equal(dataset.SeenClasses, rehearsal.Classes.Select(one => one.Label));
        Assert.All(rehearsal.Classes, one => Assert.Equal(15, one.Images));
        Assert.InRange(rehearsal.OthersAfter, 0, rehearsal.OthersBefore);
        Assert.True(rehearsal.Bias >= 0);
        Assert.Equal(rehearsal.Classes, LeaveOneClassOut.Estimate(
            dataset, _options, _chosen, cancellation: TestContext.Current.CancellationToken)!.Classes);
    }

    [Fact]
    public void Estimate_WithTestImagesSpoiled_ReturnsTheSameEstimate()
    {
        var dataset = TinyBenchmark.Create();
        var spoiled = dataset with
        {
            Features =
            new FeatureMatrix([.. dataset.Features.Values], dataset.Features.Rows, dataset.Features.Columns)
        };
        foreach (var row in dataset.Split.TestSeen.Concat(dataset.Split.TestUnseen))
            spoiled.Features.WritableRow(row).Fill(7);

        var (first, second) = (Estimate(dataset), Estimate(spoiled));

        Assert.Equal((first.Bias, first.OthersBefore, first.OthersAfter),
            (second.Bias, second.OthersBefore, second.OthersAfter));
        Assert.Equal(first.Classes, second.Classes);
    }

    [Fact]
    public void Estimate_ManyClasses_LeavesOutTheMaximumNumberOfClasses()
    {
        var quick = _options with
        {
            Classifier =
            new PrototypeOptions
            {
                Hidden = 32,
                Training = new() { Epochs = 1, BatchSize = 16, LearningRate = 3e-3 }
            }
        };

        var rehearsal = LeaveOneClassOut.Estimate(
            TinyBenchmark.Create(classes: 32, perClass: 4), quick, _chosen with { ClassifierEpoch = 1 },
            cancellation: TestContext.Current.CancellationToken)!;

        Assert.Equal(LeaveOneClassOut.MaxClasses, rehearsal.Classes.Select(one => one.Label).Distinct().Count());
    }

    [Theory]
    [InlineData(null)]
    [InlineData(10.0)]
    public void Estimate_WithoutUnseenClasses_LeavesOutEachSeenClass(double? sigma)
    {
        var dataset = TinyBenchmark.Create(classes: 5, perClass: 8);
        dataset = dataset with
        {
            Split = dataset.Split with
            {
                TrainVal = [.. dataset.Split.TrainVal, .. dataset.Split.TestUnseen],
                TestUnseen = [],
            },
        };
        var options = _options with { Adjustment = new ZlaOptions { Sigma = sigma } };
        var chosen = GzslTrainer.Train(dataset, options, cancellation: TestContext.Current.CancellationToken)
            .Seeds[0].Chosen;

        var rehearsal = LeaveOneClassOut.Estimate(
            dataset, options, chosen, cancellation: TestContext.Current.CancellationToken)!;

        Assert.Equal(Enumerable.Range(0, 5), rehearsal.Classes.Select(one => one.Label));
    }

    [Fact]
    public void Estimate_WithAMemberThatAModelFileCannotRepresent_ReturnsNull()
    {
        var training = _options.Classifier.WithSchedule(schedule => schedule with { Epochs = 1 });
        var options = _options with
        {
            Classifier = new EnsembleOptions
            {
                Members = [training, new NormalisedOptions { HasModel = false }],
                Training = new() { Epochs = 1 },
            },
        };

        Assert.Null(LeaveOneClassOut.Estimate(TinyBenchmark.Create(), options, _chosen with { ClassifierEpoch = 1 },
            cancellation: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void CanEstimate_UnsuitableMethods_IsFalse()
    {
        Assert.True(LeaveOneClassOut.CanEstimate(_options));
        Assert.True(LeaveOneClassOut.CanEstimate(_options with { Generator = new NoGeneratorOptions() }));
        Assert.False(LeaveOneClassOut.CanEstimate(_options with { Generator = new WganOptions() }));
        Assert.False(LeaveOneClassOut.CanEstimate(_options with { Classifier = new LinearOptions() }));
    }

    private static ClassRehearsal Estimate(GzslDataset dataset) =>
        LeaveOneClassOut.Estimate(dataset, _options, _chosen, cancellation: TestContext.Current.CancellationToken)!;
}
