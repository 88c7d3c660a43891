using Unseen.Adaptation;
using Unseen.Data;
using Unseen.Evaluation;
using Unseen.Runs.Records;
using Unseen.Training;

namespace Unseen.Runs.Tests.Records;

public sealed class ClassRowTests
{
    /// <summary>Tests two seeds of the transductive protocol, each with its own half of the test images.</summary>
    [Fact]
    public void Create_SeedsWithDifferentTestImages_AveragesEachClassOverTheSeedsThatTestIt()
    {
        var result = new RunResult
        {
            Options = new RunOptions { Seeds = [0, 1] },
            Interrupted = false,
            ModelOrNull = null,
            Seeds = [Seed(0, [4, 0, 0], [50, double.NaN, double.NaN]), Seed(1, [8, 1, 0], [100, 100, double.NaN])],
        };
        var dataset = new GzslDataset
        {
            Name = "tiny",
            Features = new FeatureMatrix(new float[1], 1, 1),
            Labels = [0],
            ClassNames = ["heron", "stork", "okapi"],
            Descriptors = new FeatureMatrix(new float[3], 3, 1),
            Split = new GzslSplit { TrainVal = [0], TestSeen = [], TestUnseen = [] },
        };

        var rows = ClassRow.Create(result, dataset).ToArray();

        Assert.Equal([6, 1, 0], rows.Select(row => row.TestImages));
        Assert.Equal([75.0, 100.0, null], rows.Select(row => row.Accuracy));
        Assert.Equal(["4 of 6", "1 of 1", "no test image"], rows.Select(row => row.Recognised));
        Assert.Equal(["okapi"], RunMetrics.CreateFull(result, dataset.ClassNames, 0).ClassesWithoutTestImages);
    }

    private static SeedResult Seed(int seed, int[] counts, double[] accuracies) => new()
    {
        Seed = seed,
        Seconds = 1,
        History = [],
        Chosen = new ChosenSettings { ClassifierEpoch = 1 },
        Pool = new TransductivePool(9, 9, 9),
        Test = new GzslResult
        {
            U = 50,
            S = 50,
            T1 = 50,
            Ausuc = 0.5,
            PerClassAccuracy = accuracies,
            TestCounts = counts,
            Confusion = [[0, 0, 0], [0, 0, 0], [0, 0, 0]],
        },
    };
}
