using Unseen.Images.Backbones;
using Unseen.Images.Extraction;
using Unseen.Images.Tests;
using Unseen.Runs;
using Unseen.Runs.Photographs;

namespace Unseen.Cli.Tests.Photographs;

/// <summary>Tests <see cref="Extraction"/> while another process, here another cache in the same process, uses the
/// cache.</summary>
public sealed class ExtractionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ImageFeatures _features;
    private readonly ImageListing _listing;

    public ExtractionTests()
    {
        _features = new ImageFeatures([Backbone.Load(TinyBackbone.Write(_folder["a.onnx"], seed: 1))]);
        var path = _folder["image.png"];
        File.WriteAllBytes(path, Pictures.Random(1, 20, 30));
        _listing = new ImageListing([new LabelledImage(path, "class")], []);
    }

    [Fact]
    public async Task Run_CacheInUse_WaitsAndFindsTheFeaturesOfTheOtherProcess()
    {
        var (cache, waiting) = (FeatureCache.Open(_folder["cache"], _features), new TaskCompletionSource<string>());
        var run = Task.Run(() => Extract(new RunContext { Say = waiting.SetResult }));

        Assert.Contains("Another process uses the cache", await waiting.Task, StringComparison.Ordinal);
        Assert.False(run.IsCompleted);
        cache.Add(FeatureCache.GetKey(File.ReadAllBytes(_listing.Images[0].Path)), new float[_features.Width]);
        cache.Dispose();
        Assert.Equal(1, (await run).Cached);
    }

    [Fact]
    public async Task Run_CancelledWhileTheCacheIsInUse_Ends()
    {
        using var cache = FeatureCache.Open(_folder["cache"], _features);
        using var cancellation = new CancellationTokenSource();
        var context = new RunContext { Say = _ => cancellation.Cancel(), Cancellation = cancellation.Token };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Run(() => Extract(context)));
        Assert.Throws<IOException>(() => FeatureCache.Open(_folder["cache"], _features));
    }

    public void Dispose()
    {
        _features.Dispose();
        _folder.Dispose();
    }

    private ExtractionResult Extract(RunContext context) =>
        Extraction.Run(_listing, _features, _folder["cache"], batch: 1, context);
}
