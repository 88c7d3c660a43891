using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Unseen.Data.Inspection;

/// <summary>A set of rows of a matrix. Rows are equal if all their values are equal bit for bit.</summary>
/// <param name="matrix">the matrix; [N, D]</param>
/// <param name="hashes">the <see cref="Hash"/> of every row, [N], or null (default) to compute the hashes</param>
internal sealed class RowSet(FeatureMatrix matrix, ulong[]? hashes = null)
{
    private readonly Dictionary<ulong, List<int>> _rowsByHash = [];

    /// <summary>Adds a row; returns false if an equal row was added before.</summary>
    public bool Add(int row)
    {
        var hash = GetHash(row);
        if (!_rowsByHash.TryGetValue(hash, out var rows))
            _rowsByHash[hash] = rows = [];
        if (ContainsEqual(rows, row))
            return false;
        rows.Add(row);
        return true;
    }

    /// <summary>Determines whether an equal row was added.</summary>
    public bool Contains(int row) => _rowsByHash.TryGetValue(GetHash(row), out var rows) && ContainsEqual(rows, row);

    /// <summary>Computes a hash of a row's bits.</summary>
    // This method hashes all data, but often only once in a process: tiered compilation would optimize it too late.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ulong Hash(ReadOnlySpan<float> row)
    {
        var words = MemoryMarshal.Cast<float, ulong>(row);
        var hash = (ulong)row.Length;
        foreach (var word in words)
            // the constant is 2^64 / golden ratio, which spreads every bit to the higher bits
            hash = (BitOperations.RotateLeft(hash, 5) ^ word) * 0x9E3779B97F4A7C15;
        if (row.Length % 2 == 1)
            hash = (BitOperations.RotateLeft(hash, 5) ^ BitConverter.SingleToUInt32Bits(row[^1])) * 0x9E3779B97F4A7C15;
        return hash;
    }

    private ulong GetHash(int row) => hashes is null ? Hash(matrix.Row(row)) : hashes[row];

    private bool ContainsEqual(List<int> rows, int row)
        => rows.Exists(other => MemoryMarshal.AsBytes(matrix.Row(other))
            .SequenceEqual(MemoryMarshal.AsBytes(matrix.Row(row))));
}
