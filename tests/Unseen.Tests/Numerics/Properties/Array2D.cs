using static TorchSharp.torch;

namespace Unseen.Tests.Numerics.Properties;

/// <summary>The same numbers for an operation and for a plain loop.</summary>
internal sealed class Array2D
{
    private readonly double[] _values;
    private readonly int _columns;

    public Array2D(double[] values, int rows, int columns, ScalarType type)
    {
        (_values, _columns) = (values, columns);
        Tensor = tensor(values, [rows, columns]).to(type);
    }

    /// <summary>The numbers as the operation takes them: [R, K], of its type.</summary>
    public Tensor Tensor { get; }

    /// <summary>The same numbers as a vector: [R K].</summary>
    public Tensor Flat => Tensor.view(-1);

    public double this[long row, long column] => _values[(row * _columns) + column];

    public double this[long index] => _values[index];
}
