using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Unseen.Numerics;

/// <summary>Loads and stores bfloat16, the upper half of a float32.</summary>
internal readonly unsafe struct BFloat16Lanes : ILanes<ushort>
{
    private const uint CanonicalNaN = 0x7FC0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(ushort* source)
    {
        var halves = Vector256.Load(source);
        if (Avx512F.IsSupported)
            return (Avx512F.ConvertToVector512UInt32(halves) << 16).AsSingle();
        var (lower, upper) = Vector256.Widen(halves);
        return (Vector512.Create(lower, upper) << 16).AsSingle();
    }

    /// <remarks>Rounds ties to even and stores every NaN as the canonical NaN, as libtorch does.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(ushort* destination, Vector512<float> values)
    {
        var bits = values.AsUInt32();
        var rounded = (bits + Vector512.Create(0x7FFFu) + ((bits >> 16) & Vector512<uint>.One)) >> 16;
        // Rounding a NaN could carry into the sign bit and give an ordinary number.
        rounded = Vector512.ConditionalSelect(
            Vector512.Equals(values, values).AsUInt32(), rounded, Vector512.Create(CanonicalNaN));
        var halves = Avx512F.IsSupported
            ? Avx512F.ConvertToVector256UInt16(rounded)
            : Vector256.Narrow(rounded.GetLower(), rounded.GetUpper());
        halves.Store(destination);
    }
}
