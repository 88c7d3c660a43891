using System.Runtime.Intrinsics;

namespace Unseen.Numerics;

/// <summary>Moves sixteen numbers at a time between memory of one type and float32 registers.</summary>
/// <typeparam name="T">the type in memory</typeparam>
internal unsafe interface ILanes<T>
    where T : unmanaged
{
    /// <summary>Sixteen numbers from memory.</summary>
    static abstract Vector512<float> Load(T* source);

    /// <summary>Sixteen numbers to memory, rounded to nearest.</summary>
    static abstract void Store(T* destination, Vector512<float> values);
}
