using static TorchSharp.torch;

namespace Unseen.Tests.Numerics.Properties;

/// <summary>A sum computed in doubles, and a bound on the rounding error of the same sum in float32.</summary>
internal struct Sum
{
    private const double Unit = 1.0 / (1 << 23); // twice the largest relative error of rounding to float32
    private const double CoarseUnit = 1.0 / (1 << 8); // the largest relative error of rounding to bfloat16

    private double _size;
    private int _terms;

    /// <summary>The sum.</summary>
    public double Value { get; private set; }

    /// <summary>Creates a sum for a number that a few operations compute.</summary>
    /// <param name="value">the number</param>
    /// <param name="size">the sum of the absolute values of its terms, if they can cancel out</param>
    public static Sum Single(double value, double size = 0)
    {
        var sum = default(Sum);
        sum.Add(value, Math.Max(size, Math.Abs(value)));
        return sum;
    }

    /// <summary>Adds a term.</summary>
    public void Add(double term) => Add(term, Math.Abs(term));

    /// <summary>Adds a term whose rounding error is proportional to <paramref name="size"/> instead of its absolute
    /// value.</summary>
    public void Add(double term, double size)
    {
        Value += term;
        _size += size;
        _terms++;
    }

    /// <summary>This sum times a number.</summary>
    public readonly Sum Times(double factor) => this with { Value = Value * factor, _size = _size * Math.Abs(factor) };

    /// <summary>This sum minus another sum.</summary>
    public readonly Sum Minus(Sum other) =>
        this with { Value = Value - other.Value, _size = _size + other._size, _terms = _terms + other._terms };

    /// <summary>Asserts that an operation computed the expected numbers, up to rounding in float32 and in the type of
    /// the result.</summary>
    /// <param name="name">name of the numbers in the message</param>
    /// <param name="expected">the numbers from plain loops</param>
    /// <param name="actual">the numbers from the operation</param>
    /// <param name="termsRounded">whether each term of the sums was first rounded to bfloat16</param>
    /// <param name="anyNonFinite">whether NaN and the infinities count as equal: a library that pads matrices with
    /// zeros multiplies infinity by zero, which gives NaN</param>
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
            Assert.True(agrees, $"{name}[{i}] is {value:G9}, but a plain loop gives {sum.Value:G17} ± {error:G3}");
        }
    }
}
