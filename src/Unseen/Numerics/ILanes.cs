using System.Runtime.Intrinsics;

namespace Unseen.Numerics;

/// <summary>Loads and stores eight numbers at a time, as float32 in a register and as another type in
/// memory.</summary>
/// <typeparam name="T">the type in memory</typeparam>
internal unsafe interface ILanes<T>
    where T : unmanaged
{
    /// <summary>Loads eight numbers.</summary>
    static abstract Vector256<float> Load(T* source);

    /// <summary>Stores eight numbers, rounded to the nearest value of the type.</summary>
    static abstract void Store(T* destination, Vector256<float> values);
}
