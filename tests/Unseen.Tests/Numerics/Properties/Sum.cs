using static TorchSharp.torch;

namespace Unseen.Tests.Numerics.Properties;

/// <summary>A sum in a plain loop over doubles, with the error that float32 may make in it.</summary>
internal struct Sum
{
    private const double Unit = 1.0 / (1 << 23); // of float32: twice the largest relative error of an operation
    private const double CoarseUnit = 1.0 / (1 << 8); // of bfloat16

    private double _size;
    private int _terms;

    /// <summary>The sum.</summary>
    public double Value { get; private set; }

    /// <summary>A number that is computed by a few operations.</summary>
    /// <param name="value">the number</param>
    /// <param name="size">size of the terms that it is made of, if they may cancel out</param>
    public static Sum Single(double value, double size = 0)
    {
        var sum = default(Sum);
        sum.Add(value, Math.Max(size, Math.Abs(value)));
        return sum;
    }

    /// <summary>Adds a term.</summary>
    public void Add(double term) => Add(term, Math.Abs(term));

    /// <summary>Adds a term that is itself made of larger ones.</summary>
    public void Add(double term, double size)
    {
        Value += term;
        _size += size;
        _terms++;
    }

    /// <summary>The sum times a number.</summary>
    public readonly Sum Times(double factor) => this with { Value = Value * factor, _size = _size * Math.Abs(factor) };

    /// <summary>The sum less another one.</summary>
    public readonly Sum Less(Sum other) =>
        this with { Value = Value - other.Value, _size = _size + other._size, _terms = _terms + other._terms };

    /// <summary>Throws unless an operation gave these numbers, to within float32's rounding and that of the type they
    /// are stored in.</summary>
    /// <param name="name">what the message calls the numbers</param>
    /// <param name="expected">the numbers by plain loops</param>
    /// <param name="actual">the numbers of the operation</param>
    /// <param name="termsRounded">whether each term of the sums was first rounded to the product type</param>
    /// <param name="anyNonFinite">whether NaN and the infinities count as equal, since a library that multiplies
    /// padding of zeros turns infinity into NaN</param>
    public static void Check(string name, Sum[] expected, Tensor actual, bool termsRounded = false,
        bool anyNonFinite = false)
    {
        var coarse = actual.dtype == ScalarType.BFloat16 || termsRounded;
        var least = coarse ? Math.ScaleB(1, -133) : float.Epsilon;
        var values = actual.to(ScalarType.Float32).contiguous().data<float>().ToArray();
        Assert.Equal(expected.Length, values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            var (value, sum) = (values[i], expected[i]);
            var error = (sum._size * (sum._terms + 8) * Unit) + (4 * (sum._terms + 1) * least);
            error += coarse ? (termsRounded ? sum._size : Math.Abs(sum.Value)) * CoarseUnit : 0;
            var agrees = double.IsFinite(sum.Value) ? Math.Abs(value - sum.Value) <= error
                : anyNonFinite ? !float.IsFinite(value) : sum.Value.Equals(value);
            Assert.True(agrees, $"{name}[{i}] is {value:G9}, and {sum.Value:G17} by a plain loop, ± {error:G3}");
        }
    }
}
