namespace Unseen.Data.Arrays;

/// <summary>Transposes a row-major matrix in blocks that fit the cache, with up to one thread for every 64
/// columns.</summary>
internal static class Transposition
{
    private const int Block = 64;

    /// <summary>Copies a row-major [rows, columns] matrix to a new row-major [columns, rows] matrix.</summary>
    public static float[] Transpose(float[] values, int rows, int columns)
    {
        var transposed = new float[values.Length];
        if (rows == 1 || columns == 1)
        {
            values.CopyTo(transposed, 0);
            return transposed;
        }

        Parallel.For(0, (columns + Block - 1) / Block, block =>
        {
            var firstColumn = block * Block;
            var endColumn = Math.Min(firstColumn + Block, columns);
            for (var firstRow = 0; firstRow < rows; firstRow += Block)
                for (var column = firstColumn; column < endColumn; column++)
                    for (var row = firstRow; row < Math.Min(firstRow + Block, rows); row++)
                        transposed[((long)column * rows) + row] = values[((long)row * columns) + column];
        });
        return transposed;
    }
}
