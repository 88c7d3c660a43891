using System.Numerics;
using Unseen.Data.Arrays;

namespace Unseen.Data.Matlab;

/// <summary>Reads the numbers of a MATLAB v5 array, whatever type they are stored as.</summary>
internal static class MatArrayReader
{
    /// <summary>Reads all numbers. The first dimension varies fastest.</summary>
    /// <param name="matrix">a reader positioned at the array's header</param>
    /// <param name="bigEndian">byte order of the file</param>
    /// <exception cref="UnseenDataException">The array is damaged, or its values do not fill its
    /// dimensions.</exception>
    public static T[] ReadNumbers<T>(BoundedReader matrix, bool bigEndian)
        where T : unmanaged, INumberBase<T>
    {
        var header = MatArrayHeader.Read(matrix, bigEndian);
        if (header.Count == 0)
            return [];
        if (header.Class == MatClass.Sparse)
            return SparseArray.Read<T>(matrix, header, bigEndian);
        var values = MatElement.Next(matrix, bigEndian);
        if (values.Type.Storage() is not { } storage)
            throw matrix.Fault("an array of numbers", $"an element of type {values.Type}");
        var bytes = header.Count * NumberDecoder.SizeOf(storage);
        if (values.Content.Remaining != bytes)
            throw matrix.Fault($"{bytes} bytes long ({header.Count} values of type {storage})",
                $"{values.Content.Remaining} bytes long");
        return NumberDecoder.Read<T>(values.Content, storage, bigEndian, header.Count);
    }
}
