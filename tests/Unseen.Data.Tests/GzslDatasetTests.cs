namespace Unseen.Data.Tests;

public sealed class GzslDatasetTests
{
    [Fact]
    public void SeenAndUnseenClasses_ReadTwice_AreComputedOnce()
    {
        var dataset = SmallDataset.Create();

        Assert.Equal([0, 1, 2, 3], dataset.SeenClasses);
        Assert.Equal([4, 5], dataset.UnseenClasses);
        Assert.Same(dataset.SeenClasses, dataset.SeenClasses);
        Assert.Same(dataset.UnseenClasses, dataset.UnseenClasses);
    }

    [Fact]
    public void SeenClasses_CopyWithAnotherSplit_FollowTheSplitOfTheCopy()
    {
        var dataset = SmallDataset.Create();
        _ = (dataset.SeenClasses, dataset.UnseenClasses);

        var copy = dataset with { Split = dataset.Split with { TrainVal = [1, 11] } };

        Assert.Equal([0, 1], copy.SeenClasses);
        Assert.Equal([2, 3, 4, 5], copy.UnseenClasses);
        Assert.Equal([0, 1, 2, 3], dataset.SeenClasses);
    }

    [Fact]
    public void UnseenClasses_CopyWithOtherLabelsOrNames_FollowTheCopy()
    {
        var dataset = SmallDataset.Create();
        _ = (dataset.SeenClasses, dataset.UnseenClasses);

        var relabelled = dataset with { Labels = [.. dataset.Labels.Select(_ => 5)] };
        var named = dataset with { ClassNames = [.. dataset.ClassNames, "gnu"] };

        Assert.Equal([0, 1, 2, 3, 4], relabelled.UnseenClasses);
        Assert.Equal([4, 5, 6], named.UnseenClasses);
    }

    [Fact]
    public void Digest_NoImages_IsComputed()
    {
        var empty = SmallDataset.Create() with { Features = new FeatureMatrix([], 0, 3), Labels = [] };

        Assert.Equal(DatasetDigest.Compute(empty), DatasetDigest.Compute(empty, allFeatures: true));
    }

    [Fact]
    public void Equals_Copy_IsFalse()
    {
        var dataset = SmallDataset.Create();

        Assert.False(dataset.Equals(dataset with { Name = "small" }));
        Assert.True(dataset.Equals(dataset));
    }
}
