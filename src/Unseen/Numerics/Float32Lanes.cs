using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Unseen.Numerics;

/// <summary>Loads and stores float32.</summary>
internal readonly unsafe struct Float32Lanes : ILanes<float>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(float* source) => Vector512.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* destination, Vector512<float> values) => values.Store(destination);
}
