namespace Unseen.Data;

/// <summary>A dense row-major matrix of float32 values.</summary>
public sealed class FeatureMatrix
{
    /// <summary>Wraps values without copying them.</summary>
    /// <param name="values">[Rows * Columns] row-major values; the matrix keeps the array.</param>
    /// <param name="rows">number of rows, at least 0</param>
    /// <param name="columns">number of columns, at least 1</param>
    /// <exception cref="ArgumentException">The length of <paramref name="values"/> is not rows times columns.</exception>
    public FeatureMatrix(float[] values, int rows, int columns)
    {
        ArgumentNullException.ThrowIfNull(values);
        Require.That(rows >= 0, nameof(rows), "at least 0", rows);
        Require.That(columns >= 1, nameof(columns), "at least 1", columns);
        Require.That(values.LongLength == (long)rows * columns, nameof(values), $"of length {(long)rows * columns} ({rows} x {columns})", values.LongLength);
        Values = values;
        Rows = rows;
        Columns = columns;
    }

    /// <summary>All values, row after row; [Rows * Columns].</summary>
    public float[] Values { get; }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>One row, writable in place; [Columns].</summary>
    /// <param name="row">0-based index below <see cref="Rows"/></param>
    public Span<float> Row(int row) => Values.AsSpan(checked(row * Columns), Columns);

    /// <summary>A new matrix made of the given rows, in their order.</summary>
    /// <param name="rows">0-based indices below <see cref="Rows"/>; repeats are allowed</param>
    public FeatureMatrix Select(ReadOnlySpan<int> rows)
    {
        var selected = new float[(long)rows.Length * Columns];
        for (var i = 0; i < rows.Length; i++)
            Row(rows[i]).CopyTo(selected.AsSpan(checked(i * Columns), Columns));
        return new FeatureMatrix(selected, rows.Length, Columns);
    }
}
