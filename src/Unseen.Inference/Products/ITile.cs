namespace Unseen.Inference.Products;

/// <summary>A tile of a matrix product. Its sums stay in registers.</summary>
internal unsafe interface ITile
{
    /// <summary>The number of samples in a tile.</summary>
    static abstract int Rows { get; }

    /// <summary>The number of classes in a tile.</summary>
    static abstract int Columns { get; }

    /// <summary>Computes one tile: sums[r, c] = sum over k of samples[k, r] * classes[k, c], added in the order of
    /// k.</summary>
    /// <param name="samples">[depth, Rows]</param>
    /// <param name="classes">[depth, Columns]</param>
    /// <param name="depth">number of terms of each sum, at least 1</param>
    /// <param name="sums">[Rows, Columns] receives the sums</param>
    /// <param name="stride">the distance between rows of <paramref name="sums"/>, at least Columns</param>
    static abstract void Compute(float* samples, float* classes, int depth, float* sums, long stride);

    /// <summary>Computes a tile with half as many classes, for the last classes of a matrix.</summary>
    /// <param name="samples">[depth, Rows]</param>
    /// <param name="classes">[depth, Columns / 2]</param>
    /// <param name="depth">number of terms of each sum, at least 1</param>
    /// <param name="sums">[Rows, Columns / 2] receives the sums</param>
    static abstract void ComputeHalf(float* samples, float* classes, int depth, float* sums);
}
