using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.CompilerServices.MethodImplOptions;
using static TorchSharp.torch;

namespace Unseen.Numerics;

internal sealed unsafe partial class SimdOperations<T, TLanes>
{
    public override void AdamUpdate(
        TrainedArray array, Tensor gradient, AdamStep step, Tensor? rowScale = null, Tensor? rowDots = null)
    {
        var update = new AdamArrays(array, gradient);
        var scales = rowScale is null ? null : Float32Pointer(rowScale);
        var dots = rowDots is null ? null : Float32Pointer(rowDots);
        if (gradient.dtype == ScalarType.Float32)
            Update<float, Float32Lanes>(update, array.Value.size(0), array.Value.numel(), step, scales, dots);
        else
            Update<T, TLanes>(update, array.Value.size(0), array.Value.numel(), step, scales, dots);
    }

    private static void Update<TGradient, TGradientLanes>(
        AdamArrays arrays, long rows, long numbers, AdamStep step, float* scales, float* dots)
        where TGradient : unmanaged
        where TGradientLanes : ILanes<TGradient>
    {
        var columns = numbers / rows;
        if (scales == null && dots == null)
            ParallelRanges.Run(
                numbers, ParallelRanges.Pieces(numbers, MinNumbersPerPiece),
                [MethodImpl(AggressiveOptimization)] (_, start, end) =>
                    UpdateRange<TGradient, TGradientLanes>(arrays, start, end, step, 1, null), Lanes.Count);
        else
            ParallelRanges.Run(rows, RowPieces(rows, columns), [MethodImpl(AggressiveOptimization)] (_, start, end) =>
            {
                for (var row = start; row < end; row++)
                    UpdateRange<TGradient, TGradientLanes>(
                        arrays, row * columns, (row + 1) * columns, step, scales == null ? 1
                            : scales[row], dots == null ? null : dots + row);
            });
    }

    [MethodImpl(AggressiveOptimization)]
    private static void UpdateRange<TGradient, TGradientLanes>(
        AdamArrays arrays, long start, long end, AdamStep step, float rowScale, float* dot)
        where TGradient : unmanaged
        where TGradientLanes : ILanes<TGradient>
    {
        var settings = step.Settings;
        var value = arrays.Value;
        var first = arrays.First;
        var second = arrays.Second;
        var copy = arrays.Copy;
        var gradient = (TGradient*)arrays.Gradient;
        var (beta1, rest1) = (Vector256.Create((float)settings.Beta1), Vector256.Create((float)(1 - settings.Beta1)));
        var (beta2, rest2) = (Vector256.Create((float)settings.Beta2), Vector256.Create((float)(1 - settings.Beta2)));
        var (decay, size) = (Vector256.Create((float)settings.WeightDecay), Vector256.Create((float)step.StepSize));
        var (correction, epsilon) = (Vector256.Create((float)(1 / step.SecondCorrection)),
            Vector256.Create((float)AdamStep.Epsilon));
        var scaling = Vector256.Create((float)step.Scale * rowScale);
        var sum = Vector256<float>.Zero;
        for (var i = start; i < end; i += Lanes.Count)
        {
            var left = end - i;
            var p = Lanes.Load(value + i, left);
            var g = Lanes.Load<TGradient, TGradientLanes>(gradient + i, left);
            sum += p * g;
            g = (g * scaling) + (p * decay);
            var m = (Lanes.Load(first + i, left) * beta1) + (g * rest1);
            var v = (Lanes.Load(second + i, left) * beta2) + (g * g * rest2);
            p -= size * m / ((Vector256.Sqrt(v) * correction) + epsilon);
            Lanes.Store(first + i, m, left);
            Lanes.Store(second + i, v, left);
            Lanes.Store(value + i, p, left);
            if (copy != null)
                Store(copy + i, p, left);
        }

        if (dot != null)
            *dot += Vector256.Sum(sum);
    }

    /// <summary>Pointers to the arrays of an update.</summary>
    private readonly struct AdamArrays(TrainedArray array, Tensor gradient)
    {
        public readonly float* Value = Float32Pointer(array.Value);
        public readonly float* First = Float32Pointer(array.FirstMoment);
        public readonly float* Second = Float32Pointer(array.SecondMoment);
        public readonly T* Copy = array.HasCopy ? ProductPointer(array.Product) : null;
        public readonly void* Gradient = gradient.Pointer<byte>();
    }
}
