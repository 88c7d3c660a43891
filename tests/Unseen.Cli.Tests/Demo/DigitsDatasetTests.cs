using Unseen.Data.Inspection;
using Unseen.Runs.Demo;

namespace Unseen.Cli.Tests.Demo;

public sealed class DigitsDatasetTests
{
    [Fact]
    public void Create_ThreeAndSix_HasTheCountsOfTheDataset()
    {
        var dataset = DigitsDataset.Create([3, 6]);

        Assert.Equal((1797, 64), (dataset.Features.Rows, dataset.Features.Columns));
        Assert.Equal(
            [178, 182, 177, 183, 181, 182, 181, 179, 174, 180],
            dataset.Labels.CountBy(label => label).OrderBy(pair => pair.Key).Select(pair => pair.Value));
        Assert.Equal((0f, 1f), (dataset.Features.Values.Min(), dataset.Features.Values.Max()));
        Assert.Equal([3, 6], dataset.UnseenClasses);
        Assert.Equal(183 + 181, dataset.Split.TestUnseen.Length);
        Assert.Equal(1797, dataset.Split.TrainVal.Length + dataset.Split.TestSeen.Length
            + dataset.Split.TestUnseen.Length);
    }

    [Fact]
    public void Create_ZeroAndNine_HasNoErrorAndHoldsOutAFifth()
    {
        var dataset = DigitsDataset.Create([0, 9]);

        Assert.False(DatasetInspector.Inspect(dataset).HasErrors);
        var counts = dataset.Labels.CountBy(label => label).ToDictionary();
        Assert.Equal(dataset.SeenClasses.Sum(label => counts[label] / 5), dataset.Split.TestSeen.Length);
    }

    [Fact]
    public void Create_Twice_HoldsOutTheSameImages() =>
        Assert.Equal(DigitsDataset.Create([3, 6]).Split.TestSeen, DigitsDataset.Create([3, 6]).Split.TestSeen);
}
