using Microsoft.Extensions.AI;
using Unseen.Images.Backbones;
using Unseen.Images.Embeddings;

namespace Unseen.Images.Tests.Embeddings;

public sealed class EmbeddingMatrixTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ImageFeatures _features;
    private readonly DataContent[] _photographs = [.. Enumerable.Range(0, 5).Select(
        i => new DataContent(Pictures.Random(i), "image/png") { Name = $"{i}.png" })];

    public EmbeddingMatrixTests() =>
        _features = new ImageFeatures([Backbone.Load(TinyBackbone.Write(_folder.GetPath("tiny.onnx")))]);

    [Fact]
    public async Task CreateAsync_Photographs_HasOneRowOfFeaturesForEach()
    {
        var matrix = await EmbeddingMatrix.CreateAsync(_features, _photographs, batch: 2,
            cancellation: TestContext.Current.CancellationToken);

        Assert.Equal((5, TinyBackbone.Width), (matrix.Rows, matrix.Columns));
        Assert.Equal(_photographs.SelectMany(one => Extract(one)), matrix.Values);
    }

    [Fact]
    public async Task GenerateAsync_DamagedPhotograph_ThrowsWithItsName()
    {
        var damaged = new DataContent(new byte[] { 1, 2, 3 }, "image/png") { Name = "damaged.png" };

        var refusal = await Assert.ThrowsAsync<ImageDataException>(() => _features.GenerateAsync(
            [_photographs[0], damaged], cancellationToken: TestContext.Current.CancellationToken));

        Assert.StartsWith("damaged.png: ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Middleware_AroundImageModels_SeesEveryBatchAndFindsTheModels()
    {
        using var generator = new Counting(_features);

        var matrix = await EmbeddingMatrix.CreateAsync(generator, _photographs, batch: 2,
            cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(3, generator.Calls);
        Assert.Equal(_photographs.SelectMany(one => Extract(one)), matrix.Values);
        Assert.Equal(TinyBackbone.Width, generator.GetService<EmbeddingGeneratorMetadata>()!.DefaultModelDimensions);
        Assert.Same(_features, generator.GetService<ImageFeatures>());
    }

    [Theory]
    [InlineData(new[] { 2, 2, 3 }, "The embedding of input 3 has 3 numbers; all must have as many as the first (2)")]
    [InlineData(new[] { 0 }, "The embedding of input 1 has 0 numbers")]
    [InlineData(new[] { -1, 2 }, "The embedding of input 1 has numbers that are not finite.")]
    [InlineData(new[] { 2, -2 }, "The embedding generator returned 1 embeddings for 2 inputs.")]
    public async Task CreateAsync_FaultyGenerator_ThrowsWithTheFault(int[] lengths, string message)
    {
        var refusal = await Assert.ThrowsAsync<InvalidDataException>(() => EmbeddingMatrix.CreateAsync(
            new Faulty(), lengths, batch: 2, cancellation: TestContext.Current.CancellationToken));

        Assert.StartsWith(message, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CreateAsync_WithoutInputs_Throws() =>
        await Assert.ThrowsAsync<ArgumentException>(() => EmbeddingMatrix.CreateAsync(new Faulty(), [],
            cancellation: TestContext.Current.CancellationToken));

    public void Dispose()
    {
        _features.Dispose();
        _folder.Dispose();
    }

    private float[] Extract(DataContent photograph) =>
        _features.Extract(photograph.Data, photograph.Name!, TestContext.Current.CancellationToken);

    private sealed class Counting(ImageFeatures inner) : DelegatingEmbeddingGenerator<DataContent, Embedding<float>>(
        inner)
    {
        public int Calls { get; private set; }

        public override Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<DataContent> values, EmbeddingGenerationOptions? options = null,
            CancellationToken cancellationToken = default)
        {
            Calls++;
            return base.GenerateAsync(values, options, cancellationToken);
        }
    }

    /// <summary>For an input n, returns an embedding of n zeros. For -1, the embedding is one NaN. For -2, no embedding
    /// is returned.</summary>
    private sealed class Faulty : IEmbeddingGenerator<int, Embedding<float>>
    {
        public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<int> values, EmbeddingGenerationOptions? options = null,
            CancellationToken cancellationToken = default) => Task.FromResult(
            new GeneratedEmbeddings<Embedding<float>>(values.Where(length => length != -2).Select(
                length => new Embedding<float>(length < 0 ? new[] { float.NaN } : new float[length]))));

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
