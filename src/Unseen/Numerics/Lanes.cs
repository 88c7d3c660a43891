using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Unseen.Numerics;

/// <summary>Loads and stores that stop at the end of a row, so that a loop over blocks of eight numbers does not
/// need a second loop for the remainder.</summary>
internal static unsafe class Lanes
{
    /// <summary>The number of values in a register.</summary>
    public const int Count = 8;

    /// <summary>Loads the next eight numbers. If fewer are <paramref name="left"/> in the row, the rest is
    /// zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load<T, TLanes>(T* source, long left)
        where T : unmanaged
        where TLanes : ILanes<T> =>
        left >= Count ? TLanes.Load(source) : LoadRest<T, TLanes>(source, left);

    /// <summary>The same as <see cref="Load{T, TLanes}"/>, for float32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(float* source, long left) => Load<float, Float32Lanes>(source, left);

    /// <summary>Stores eight numbers, or as many as are <paramref name="left"/> in the row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T, TLanes>(T* destination, Vector256<float> values, long left)
        where T : unmanaged
        where TLanes : ILanes<T>
    {
        if (left >= Count)
            TLanes.Store(destination, values);
        else
            StoreRest<T, TLanes>(destination, values, left);
    }

    /// <summary>The same as <see cref="Store{T, TLanes}"/>, for float32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* destination, Vector256<float> values, long left) =>
        Store<float, Float32Lanes>(destination, values, left);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Vector256<float> LoadRest<T, TLanes>(T* source, long left)
        where T : unmanaged
        where TLanes : ILanes<T>
    {
        var buffer = stackalloc T[Count];
        for (var i = 0; i < Count; i++)
            buffer[i] = i < left ? source[i] : default;
        return TLanes.Load(buffer);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void StoreRest<T, TLanes>(T* destination, Vector256<float> values, long left)
        where T : unmanaged
        where TLanes : ILanes<T>
    {
        var buffer = stackalloc T[Count];
        TLanes.Store(buffer, values);
        for (var i = 0; i < left; i++)
            destination[i] = buffer[i];
    }
}
