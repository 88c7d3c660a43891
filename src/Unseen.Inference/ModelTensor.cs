namespace Unseen.Inference;

/// <summary>A named-by-its-owner array of float32 values with a shape, as a model file holds it. The values must not be
/// changed.</summary>
public sealed class ModelTensor
{
    /// <summary>Wraps values without copying them.</summary>
    /// <param name="shape">sizes of the dimensions, each at least 0</param>
    /// <param name="values">row-major values, as many as the shape's product</param>
    /// <exception cref="ArgumentException">The number of values is not the shape's product.</exception>
    public ModelTensor(IReadOnlyList<int> shape, float[] values)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(values);
        var count = shape.Aggregate(1L, (product, size) => checked(product * size));
        if (count != values.LongLength || shape.Any(size => size < 0))
            throw new ArgumentException(
                $"values must be {count} for shape [{string.Join(", ", shape)}], but were {values.LongLength}.",
                nameof(values));
        Shape = shape;
        Values = values;
    }

    /// <summary>Sizes of the dimensions.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>Row-major values.</summary>
    public ReadOnlyMemory<float> Values { get; }
}
