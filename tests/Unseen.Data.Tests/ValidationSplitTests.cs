using Unseen.Tests.Training;

namespace Unseen.Data.Tests;

public sealed class ValidationSplitTests
{
    [Fact]
    public void Create_DatasetWithValidationClasses_HoldsThemOut()
    {
        var dataset = SmallDataset.WithSplit(split => split with
        {
            Train = [.. Enumerable.Range(0, 20)],
            Val = [.. Enumerable.Range(20, 20)],
        });

        var split = ValidationSplit.Create(dataset, seed: 0);

        Assert.Equal([2, 3], split.PseudoUnseenClasses);
        Assert.Equal([0, 1], split.TrainClasses);
        Assert.Equal(dataset.Split.TrainVal.Where(row => row >= 20), split.ValUnseen);
        Assert.Equal(2, split.ValSeen.Length); // from each of 2 classes, a fifth of 8 images, rounded down
        Assert.Equal(14, split.Train.Length);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(new[] { 1, 11 }, new[] { 2, 12 })] // all classes of val are in train, too
    [InlineData(new[] { 1 }, new[] { 11, 21, 31 })] // would leave only 1 class to train on
    [InlineData(new[] { 1, 11, 21 }, new[] { 30, 35 })] // the images of class 3 in val are test images
    public void Create_NoUsableValidationClasses_ChoosesSomeOfTheSeenClasses(int[]? train, int[]? val)
    {
        var split = ValidationSplit.Create(
            SmallDataset.WithSplit(split => split with { Train = train, Val = val }), seed: 1);

        Assert.Equal(2, split.PseudoUnseenClasses.Length);
        Assert.Equal(2, split.TrainClasses.Length);
        Assert.Equal([0, 1, 2, 3], split.TrainClasses.Concat(split.PseudoUnseenClasses).Order());
    }

    [Theory]
    [InlineData(3, 3, 1)] // every class is held out once, and each split trains on the other two
    [InlineData(8, 4, 2)] // every class is held out once
    [InlineData(20, 2, 4)] // 8 classes are held out in all
    [InlineData(40, 1, 8)]
    public void CreateFolds_NoValidationClasses_HoldsOutNoClassTwice(int seenClasses, int folds, int size)
    {
        var dataset = TinyBenchmark.Create(classes: seenClasses + 2);
        var splits = ValidationSplit.CreateFolds(dataset, seed: 1);

        Assert.Equal(folds, splits.Count);
        Assert.All(splits, split => Assert.Equal(size, split.PseudoUnseenClasses.Length));
        var heldOut = splits.SelectMany(split => split.PseudoUnseenClasses).ToArray();
        Assert.Equal(heldOut.Distinct(), heldOut);
        Assert.All(splits, split => Assert.Equal(
            dataset.Split.TrainVal, split.Train.Concat(split.ValSeen).Concat(split.ValUnseen).Order()));
    }

    [Fact]
    public void Create_AnySeed_PartitionsTrainVal()
    {
        var dataset = SmallDataset.Create();
        for (var seed = 0; seed < 20; seed++)
        {
            var split = ValidationSplit.Create(dataset, seed);

            Assert.Equal(dataset.Split.TrainVal, split.Train.Concat(split.ValSeen).Concat(split.ValUnseen).Order());
            Assert.All(split.TrainClasses, label =>
                Assert.Contains(split.ValSeen, row => dataset.Labels[row] == label));
        }
    }

    [Fact]
    public void Create_SameSeed_ReturnsTheSameSplit()
    {
        var first = ValidationSplit.Create(SmallDataset.Create(), seed: 7);
        var second = ValidationSplit.Create(SmallDataset.Create(), seed: 7);
        var other = ValidationSplit.Create(SmallDataset.Create(), seed: 8);

        Assert.Equal(first.Train, second.Train);
        Assert.NotEqual(first.Train, other.Train);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    public void Create_ClassOfFewImages_KeepsOneToTrainOn(int images, int heldOut)
    {
        var dataset = SmallDataset.WithSplit(split => split with
        {
            TrainVal = [.. Enumerable.Range(0, images), .. Enumerable.Range(10, images),
                .. Enumerable.Range(20, images)],
        });

        var split = ValidationSplit.Create(dataset, seed: 3);

        Assert.Equal(2 * heldOut, split.ValSeen.Length);
        Assert.Equal(2 * (images - heldOut), split.Train.Length);
    }

    [Fact]
    public void Create_TwoSeenClasses_IsRefused()
    {
        var dataset = SmallDataset.WithSplit(split => split with { TrainVal = [1, 2, 11, 12] });

        var exception = Assert.Throws<UnseenDataException>(() => ValidationSplit.Create(dataset, seed: 0));

        Assert.Contains("at least 3", exception.Message, StringComparison.Ordinal);
    }
}
