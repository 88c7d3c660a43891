namespace Unseen.Inference;

/// <summary>A float32 tensor of a model file: a shape and values. Do not change the arrays.</summary>
public sealed class ModelTensor
{
    /// <summary>Creates a tensor, without copying the arrays.</summary>
    /// <param name="shape">sizes of the dimensions, each at least 0</param>
    /// <param name="values">values in row-major order, as many as the product of the sizes</param>
    /// <exception cref="ArgumentException">A size is negative, or the number of values is not the product of the
    /// sizes.</exception>
    public ModelTensor(IReadOnlyList<int> shape, float[] values)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(values);
        var count = shape.Aggregate((Int128)1, (product, size) => Int128.Min(product * size, long.MaxValue));
        if (shape.Any(size => size < 0))
            throw new ArgumentException(
                $"every size must be at least 0, but the shape is [{string.Join(", ", shape)}].", nameof(shape));
        if (count != values.LongLength)
            throw new ArgumentException(
                $"a tensor of shape [{string.Join(", ", shape)}] has {count} values, but {values.LongLength} are "
                    + "given.", nameof(values));
        Shape = shape;
        Values = values;
    }

    /// <summary>Sizes of the dimensions.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>The sizes as text, such as [2, 3].</summary>
    internal string ShapeText => $"[{string.Join(", ", Shape)}]";

    /// <summary>The values in row-major order.</summary>
    public ReadOnlyMemory<float> Values { get; }
}
