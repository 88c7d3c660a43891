using TorchSharp;
using static TorchSharp.torch;

namespace Unseen.Numerics;

/// <summary>Operations on tensors and numbers that keep the native scalars alive until the native call has
/// returned.</summary>
/// <remarks>
/// A <see cref="Scalar"/> has a finaliser that frees the native number, and TorchSharp 0.107.0 passes its handle to
/// native code without keeping the object alive. If the garbage collector runs during the call, it can free the
/// temporary scalar of <c>tensor * 0.5</c>, or the scalar for alpha inside <c>tensor + tensor</c>. The call then throws
/// or computes with arbitrary values. Here every scalar is either disposed after the call or a constant. Each method
/// calls the same native operation as the operator that it replaces. Remove this class, and use the operators, once
/// TorchSharp keeps its scalars alive.
/// </remarks>
internal static class ScalarArithmetic
{
    private static readonly Scalar _zero = 0;
    private static readonly Scalar _one = 1;
    private static readonly Scalar _two = 2;

    /// <summary><c>left + right</c></summary>
    public static Tensor Plus(this Tensor left, Tensor right) => left.add(right, _one);

    /// <summary><c>left + right</c></summary>
    public static Tensor Plus(this Tensor left, double right)
    {
        using Scalar scalar = right;
        return left.add(scalar, _one);
    }

    /// <summary><c>left += right</c></summary>
    public static Tensor PlusInPlace(this Tensor left, Tensor right) => left.add_(right, _one);

    /// <summary><c>left += right</c></summary>
    public static Tensor PlusInPlace(this Tensor left, double right)
    {
        using Scalar scalar = right;
        return left.add_(scalar, _one);
    }

    /// <summary><c>left + factor · right</c></summary>
    public static Tensor PlusScaled(this Tensor left, Tensor right, double factor)
    {
        using Scalar scalar = factor;
        return left.add(right, scalar);
    }

    /// <summary><c>left += factor · right</c></summary>
    public static Tensor PlusScaledInPlace(this Tensor left, Tensor right, double factor)
    {
        using Scalar scalar = factor;
        return left.add_(right, scalar);
    }

    /// <summary><c>left += factor · first · second</c></summary>
    public static Tensor PlusProductInPlace(this Tensor left, Tensor first, Tensor second, double factor)
    {
        using Scalar scalar = factor;
        return left.addcmul_(first, second, scalar);
    }

    /// <summary><c>left += factor · numerator / denominator</c></summary>
    public static Tensor PlusQuotientInPlace(this Tensor left, Tensor numerator, Tensor denominator, double factor)
    {
        using Scalar scalar = factor;
        return left.addcdiv_(numerator, denominator, scalar);
    }

    /// <summary>Adds each slice of <paramref name="right"/> along a dimension to the slice of <paramref name="left"/>
    /// at the given index, in place.</summary>
    public static Tensor PlusAtInPlace(this Tensor left, long dimension, Tensor index, Tensor right) =>
        left.index_add_(dimension, index, right, _one);

    /// <summary><c>left - right</c> of integers or floating-point numbers</summary>
    public static Tensor Minus(this Tensor left, long right)
    {
        using Scalar scalar = right;
        return left.sub(scalar);
    }

    /// <summary><c>left * right</c></summary>
    public static Tensor Times(this Tensor left, double right)
    {
        using Scalar scalar = right;
        return left.mul(scalar);
    }

    /// <summary><c>left *= right</c></summary>
    public static Tensor TimesInPlace(this Tensor left, double right)
    {
        using Scalar scalar = right;
        return left.mul_(scalar);
    }

    /// <summary><c>left / right</c></summary>
    public static Tensor Over(this Tensor left, double right)
    {
        using Scalar scalar = right;
        return left.div(scalar);
    }

    /// <summary><c>left /= right</c></summary>
    public static Tensor OverInPlace(this Tensor left, double right)
    {
        using Scalar scalar = right;
        return left.div_(scalar);
    }

    /// <summary>The remainder of integers after division by a positive integer, at least 0.</summary>
    public static Tensor Remainder(this Tensor left, long right)
    {
        using Scalar scalar = right;
        return left.remainder(scalar);
    }

    /// <summary>The squares.</summary>
    public static Tensor Squared(this Tensor values) => values.pow(_two);

    /// <summary>LeakyReLU with a given slope for negative values.</summary>
    public static Tensor LeakyRelu(this Tensor values, double negativeSlope)
    {
        using Scalar scalar = negativeSlope;
        return values.leaky_relu(scalar);
    }

    /// <summary>The larger of each value and a bound.</summary>
    public static Tensor AtLeast(this Tensor values, double bound)
    {
        using Scalar scalar = bound;
        return values.clamp(min: scalar);
    }

    /// <summary>Replaces values below a bound by the bound, in place.</summary>
    public static Tensor AtLeastInPlace(this Tensor values, double bound)
    {
        using Scalar scalar = bound;
        return values.clamp_(min: scalar);
    }

    /// <summary>The smaller of each integer and a bound.</summary>
    public static Tensor AtMost(this Tensor values, long bound)
    {
        using Scalar scalar = bound;
        return values.clamp(max: scalar);
    }

    /// <summary><c>values &gt; 0</c></summary>
    public static Tensor ArePositive(this Tensor values) => values.gt(_zero);

    /// <summary><c>values &gt;= bound</c> of integers</summary>
    public static Tensor AreAtLeast(this Tensor values, long bound)
    {
        using Scalar scalar = bound;
        return values.ge(scalar);
    }

    /// <summary><c>values == other</c> of integers</summary>
    public static Tensor AreEqualTo(this Tensor values, long other)
    {
        using Scalar scalar = other;
        return values.eq(scalar);
    }

    /// <summary>Gets a copy in which the values under a mask are replaced by a number.</summary>
    public static Tensor Masked(this Tensor values, Tensor mask, double replacement)
    {
        using Scalar scalar = replacement;
        return values.masked_fill(mask, scalar);
    }

    /// <summary>Replaces the values under a mask by a number, in place.</summary>
    public static Tensor MaskedInPlace(this Tensor values, Tensor mask, double replacement)
    {
        using Scalar scalar = replacement;
        return values.masked_fill_(mask, scalar);
    }

    /// <summary>Creates a tensor of the same shape, filled with a number.</summary>
    public static Tensor FilledLike(this Tensor shape, double value, ScalarType type)
    {
        using Scalar scalar = value;
        return full_like(shape, scalar, dtype: type);
    }

    /// <summary>Creates the indices 0, 1 ... count - 1; [count] int64.</summary>
    public static Tensor Indices(long count, Device device)
    {
        using Scalar stop = count;
        return arange(_zero, stop, _one, dtype: ScalarType.Int64, device: device);
    }

    /// <summary>Gets the number in a tensor of one element.</summary>
    public static double Number(this Tensor value)
    {
        using var scalar = value.ToScalar();
        return scalar.ToDouble();
    }
}
