using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Unseen.Inference.Products;

/// <summary>A tile of 6 samples by 16 classes, whose sums take 12 of the 16 AVX2 registers.</summary>
internal readonly unsafe struct Tile256 : ITile
{
    public static int Rows => 6;

    public static int Columns => 2 * Vector256<float>.Count;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compute(float* samples, float* classes, int depth, float* sums, long stride)
    {
        var width = Vector256<float>.Count;
        Vector256<float> s0a = default, s0b = default;
        Vector256<float> s1a = default, s1b = default;
        Vector256<float> s2a = default, s2b = default;
        Vector256<float> s3a = default, s3b = default;
        Vector256<float> s4a = default, s4b = default;
        Vector256<float> s5a = default, s5b = default;
        for (var k = 0; k < depth; k++, samples += 6, classes += 2 * width)
        {
            var a = Vector256.Load(classes);
            var b = Vector256.Load(classes + width);
            var v = Vector256.Create(samples[0]);
            s0a = Vector256.FusedMultiplyAdd(v, a, s0a);
            s0b = Vector256.FusedMultiplyAdd(v, b, s0b);
            v = Vector256.Create(samples[1]);
            s1a = Vector256.FusedMultiplyAdd(v, a, s1a);
            s1b = Vector256.FusedMultiplyAdd(v, b, s1b);
            v = Vector256.Create(samples[2]);
            s2a = Vector256.FusedMultiplyAdd(v, a, s2a);
            s2b = Vector256.FusedMultiplyAdd(v, b, s2b);
            v = Vector256.Create(samples[3]);
            s3a = Vector256.FusedMultiplyAdd(v, a, s3a);
            s3b = Vector256.FusedMultiplyAdd(v, b, s3b);
            v = Vector256.Create(samples[4]);
            s4a = Vector256.FusedMultiplyAdd(v, a, s4a);
            s4b = Vector256.FusedMultiplyAdd(v, b, s4b);
            v = Vector256.Create(samples[5]);
            s5a = Vector256.FusedMultiplyAdd(v, a, s5a);
            s5b = Vector256.FusedMultiplyAdd(v, b, s5b);
        }

        s0a.Store(sums);
        s0b.Store(sums + width);
        s1a.Store(sums + stride);
        s1b.Store(sums + stride + width);
        s2a.Store(sums + (2 * stride));
        s2b.Store(sums + (2 * stride) + width);
        s3a.Store(sums + (3 * stride));
        s3b.Store(sums + (3 * stride) + width);
        s4a.Store(sums + (4 * stride));
        s4b.Store(sums + (4 * stride) + width);
        s5a.Store(sums + (5 * stride));
        s5b.Store(sums + (5 * stride) + width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ComputeHalf(float* samples, float* classes, int depth, float* sums)
    {
        var width = Vector256<float>.Count;
        Vector256<float> s0a = default;
        Vector256<float> s1a = default;
        Vector256<float> s2a = default;
        Vector256<float> s3a = default;
        Vector256<float> s4a = default;
        Vector256<float> s5a = default;
        for (var k = 0; k < depth; k++, samples += 6, classes += width)
        {
            var a = Vector256.Load(classes);
            var v = Vector256.Create(samples[0]);
            s0a = Vector256.FusedMultiplyAdd(v, a, s0a);
            v = Vector256.Create(samples[1]);
            s1a = Vector256.FusedMultiplyAdd(v, a, s1a);
            v = Vector256.Create(samples[2]);
            s2a = Vector256.FusedMultiplyAdd(v, a, s2a);
            v = Vector256.Create(samples[3]);
            s3a = Vector256.FusedMultiplyAdd(v, a, s3a);
            v = Vector256.Create(samples[4]);
            s4a = Vector256.FusedMultiplyAdd(v, a, s4a);
            v = Vector256.Create(samples[5]);
            s5a = Vector256.FusedMultiplyAdd(v, a, s5a);
        }

        s0a.Store(sums);
        s1a.Store(sums + width);
        s2a.Store(sums + (2 * width));
        s3a.Store(sums + (3 * width));
        s4a.Store(sums + (4 * width));
        s5a.Store(sums + (5 * width));
    }
}
