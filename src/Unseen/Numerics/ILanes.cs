using System.Runtime.Intrinsics;

namespace Unseen.Numerics;

/// <summary>Loads and stores sixteen numbers at a time, as float32 in a register and as another type in
/// memory.</summary>
/// <typeparam name="T">the type in memory</typeparam>
internal unsafe interface ILanes<T>
    where T : unmanaged
{
    /// <summary>Loads sixteen numbers.</summary>
    static abstract Vector512<float> Load(T* source);

    /// <summary>Stores sixteen numbers, rounded to the nearest value of the type.</summary>
    static abstract void Store(T* destination, Vector512<float> values);
}
