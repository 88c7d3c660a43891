namespace Unseen.Numerics.Products;

/// <summary>Operations on vectors of float32 numbers of one width.</summary>
/// <typeparam name="TVector">the vector</typeparam>
internal unsafe interface IVectorLanes<TVector>
{
    /// <summary>How many numbers a vector has.</summary>
    static abstract int Count { get; }

    /// <summary>Creates a vector of equal numbers.</summary>
    static abstract TVector Create(float number);

    /// <summary>Loads a vector from memory of any alignment.</summary>
    static abstract TVector Load(float* source);

    /// <summary>Stores a vector to memory of any alignment.</summary>
    static abstract void Store(TVector vector, float* destination);

    /// <summary><c>left + right</c>.</summary>
    static abstract TVector Add(TVector left, TVector right);

    /// <summary><c>left · right + sum</c>, rounded once.</summary>
    static abstract TVector MultiplyAdd(TVector left, TVector right, TVector sum);
}
