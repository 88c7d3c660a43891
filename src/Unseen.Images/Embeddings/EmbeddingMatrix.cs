using Microsoft.Extensions.AI;
using Unseen.Data;

namespace Unseen.Images.Embeddings;

/// <summary>Computes features or descriptors with any embedding generator, such as a hosted model.</summary>
public static class EmbeddingMatrix
{
    /// <summary>The default maximum number of inputs in one call to the generator.</summary>
    public const int DefaultBatch = 32;

    /// <summary>Computes the embedding of every input.</summary>
    /// <typeparam name="TInput">string for texts, <see cref="DataContent"/> for photographs</typeparam>
    /// <param name="generator">the generator</param>
    /// <param name="inputs">[N] the inputs, at least one</param>
    /// <param name="batch">the maximum number of inputs in one call to the generator, at least 1, default 32</param>
    /// <param name="cancellation">passed to the generator, which decides when it stops</param>
    /// <returns>[N, D] the embeddings, as the generator returns them</returns>
    /// <exception cref="ArgumentException">There is no input, or the batch is less than 1.</exception>
    /// <exception cref="InvalidDataException">The generator returned more or fewer embeddings than inputs, empty
    /// embeddings, embeddings of different lengths, or numbers that are not finite.</exception>
    public static async Task<FeatureMatrix> CreateAsync<TInput>(
        IEmbeddingGenerator<TInput, Embedding<float>> generator, IReadOnlyList<TInput> inputs,
        int batch = DefaultBatch, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        if (inputs.Count == 0)
            throw new ArgumentException("inputs must be at least one, but was empty.", nameof(inputs));
        List<float> values = [];
        var width = 0;
        foreach (var (number, chunk) in inputs.Chunk(batch).Index())
        {
            var embeddings = await generator.GenerateAsync(chunk, cancellationToken: cancellation)
                .ConfigureAwait(false);
            if (embeddings.Count != chunk.Length)
                throw new InvalidDataException(
                    $"The embedding generator returned {embeddings.Count} embeddings for {chunk.Length} inputs.");
            foreach (var (place, embedding) in embeddings.Index())
            {
                var vector = embedding.Vector.Span;
                width = width == 0 ? vector.Length : width;
                if (vector.Length != width || width == 0)
                    throw new InvalidDataException($"The embedding of input {(number * batch) + place + 1} has "
                        + $"{vector.Length} numbers; all must have as many as the first ({width}), and at least one.");
                if (!System.Numerics.Tensors.TensorPrimitives.IsFiniteAll(vector))
                    throw new InvalidDataException($"The embedding of input {(number * batch) + place + 1} has "
                        + "numbers that are not finite.");
                values.AddRange(vector);
            }
        }

        return new FeatureMatrix([.. values], inputs.Count, width);
    }
}
