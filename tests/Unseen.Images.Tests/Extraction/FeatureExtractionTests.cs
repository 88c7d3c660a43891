using Unseen.Images.Backbones;
using Unseen.Images.Extraction;

namespace Unseen.Images.Tests.Extraction;

public sealed class FeatureExtractionTests : IDisposable
{
    private const int Count = 23;
    private readonly TemporaryFolder _folder = new();
    private readonly ImageFeatures _features;
    private readonly LabelledImage[] _images;

    public FeatureExtractionTests()
    {
        _features = new ImageFeatures(
            [Backbone.Load(TinyBackbone.Write(_folder.GetPath("a.onnx"), seed: 1)),
            Backbone.Load(TinyBackbone.Write(_folder.GetPath("b.onnx"), seed: 2))]);
        _images = [.. Enumerable.Range(0, Count)
            .Select(i => new LabelledImage(_folder.Write($"images/c{i % 3}/{i}.png", Pictures.Random(i, 20 + i, 30)),
            $"c{i % 3}"))];
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 2)]
    [InlineData(7, 1)]
    [InlineData(64, 2)]
    [InlineData(int.MaxValue, 2)]
    public void Run_WithAnyBatch_ExtractsTheSameFeatures(int batch, int threads)
    {
        var result = Extract(_images, batch: batch, threads: threads);

        Assert.Equal(_images, result.Images);
        for (var i = 0; i < Count; i++)
            Assert.Equal(
                _features.Extract(File.ReadAllBytes(_images[i].Path), "x", TestContext.Current.CancellationToken),
                result.Features[(i * result.Width)..((i + 1) * result.Width)]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void Run_WithDamagedPhotographs_SkipsThem(int batch)
    {
        var whole = Extract(_images).Features;
        File.WriteAllText(_images[3].Path, "no picture");
        File.Delete(_images[5].Path);
        File.WriteAllBytes(_images[8].Path, File.ReadAllBytes(_images[8].Path)[..40]);

        var result = Extract(_images, batch: batch);

        Assert.Equal([_images[3].Path, _images[5].Path, _images[8].Path],
            result.Skipped.Select(skipped => skipped.Path));
        Assert.Equal(Count - 3, result.Images.Count);
        Assert.Equal(whole[(9 * result.Width)..], result.Features[(6 * result.Width)..]);
    }

    [Fact]
    public void Run_WithAThinPhotograph_UsesItsMiddle()
    {
        // Resized as a whole, this picture would have 10 x 4,000,000 pixels.
        var thin = new LabelledImage(_folder.Write(
            "images/c0/thin.png", Pictures.Solid(1, 400_000, SkiaSharp.SKColors.Green)), "c0");
        var square = new LabelledImage(_folder.Write(
            "images/c0/square.png", Pictures.Solid(10, 10, SkiaSharp.SKColors.Green)), "c0");

        var result = Extract([thin, square]);

        Assert.Empty(result.Skipped);
        Assert.Equal(result.Features[result.Width..], result.Features[..result.Width]);
    }

    [Fact]
    public void Run_WithACache_ComputesOnlyNewPhotographs()
    {
        using (var cache = FeatureCache.Open(_folder.GetPath("cache"), _features))
            Assert.Equal(0, Extract(_images[..10], cache).Cached);
        File.Move(_images[0].Path, _folder.GetPath("elsewhere.png"));

        using var again = FeatureCache.Open(_folder.GetPath("cache"), _features);
        var result = Extract([new LabelledImage(_folder.GetPath("elsewhere.png"), "c0"), .. _images[1..]], again);

        Assert.Equal(10, result.Cached);
        Assert.Equal(Extract(_images[1..]).Features, result.Features[result.Width..]);
    }

    [Fact]
    public void Add_FeaturesOfAnotherWidth_AreRefused()
    {
        using var cache = FeatureCache.Open(_folder.GetPath("cache"), _features);

        Assert.Throws<ArgumentException>(() => cache.Add(FeatureCache.GetKey([1]), new float[_features.Width - 1]));

        Assert.Equal(0, cache.Count);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(11, 0)]
    [InlineData(-1, 9)]
    [InlineData(-30, 9)]
    public void Open_TruncatedCache_KeepsTheCompleteEntries(int length, int kept)
    {
        using (var cache = FeatureCache.Open(_folder.GetPath("cache"), _features))
            Extract(_images[..10], cache);
        var file = Directory.GetFiles(_folder.GetPath("cache")).Single();
        using (var stream = File.OpenWrite(file))
            stream.SetLength(length < 0 ? stream.Length + length : length);

        using (var cache = FeatureCache.Open(_folder.GetPath("cache"), _features))
        {
            Assert.Equal(kept, cache.Count);
            Assert.Equal(kept, Extract(_images[..10], cache, threads: 1).Cached);
        }

        using var mended = FeatureCache.Open(_folder.GetPath("cache"), _features);
        Assert.Equal(10, mended.Count);
    }

    [Fact]
    public void Open_DamagedCache_ComputesDamagedFeaturesAgain()
    {
        using (var cache = FeatureCache.Open(_folder.GetPath("cache"), _features))
            Extract(_images[..10], cache);
        var file = Directory.GetFiles(_folder.GetPath("cache")).Single();
        var bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(file, bytes);

        using var damaged = FeatureCache.Open(_folder.GetPath("cache"), _features);

        Assert.InRange(damaged.Count, 1, 9);
        Assert.Equal(Extract(_images).Features, Extract(_images, damaged).Features);
    }

    [Fact]
    public void Run_MorePhotographsThanFitIntoOneResult_IsRefusedBeforeReadingAny() =>
        Assert.Contains("images must be at most ",
            Assert.Throws<ArgumentException>(() => Extract(new Countless())).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(0)]
    [InlineData(-2)]
    public void Run_InvalidThreads_ThrowsWithTheParameter(int threads) =>
        Assert.Throws<ArgumentOutOfRangeException>(nameof(threads), () => Extract(_images[..1], threads: threads));

    [Fact]
    public void Run_Cancelled_KeepsTheExtractedFeatures()
    {
        using var source = new CancellationTokenSource();
        using var cache = FeatureCache.Open(_folder.GetPath("cache"), _features);

        Assert.ThrowsAny<OperationCanceledException>(() => FeatureExtraction.Run(
            _images, _features, cache, batch: 1, threads: 1, progress: new Stop(source), cancellation: source.Token));

        Assert.InRange(cache.Count, 5, Count - 1);
    }

    [Fact]
    public void Read_List_TakesPathsRelativeToTheList()
    {
        File.WriteAllText(_folder.GetPath("list.csv"),
            "label,path\nfirst,images/c0/0.png\n\"second, too\",images/c1/1.png\n");
        File.WriteAllText(_folder.GetPath("bare.csv"), "images/c0/0.png,first\n");
        File.WriteAllText(_folder.GetPath("wrong.csv"), "path,label\nimages/none.png,first\n");

        var list = ImageList.Read(_folder.GetPath("list.csv"));
        Assert.Equal(["first", "second, too"], list.Select(image => image.Label));
        Assert.Equal(_images[0].Path, Path.GetFullPath(ImageList.Read(_folder.GetPath("bare.csv")).Single().Path));
        var refusal = Assert.Throws<ImageDataException>(() => ImageList.Read(_folder.GetPath("wrong.csv")));
        Assert.EndsWith("line 2: there is no photograph 'images/none.png'. Paths are relative to the table.",
            refusal.Message, StringComparison.Ordinal);
    }

    private ExtractionResult Extract(
        IReadOnlyList<LabelledImage> images, FeatureCache? cache = null, int batch = FeatureExtraction.DefaultBatch,
        int? threads = null) =>
        FeatureExtraction.Run(images, _features, cache, batch, threads,
            cancellation: TestContext.Current.CancellationToken);

    public void Dispose()
    {
        _features.Dispose();
        _folder.Dispose();
    }

    /// <summary>A list that is too long to be read.</summary>
    private sealed class Countless : IReadOnlyList<LabelledImage>
    {
        public int Count => int.MaxValue;

        public LabelledImage this[int index] => throw new NotSupportedException();

        public IEnumerator<LabelledImage> GetEnumerator() => throw new NotSupportedException();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private sealed class Stop(CancellationTokenSource source) : IProgress<ExtractionProgress>
    {
        public void Report(ExtractionProgress value)
        {
            if (value.Done >= 5)
                source.Cancel();
        }
    }
}
