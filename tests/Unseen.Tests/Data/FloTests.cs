using Unseen.Data;
using Unseen.TestSupport;

namespace Unseen.Tests.Data;

public sealed class FloTests
{
    [Fact]
    public void Load_Flo_HasThePublishedSizes()
    {
        var flo = DatasetLoader.Load(SharedData.Require("FLO"));

        Assert.Equal((8189, 2304), (flo.Features.Rows, flo.Features.Columns));
        Assert.Equal((102, 1024), (flo.Descriptors.Rows, flo.Descriptors.Columns));
        Assert.Equal((5631, 1403, 1155), (flo.Split.TrainVal.Length, flo.Split.TestSeen.Length, flo.Split.TestUnseen.Length));
        Assert.Equal((82, 20), (flo.SeenClasses.Length, flo.UnseenClasses.Length));
        Assert.Equal(Enumerable.Range(0, 20), flo.UnseenClasses);
        Assert.Equal("pink primrose", flo.ClassNames[0]);
        Assert.Equal(8189, flo.ImageFiles!.Length);
    }
}
