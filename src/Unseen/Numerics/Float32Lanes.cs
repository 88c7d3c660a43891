using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Unseen.Numerics;

/// <summary>Loads and stores float32.</summary>
internal readonly unsafe struct Float32Lanes : ILanes<float>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(float* source) => Vector256.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* destination, Vector256<float> values) => values.Store(destination);
}
