namespace Unseen.Data;

/// <summary>A dense row-major matrix of float32 values, in an array or in a memory-mapped file. Safe to read from
/// several threads.</summary>
/// <remarks>
/// A mapped matrix can be larger than the machine's memory, and larger than any array: the operating system loads the
/// parts that are read, and drops them if memory is short. The file is closed some time after the last reference to the
/// matrix is gone; there is nothing to dispose.
/// </remarks>
public sealed class FeatureMatrix
{
    private readonly float[]? _values;
    private readonly MappedValues? _mapped;

    /// <summary>Wraps values without copying them.</summary>
    /// <param name="values">[Rows * Columns] row-major values; the matrix keeps the array.</param>
    /// <param name="rows">number of rows, at least 0</param>
    /// <param name="columns">number of columns, at least 1</param>
    /// <exception cref="ArgumentException">The number of rows or columns is out of range, or the length of
    /// <paramref name="values"/> is not rows times columns.</exception>
    public FeatureMatrix(float[] values, int rows, int columns)
        : this(rows, columns)
    {
        ArgumentNullException.ThrowIfNull(values);
        Require.That(values.LongLength == (long)rows * columns, nameof(values),
            $"of length {(long)rows * columns} ({rows} x {columns})", values.LongLength);
        _values = values;
    }

    /// <summary>Wraps the values of a mapped file, [rows * columns] row-major.</summary>
    internal FeatureMatrix(MappedValues values, int rows, int columns)
        : this(rows, columns) => _mapped = values;

    private FeatureMatrix(int rows, int columns)
    {
        Require.That(rows >= 0, nameof(rows), "at least 0", rows);
        Require.That(columns >= 1, nameof(columns), "at least 1", columns);
        Rows = rows;
        Columns = columns;
    }

    /// <summary>Whether the values are in a memory-mapped file, which is read-only, instead of an array.</summary>
    public bool IsMapped => _mapped is not null;

    /// <summary>All values, row after row; [Rows * Columns]. Not available for a mapped matrix.</summary>
    /// <exception cref="InvalidOperationException">The matrix is mapped.</exception>
    public float[] Values => _values ?? throw new InvalidOperationException(
        "The matrix must be in memory, but was mapped from a file. Read it by rows.");

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>Gets a row; [Columns]. Keep a reference to the matrix while its rows are in use.</summary>
    /// <param name="row">0-based index below <see cref="Rows"/></param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public ReadOnlySpan<float> Row(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Rows);
        return _mapped is null ? _values.AsSpan(row * Columns, Columns) : _mapped.Slice((long)row * Columns, Columns);
    }

    /// <summary>Gets a row that can be written to; [Columns]. Not available for a mapped matrix.</summary>
    /// <param name="row">0-based index below <see cref="Rows"/></param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    /// <exception cref="InvalidOperationException">The matrix is mapped.</exception>
    public Span<float> WritableRow(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Rows);
        return Values.AsSpan(row * Columns, Columns);
    }

    /// <summary>Copies the given rows, in the given order, to a new matrix in an array.</summary>
    /// <param name="rows">0-based indices below <see cref="Rows"/>; repeats are allowed</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is out of range.</exception>
    public FeatureMatrix Select(ReadOnlySpan<int> rows)
    {
        var selected = new FeatureMatrix(new float[(long)rows.Length * Columns], rows.Length, Columns);
        for (var i = 0; i < rows.Length; i++)
            Row(rows[i]).CopyTo(selected.WritableRow(i));
        GC.KeepAlive(this);
        return selected;
    }
}
