using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Unseen.Inference.Products;

/// <summary>Computes the products of one sample with the rows of a matrix.</summary>
internal static unsafe class RowProducts
{
    /// <summary>With AVX-512, a sample is multiplied by this many rows in one pass. The remaining rows at the end are
    /// multiplied one by one.</summary>
    public const int RowsAtOnce = 8;

    // The number of values R * D up to which one core computes all products, because using other cores would cost more
    // than it saves.
    private const long MaxValuesOnOneCore = 1 << 21;

    /// <summary>Multiplies a sample by all rows, on several cores if the matrix is large.</summary>
    /// <param name="sample">[D]</param>
    /// <param name="matrix">[R, D]</param>
    /// <param name="products">[R] receives the products</param>
    /// <param name="team">the threads that help with a large matrix</param>
    public static void Multiply(ReadOnlySpan<float> sample, ReadOnlySpan<float> matrix, Span<float> products,
        CoreTeam team)
    {
        fixed (float* samples = sample, rows = matrix, targets = products)
        {
            if ((long)products.Length * sample.Length <= MaxValuesOnOneCore)
                Multiply(samples, rows, sample.Length, targets, products.Length);
            else
                team.Multiply(samples, rows, sample.Length, targets, products.Length);
        }
    }

    /// <summary>Multiplies a sample by all rows on the calling thread. With AVX-512 and D of at least 32, eight rows
    /// are multiplied at once, so that the sample is read once for all eight.</summary>
    /// <param name="sample">[D]</param>
    /// <param name="matrix">[R, D]</param>
    /// <param name="width">D</param>
    /// <param name="products">[R] receives the products</param>
    /// <param name="rows">R</param>
    public static void Multiply(float* sample, float* matrix, int width, float* products, int rows)
    {
        var row = 0;
        if (Vector512.IsHardwareAccelerated && width >= 2 * Vector512<float>.Count)
            for (; row + RowsAtOnce <= rows; row += RowsAtOnce)
                Eight(sample, matrix + ((long)row * width), width, products + row);
        for (; row < rows; row++)
            products[row] = TensorPrimitives.Dot(new ReadOnlySpan<float>(sample, width), new ReadOnlySpan<float>(
                matrix + ((long)row * width), width));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Eight(float* sample, float* rows, int width, float* products)
    {
        const int step = 16; // Vector512<float>.Count
        var w0 = rows;
        var w1 = rows + width;
        var w2 = rows + (2 * width);
        var w3 = rows + (3 * width);
        var w4 = rows + (4 * width);
        var w5 = rows + (5 * width);
        var w6 = rows + (6 * width);
        var w7 = rows + (7 * width);
        Vector512<float> a0 = default, b0 = default;
        Vector512<float> a1 = default, b1 = default;
        Vector512<float> a2 = default, b2 = default;
        Vector512<float> a3 = default, b3 = default;
        Vector512<float> a4 = default, b4 = default;
        Vector512<float> a5 = default, b5 = default;
        Vector512<float> a6 = default, b6 = default;
        Vector512<float> a7 = default, b7 = default;
        var k = 0;
        for (; k + (2 * step) <= width; k += 2 * step)
        {
            var u = Vector512.Load(sample + k);
            var v = Vector512.Load(sample + k + step);
            a0 = Vector512.FusedMultiplyAdd(u, Vector512.Load(w0 + k), a0);
            a1 = Vector512.FusedMultiplyAdd(u, Vector512.Load(w1 + k), a1);
            a2 = Vector512.FusedMultiplyAdd(u, Vector512.Load(w2 + k), a2);
            a3 = Vector512.FusedMultiplyAdd(u, Vector512.Load(w3 + k), a3);
            a4 = Vector512.FusedMultiplyAdd(u, Vector512.Load(w4 + k), a4);
            a5 = Vector512.FusedMultiplyAdd(u, Vector512.Load(w5 + k), a5);
            a6 = Vector512.FusedMultiplyAdd(u, Vector512.Load(w6 + k), a6);
            a7 = Vector512.FusedMultiplyAdd(u, Vector512.Load(w7 + k), a7);
            b0 = Vector512.FusedMultiplyAdd(v, Vector512.Load(w0 + k + step), b0);
            b1 = Vector512.FusedMultiplyAdd(v, Vector512.Load(w1 + k + step), b1);
            b2 = Vector512.FusedMultiplyAdd(v, Vector512.Load(w2 + k + step), b2);
            b3 = Vector512.FusedMultiplyAdd(v, Vector512.Load(w3 + k + step), b3);
            b4 = Vector512.FusedMultiplyAdd(v, Vector512.Load(w4 + k + step), b4);
            b5 = Vector512.FusedMultiplyAdd(v, Vector512.Load(w5 + k + step), b5);
            b6 = Vector512.FusedMultiplyAdd(v, Vector512.Load(w6 + k + step), b6);
            b7 = Vector512.FusedMultiplyAdd(v, Vector512.Load(w7 + k + step), b7);
        }

        products[0] = Vector512.Sum(a0 + b0);
        products[1] = Vector512.Sum(a1 + b1);
        products[2] = Vector512.Sum(a2 + b2);
        products[3] = Vector512.Sum(a3 + b3);
        products[4] = Vector512.Sum(a4 + b4);
        products[5] = Vector512.Sum(a5 + b5);
        products[6] = Vector512.Sum(a6 + b6);
        products[7] = Vector512.Sum(a7 + b7);
        for (; k < width; k++)
            for (var row = 0; row < RowsAtOnce; row++)
                products[row] += sample[k] * rows[(row * width) + k];
    }
}
