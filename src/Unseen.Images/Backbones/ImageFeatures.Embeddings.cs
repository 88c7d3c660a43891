using Microsoft.Extensions.AI;

namespace Unseen.Images.Backbones;

/// <summary>Implements <c>IEmbeddingGenerator</c>, so that the middleware of <c>Microsoft.Extensions.AI</c> can be
/// used.</summary>
public sealed partial class ImageFeatures : IEmbeddingGenerator<DataContent, Embedding<float>>
{
    /// <summary>Computes the features of photographs, on all cores.</summary>
    /// <param name="values">the photographs, each the contents of a whole file; error messages use
    /// <see cref="DataContent.Name"/></param>
    /// <param name="options">not used: the image models determine the width of the features</param>
    /// <param name="cancellationToken">takes effect between photographs, during decoding, and before the image models
    /// run</param>
    /// <returns>the features of each photograph, [D], in the order of <paramref name="values"/></returns>
    /// <exception cref="ImageDataException">An image cannot be decoded or exceeds a limit, or an image model fails on
    /// it.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<DataContent> values, EmbeddingGenerationOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        DataContent[] photographs = [.. values];
        var features = new Embedding<float>[photographs.Length];
        await Parallel.ForAsync(0, photographs.Length, cancellationToken, (i, cancellation) =>
        {
            var name = photographs[i].Name ?? $"image {i + 1}";
            features[i] = new Embedding<float>(Extract(photographs[i].Data, name, cancellation));
            return ValueTask.CompletedTask;
        }).ConfigureAwait(false);
        return [.. features];
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(EmbeddingGeneratorMetadata) ? new EmbeddingGeneratorMetadata("unseen",
            defaultModelId: string.Join('+', Backbones.Select(backbone => Path.GetFileName(backbone.Path))),
            defaultModelDimensions: Width)
        : serviceType?.IsInstanceOfType(this) == true ? this : null;
}
