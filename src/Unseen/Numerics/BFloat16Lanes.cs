using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Unseen.Numerics;

/// <summary>Loads and stores bfloat16, the upper half of a float32.</summary>
internal readonly unsafe struct BFloat16Lanes : ILanes<ushort>
{
    private const uint CanonicalNaN = 0x7FC0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(ushort* source)
    {
        var halves = Vector128.Load(source);
        if (Avx2.IsSupported)
            return (Avx2.ConvertToVector256Int32(halves) << 16).AsSingle();
        var (lower, upper) = Vector128.Widen(halves);
        return (Vector256.Create(lower, upper) << 16).AsSingle();
    }

    /// <remarks>Rounds ties to even and stores every NaN as the canonical NaN, as libtorch does.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(ushort* destination, Vector256<float> values)
    {
        var bits = values.AsUInt32();
        var rounded = (bits + Vector256.Create(0x7FFFu) + ((bits >> 16) & Vector256<uint>.One)) >> 16;
        // Rounding a NaN could carry into the sign bit and produce an ordinary number.
        rounded = Vector256.ConditionalSelect(
            Vector256.Equals(values, values).AsUInt32(), rounded, Vector256.Create(CanonicalNaN));
        var halves = Avx512F.VL.IsSupported
            ? Avx512F.VL.ConvertToVector128UInt16(rounded)
            : Vector128.Narrow(rounded.GetLower(), rounded.GetUpper());
        halves.Store(destination);
    }
}
