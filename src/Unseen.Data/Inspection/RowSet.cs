using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Unseen.Data.Inspection;

/// <summary>A set of matrix rows that are equal when every value is, bit for bit.</summary>
/// <param name="matrix">the rows' matrix; [N, D]</param>
/// <param name="hashes">the <see cref="Hash"/> of every row if they are known; [N]</param>
internal sealed class RowSet(FeatureMatrix matrix, ulong[]? hashes = null)
{
    private readonly Dictionary<ulong, List<int>> _rowsByHash = [];

    /// <summary>Adds a row; returns false if an equal one was added before.</summary>
    public bool Add(int row)
    {
        var hash = HashOf(row);
        if (!_rowsByHash.TryGetValue(hash, out var rows))
            _rowsByHash[hash] = rows = [];
        if (ContainsEqual(rows, row))
            return false;
        rows.Add(row);
        return true;
    }

    /// <summary>Whether an equal row was added.</summary>
    public bool Contains(int row) => _rowsByHash.TryGetValue(HashOf(row), out var rows) && ContainsEqual(rows, row);

    /// <summary>A hash of a row's bits.</summary>
    // runs over all data, mostly once in a process: too early for the runtime to notice
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ulong Hash(ReadOnlySpan<float> row)
    {
        var words = MemoryMarshal.Cast<float, ulong>(row);
        var hash = (ulong)row.Length;
        foreach (var word in words)
            // 2^64 / golden ratio: spreads every bit upwards
            hash = (BitOperations.RotateLeft(hash, 5) ^ word) * 0x9E3779B97F4A7C15;
        if (row.Length % 2 == 1)
            hash = (BitOperations.RotateLeft(hash, 5) ^ BitConverter.SingleToUInt32Bits(row[^1])) * 0x9E3779B97F4A7C15;
        return hash;
    }

    private ulong HashOf(int row) => hashes is null ? Hash(matrix.Row(row)) : hashes[row];

    private bool ContainsEqual(List<int> rows, int row)
        => rows.Exists(other => MemoryMarshal.AsBytes(matrix.Row(other))
            .SequenceEqual(MemoryMarshal.AsBytes(matrix.Row(row))));
}
