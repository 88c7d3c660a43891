using static TorchSharp.torch;

namespace Unseen.Tests.Numerics.Properties;

/// <summary>A matrix, as a tensor for an operation and as doubles for a plain loop.</summary>
internal sealed class Array2D
{
    private readonly double[] _values;
    private readonly int _columns;

    public Array2D(double[] values, int rows, int columns, ScalarType type)
    {
        (_values, _columns) = (values, columns);
        Tensor = tensor(values, [rows, columns]).to(type);
    }

    /// <summary>The tensor for the operation: [rows, columns], of the given type.</summary>
    public Tensor Tensor { get; }

    /// <summary>The tensor as a vector of all rows: [rows * columns].</summary>
    public Tensor Flat => Tensor.view(-1);

    public double this[long row, long column] => _values[(row * _columns) + column];

    public double this[long index] => _values[index];
}
