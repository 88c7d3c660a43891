using Unseen.Data.Inspection;
using Unseen.Data.Loading;
using Unseen.TestSupport;

namespace Unseen.Data.Tests.Loading;

public sealed class FloTests
{
    [Fact]
    public void Load_Flo_HasThePublishedSizes()
    {
        var flo = DatasetLoader.Load(SharedData.Require("FLO"));

        Assert.Equal((8189, 2304), (flo.Features.Rows, flo.Features.Columns));
        Assert.Equal((102, 1024), (flo.Descriptors.Rows, flo.Descriptors.Columns));
        Assert.Equal((5631, 1403, 1155), (flo.Split.TrainVal.Length, flo.Split.TestSeen.Length,
            flo.Split.TestUnseen.Length));
        Assert.Equal((82, 20), (flo.SeenClasses.Length, flo.UnseenClasses.Length));
        Assert.Equal(Enumerable.Range(0, 20), flo.UnseenClasses);
        Assert.Equal("pink primrose", flo.ClassNames[0]);
        Assert.Equal(8189, flo.ImageFiles!.Length);
        Assert.Equal(["att_splits.mat", "mobilenet.mat"], flo.Checksums.Keys);
        Assert.All(flo.Checksums.Values, checksum => Assert.Matches("^[0-9a-f]{64}$", checksum));
    }

    [Fact]
    public void Inspect_Flo_WarnsThatItsValidationContainsTestImages()
    {
        var report = DatasetInspector.Inspect(DatasetLoader.Read(SharedData.Require("FLO")));

        Assert.False(report.HasErrors);
        Assert.Contains(report.Findings, finding =>
            finding.Code == "validation-overlaps-test" && finding.Message.Contains("1403", StringComparison.Ordinal));
        Assert.InRange(report.DescriptorNorm.Minimum, 0.999f, 1.001f);
    }

    [Fact]
    public void ValidationSplit_Flo_HoldsOutTwentyClassesAndNoTestImage()
    {
        var flo = DatasetLoader.Load(SharedData.Require("FLO"));

        var split = ValidationSplit.Create(flo, seed: 0);

        Assert.Equal((20, 62), (split.PseudoUnseenClasses.Length, split.TrainClasses.Length));
        Assert.Empty(split.Train.Concat(split.ValSeen).Concat(split.ValUnseen)
            .Intersect(flo.Split.TestSeen.Concat(flo.Split.TestUnseen)));
    }

    [Fact]
    public void Load_UnknownFeatures_ThrowsWithTheExistingNames()
    {
        var exception = Assert.Throws<UnseenDataException>(
            () => DatasetLoader.Load(SharedData.Require("FLO"), features: "res50"));

        Assert.Contains("'res50'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("mobilenet", exception.Message, StringComparison.Ordinal);
    }
}
