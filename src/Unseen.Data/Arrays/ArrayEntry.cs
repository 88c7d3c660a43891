namespace Unseen.Data.Arrays;

/// <summary>The name, shape and type of one array in an <see cref="ArrayFile"/>, known before its values are
/// read.</summary>
/// <param name="Name">name of the array, as the file spells it</param>
/// <param name="Shape">length of each dimension, in MATLAB's order for MATLAB and HDF5 files and in NumPy's order for
/// all others; empty for a NumPy scalar</param>
/// <param name="Kind">what the elements are</param>
/// <param name="ColumnMajor">true if the first dimension varies fastest in the file, as in MATLAB; false if the last
/// dimension does, as in C</param>
/// <param name="Type">the element type as the file's format names it</param>
public sealed record ArrayEntry(string Name, IReadOnlyList<long> Shape, ArrayKind Kind, bool ColumnMajor, string Type)
{
    /// <summary>Number of elements: the product of <see cref="Shape"/>.</summary>
    public long Count => Product(Shape);

    /// <summary>Number of rows if the array is seen as a matrix: the length of the first dimension, 1 for a
    /// scalar.</summary>
    public long Rows => Shape.Count == 0 ? 1 : Shape[0];

    /// <summary>Number of columns if the array is seen as a matrix: the product of the lengths of the other dimensions,
    /// 1 for a vector or a scalar.</summary>
    public long Columns => Product(Shape.Skip(1));

    /// <summary>Whether there is more than one row and more than one column.</summary>
    internal bool IsMatrix => Rows > 1 && Columns > 1;

    /// <summary>Whether the elements are text, or Python objects, which may all be text.</summary>
    internal bool MayBeText => Kind == ArrayKind.Text || Type == ArrayFile.Pickled;

    /// <summary>Whether the elements are logical values.</summary>
    public bool IsLogical => Type is "logical" or "|b1";

    /// <summary>The shape for messages, such as "[2048, 37322]".</summary>
    public string ShapeText => $"[{string.Join(", ", Shape)}]";

    /// <summary>Computes the product, or <see cref="long.MaxValue"/> if it would overflow.</summary>
    private static long Product(IEnumerable<long> lengths)
        => lengths.Contains(0) ? 0 : lengths.Aggregate(
            1L, (product, length) => product > long.MaxValue / length ? long.MaxValue : product * length);
}
