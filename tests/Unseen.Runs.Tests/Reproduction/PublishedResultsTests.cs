using Unseen.Data;
using Unseen.Experiments;
using Unseen.Runs.Reproduction;
using Unseen.Training;

namespace Unseen.Runs.Tests.Reproduction;

public sealed class PublishedResultsTests
{
    // The first two rows are from Chen et al., IJCAI 2022. The others are from Narayan et al., ECCV 2020, who describe
    // CUB by its 312 attributes.
    [Theory]
    [InlineData("wgan", "+ ZLAP", "AwA2", 85, 65.4, 82.2, 72.8)]
    [InlineData("ce-gzsl", "as published", "CUB", 1024, 66.9, 65.9, 66.4)]
    [InlineData("tf-vaegan", "as published", "CUB", 312, 52.8, 64.7, 58.1)]
    [InlineData("tf-vaegan", "as published", "FLO", 1024, 62.5, 84.1, 71.7)]
    public void Find_DatasetAndDescriptorsOfThePaper_ReturnsThePublishedNumbers(
        string method, string variant, string dataset, int descriptorWidth, double u, double s, double h) =>
        Assert.Equal((u, s, h), PublishedResults.Find(Dataset(dataset, 2048, descriptorWidth), Cell(method, variant)));

    [Theory]
    [InlineData("wgan", "+ ZLAP", "AwA2", 2304, 85)] // published with features of width 2048
    [InlineData("wgan", "+ ZLAP", "AwA2", 2048, 50)] // published with 85 attributes
    [InlineData("tf-vaegan", "as published", "CUB", 2048, 1024)] // published with attributes
    [InlineData("ce-gzsl", "as published", "CUB", 2048, 312)] // published with sentences
    [InlineData("cvae", "+ ZLAP", "AwA2", 2048, 85)] // not published
    [InlineData("wgan", "+ calibrated stacking", "AwA2", 2048, 85)]
    [InlineData("wgan", "+ ZLAP", "mine", 2048, 85)]
    public void Find_SettingThatWasNotPublished_ReturnsNull(
        string method, string variant, string dataset, int featureWidth, int descriptorWidth) =>
        Assert.Null(PublishedResults.Find(Dataset(dataset, featureWidth, descriptorWidth), Cell(method, variant)));

    [Theory]
    [InlineData("CUB", 312, true)]
    [InlineData("CUB", 1024, true)]
    [InlineData("CUB", 85, false)]
    [InlineData("mine", 85, false)]
    public void Covers_Dataset_IsTrueIfAPaperUsedItsDescriptors(string dataset, int descriptorWidth, bool expected) =>
        Assert.Equal(expected, PublishedResults.Covers(Dataset(dataset, 2048, descriptorWidth)));

    private static ExperimentCell Cell(string method, string variant) => new(method, variant, new RunOptions());

    private static GzslDataset Dataset(string name, int featureWidth, int descriptorWidth) => new()
    {
        Name = name,
        Features = new FeatureMatrix(new float[featureWidth], 1, featureWidth),
        Labels = [0],
        ClassNames = ["okapi"],
        Descriptors = new FeatureMatrix(new float[descriptorWidth], 1, descriptorWidth),
        Split = new GzslSplit { TrainVal = [0], TestSeen = [], TestUnseen = [] },
    };
}
