using Unseen.Images.Backbones;
using Unseen.Inference;

namespace Unseen.Images.Tests.Backbones;

public sealed class ImageFeaturesTests
{
    [Fact]
    public void Dispose_Twice_LeavesTheImageModelsOfOtherInstancesOpen()
    {
        using var folder = new TemporaryFolder();
        ColourModel.Write(folder.FullPath);
        var model = UnseenModel.Load(folder.GetPath(UnseenModel.FileName));
        var pool = new BackbonePool();
        using var other = ImageFeatures.CreateFor(model, folder.FullPath, pool: pool);
        var features = ImageFeatures.CreateFor(model, folder.FullPath, pool: pool);

        features.Dispose();
        features.Dispose();

        Assert.Equal(1, pool.Count);
        Assert.Equal(TinyBackbone.Width, other.Extract(
            Pictures.Random(1), "x", TestContext.Current.CancellationToken).Length);
    }
}
