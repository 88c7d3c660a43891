using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Unseen.Inference.Products;

/// <summary>A tile of 12 samples by 32 classes, whose sums take 24 of the 32 AVX-512 registers.</summary>
internal readonly unsafe struct Tile512 : ITile
{
    public static int Rows => 12;

    public static int Columns => 2 * Vector512<float>.Count;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compute(float* samples, float* classes, int depth, float* sums, long stride)
    {
        var width = Vector512<float>.Count;
        Vector512<float> s0a = default, s0b = default;
        Vector512<float> s1a = default, s1b = default;
        Vector512<float> s2a = default, s2b = default;
        Vector512<float> s3a = default, s3b = default;
        Vector512<float> s4a = default, s4b = default;
        Vector512<float> s5a = default, s5b = default;
        Vector512<float> s6a = default, s6b = default;
        Vector512<float> s7a = default, s7b = default;
        Vector512<float> s8a = default, s8b = default;
        Vector512<float> s9a = default, s9b = default;
        Vector512<float> s10a = default, s10b = default;
        Vector512<float> s11a = default, s11b = default;
        for (var k = 0; k < depth; k++, samples += 12, classes += 2 * width)
        {
            var a = Vector512.Load(classes);
            var b = Vector512.Load(classes + width);
            var v = Vector512.Create(samples[0]);
            s0a = Vector512.FusedMultiplyAdd(v, a, s0a);
            s0b = Vector512.FusedMultiplyAdd(v, b, s0b);
            v = Vector512.Create(samples[1]);
            s1a = Vector512.FusedMultiplyAdd(v, a, s1a);
            s1b = Vector512.FusedMultiplyAdd(v, b, s1b);
            v = Vector512.Create(samples[2]);
            s2a = Vector512.FusedMultiplyAdd(v, a, s2a);
            s2b = Vector512.FusedMultiplyAdd(v, b, s2b);
            v = Vector512.Create(samples[3]);
            s3a = Vector512.FusedMultiplyAdd(v, a, s3a);
            s3b = Vector512.FusedMultiplyAdd(v, b, s3b);
            v = Vector512.Create(samples[4]);
            s4a = Vector512.FusedMultiplyAdd(v, a, s4a);
            s4b = Vector512.FusedMultiplyAdd(v, b, s4b);
            v = Vector512.Create(samples[5]);
            s5a = Vector512.FusedMultiplyAdd(v, a, s5a);
            s5b = Vector512.FusedMultiplyAdd(v, b, s5b);
            v = Vector512.Create(samples[6]);
            s6a = Vector512.FusedMultiplyAdd(v, a, s6a);
            s6b = Vector512.FusedMultiplyAdd(v, b, s6b);
            v = Vector512.Create(samples[7]);
            s7a = Vector512.FusedMultiplyAdd(v, a, s7a);
            s7b = Vector512.FusedMultiplyAdd(v, b, s7b);
            v = Vector512.Create(samples[8]);
            s8a = Vector512.FusedMultiplyAdd(v, a, s8a);
            s8b = Vector512.FusedMultiplyAdd(v, b, s8b);
            v = Vector512.Create(samples[9]);
            s9a = Vector512.FusedMultiplyAdd(v, a, s9a);
            s9b = Vector512.FusedMultiplyAdd(v, b, s9b);
            v = Vector512.Create(samples[10]);
            s10a = Vector512.FusedMultiplyAdd(v, a, s10a);
            s10b = Vector512.FusedMultiplyAdd(v, b, s10b);
            v = Vector512.Create(samples[11]);
            s11a = Vector512.FusedMultiplyAdd(v, a, s11a);
            s11b = Vector512.FusedMultiplyAdd(v, b, s11b);
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
        s6a.Store(sums + (6 * stride));
        s6b.Store(sums + (6 * stride) + width);
        s7a.Store(sums + (7 * stride));
        s7b.Store(sums + (7 * stride) + width);
        s8a.Store(sums + (8 * stride));
        s8b.Store(sums + (8 * stride) + width);
        s9a.Store(sums + (9 * stride));
        s9b.Store(sums + (9 * stride) + width);
        s10a.Store(sums + (10 * stride));
        s10b.Store(sums + (10 * stride) + width);
        s11a.Store(sums + (11 * stride));
        s11b.Store(sums + (11 * stride) + width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ComputeHalf(float* samples, float* classes, int depth, float* sums)
    {
        var width = Vector512<float>.Count;
        Vector512<float> s0a = default;
        Vector512<float> s1a = default;
        Vector512<float> s2a = default;
        Vector512<float> s3a = default;
        Vector512<float> s4a = default;
        Vector512<float> s5a = default;
        Vector512<float> s6a = default;
        Vector512<float> s7a = default;
        Vector512<float> s8a = default;
        Vector512<float> s9a = default;
        Vector512<float> s10a = default;
        Vector512<float> s11a = default;
        for (var k = 0; k < depth; k++, samples += 12, classes += width)
        {
            var a = Vector512.Load(classes);
            var v = Vector512.Create(samples[0]);
            s0a = Vector512.FusedMultiplyAdd(v, a, s0a);
            v = Vector512.Create(samples[1]);
            s1a = Vector512.FusedMultiplyAdd(v, a, s1a);
            v = Vector512.Create(samples[2]);
            s2a = Vector512.FusedMultiplyAdd(v, a, s2a);
            v = Vector512.Create(samples[3]);
            s3a = Vector512.FusedMultiplyAdd(v, a, s3a);
            v = Vector512.Create(samples[4]);
            s4a = Vector512.FusedMultiplyAdd(v, a, s4a);
            v = Vector512.Create(samples[5]);
            s5a = Vector512.FusedMultiplyAdd(v, a, s5a);
            v = Vector512.Create(samples[6]);
            s6a = Vector512.FusedMultiplyAdd(v, a, s6a);
            v = Vector512.Create(samples[7]);
            s7a = Vector512.FusedMultiplyAdd(v, a, s7a);
            v = Vector512.Create(samples[8]);
            s8a = Vector512.FusedMultiplyAdd(v, a, s8a);
            v = Vector512.Create(samples[9]);
            s9a = Vector512.FusedMultiplyAdd(v, a, s9a);
            v = Vector512.Create(samples[10]);
            s10a = Vector512.FusedMultiplyAdd(v, a, s10a);
            v = Vector512.Create(samples[11]);
            s11a = Vector512.FusedMultiplyAdd(v, a, s11a);
        }

        s0a.Store(sums);
        s1a.Store(sums + width);
        s2a.Store(sums + (2 * width));
        s3a.Store(sums + (3 * width));
        s4a.Store(sums + (4 * width));
        s5a.Store(sums + (5 * width));
        s6a.Store(sums + (6 * width));
        s7a.Store(sums + (7 * width));
        s8a.Store(sums + (8 * width));
        s9a.Store(sums + (9 * width));
        s10a.Store(sums + (10 * width));
        s11a.Store(sums + (11 * width));
    }
}
