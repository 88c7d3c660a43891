using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Unseen.Inference.Products;

/// <summary>
/// The rows of a weight matrix in the order that tiles read them, for products with many samples at once. Immutable and thread-safe. Every sum
/// is taken in the order of the columns, so that a score depends on its sample and class alone, not on the batch or the cores.
/// </summary>
internal abstract unsafe class ClassPanels
{
    /// <summary>Puts a matrix in order.</summary>
    /// <param name="weight">[C, D]</param>
    /// <param name="classes">C</param>
    /// <param name="width">D</param>
    public static ClassPanels Of(ReadOnlyMemory<float> weight, int classes, int width) =>
        Vector512.IsHardwareAccelerated ? new ClassPanels<Tile512>(weight.Span, classes, width) : new ClassPanels<Tile256>(weight.Span, classes, width);

    /// <summary>Multiplies samples by all rows, on all cores.</summary>
    /// <param name="count">N</param>
    /// <param name="prepare">writes the i-th sample, [D], on any thread</param>
    /// <param name="products">[N, C] receives the products</param>
    public abstract void Multiply(int count, SamplePreparation prepare, Memory<float> products);
}

/// <summary>Writes a sample as it is to be multiplied.</summary>
/// <param name="index">0-based</param>
/// <param name="sample">[D] receives it</param>
internal delegate void SamplePreparation(int index, Span<float> sample);

/// <inheritdoc/>
internal sealed unsafe class ClassPanels<TTile> : ClassPanels
    where TTile : ITile
{
    private const int PackedAtOnce = 1 << 22; // values of samples: 16 MiB, whatever the batch
    private const int TilesAStrip = 8; // samples that a core stays with for one panel: few enough to remain in its cache
    private readonly float[] _panels; // [panels, D, Columns], the last one perhaps [D, Columns / 2]
    private readonly int _classes;
    private readonly int _width;

    public ClassPanels(ReadOnlySpan<float> weight, int classes, int width)
    {
        (_classes, _width) = (classes, width);
        var half = TTile.Columns / 2;
        _panels = GC.AllocateUninitializedArray<float>(checked((classes + half - 1) / half * half * width), pinned: true);
        fixed (float* start = weight)
        {
            var source = start; // a pointer that is fixed cannot be captured
            Parallel.For(0, Panels, panel =>
            {
                var columns = ColumnsOf(panel);
                var target = _panels.AsSpan(panel * width * TTile.Columns, width * columns);
                for (var column = 0; column < columns; column++)
                {
                    var c = (panel * TTile.Columns) + column;
                    for (var k = 0; k < width; k++)
                        target[(k * columns) + column] = c < classes ? source[((long)c * width) + k] : 0;
                }
            });
        }
    }

    private int Panels => (_classes + TTile.Columns - 1) / TTile.Columns;

    public override void Multiply(int count, SamplePreparation prepare, Memory<float> products)
    {
        using var handle = products.Pin();
        var block = Math.Max(TTile.Rows, PackedAtOnce / _width / TTile.Rows * TTile.Rows);
        for (var start = 0; start < count; start += block)
        {
            var first = start;
            Multiply(Math.Min(block, count - first), (i, sample) => prepare(first + i, sample), (float*)handle.Pointer + ((long)first * _classes));
        }
    }

    private void Multiply(int count, SamplePreparation prepare, float* products)
    {
        var rows = TTile.Rows;
        var tiles = (count + rows - 1) / rows;
        var strips = (tiles + TilesAStrip - 1) / TilesAStrip;
        var packed = ArrayPool<float>.Shared.Rent(tiles * rows * _width); // [tiles, D, Rows]
        Parallel.For(
            0, tiles, () => ArrayPool<float>.Shared.Rent(rows * _width), (tile, _, samples) => Pack(packed, tile, count, prepare, samples),
            samples => ArrayPool<float>.Shared.Return(samples));
        fixed (float* classes = _panels, samples = packed)
        {
            var panelStart = classes; // a pointer that is fixed cannot be captured
            var sampleStart = samples;
            var total = (long)Panels * strips;
            var workers = (int)Math.Min(total, Environment.ProcessorCount);
            Parallel.For(0, workers, worker =>
            {
                for (var task = total * worker / workers; task < total * (worker + 1) / workers; task++)
                {
                    var (panel, strip) = ((int)(task / strips), (int)(task % strips));
                    for (var tile = strip * TilesAStrip; tile < Math.Min(tiles, (strip + 1) * TilesAStrip); tile++)
                        Compute(sampleStart + ((long)tile * rows * _width), panelStart + ((long)panel * _width * TTile.Columns), products, tile * rows, panel, count);
                }
            });
        }

        ArrayPool<float>.Shared.Return(packed);
    }

    /// <summary>Columns that a panel is stored with.</summary>
    private int ColumnsOf(int panel) => _classes - (panel * TTile.Columns) <= TTile.Columns / 2 ? TTile.Columns / 2 : TTile.Columns;

    /// <summary>Prepares a tile's samples, and writes them side by side.</summary>
    /// <param name="packed">of all tiles</param>
    /// <param name="tile">0-based</param>
    /// <param name="count">samples in all; missing ones are zeros</param>
    /// <param name="prepare">writes a sample</param>
    /// <param name="samples">[Rows, D] memory to use</param>
    /// <returns><paramref name="samples"/></returns>
    private float[] Pack(float[] packed, int tile, int count, SamplePreparation prepare, float[] samples)
    {
        var rows = TTile.Rows;
        for (var row = 0; row < rows; row++)
        {
            var sample = samples.AsSpan(row * _width, _width);
            if ((tile * rows) + row < count)
                prepare((tile * rows) + row, sample);
            else
                sample.Clear();
        }

        fixed (float* source = samples, target = &packed[tile * rows * _width])
            Transpose(source, rows, _width, target);
        return samples;
    }

    /// <summary>From [rows, width] to [width, rows], some columns at a time, which stay in the cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transpose(float* source, int rows, int width, float* target)
    {
        const int columnsAtOnce = 128;
        for (var first = 0; first < width; first += columnsAtOnce)
        {
            var count = Math.Min(columnsAtOnce, width - first);
            for (var row = 0; row < rows; row++)
            {
                var from = source + ((long)row * width) + first;
                var to = target + ((long)first * rows) + row;
                for (var k = 0; k < count; k++, to += rows)
                    *to = from[k];
            }
        }
    }

    private void Compute(float* samples, float* panel, float* products, int firstRow, int panelIndex, int count)
    {
        var columns = ColumnsOf(panelIndex);
        var sums = stackalloc float[TTile.Rows * TTile.Columns];
        if (columns == TTile.Columns)
            TTile.Compute(samples, panel, _width, sums);
        else
            TTile.ComputeHalf(samples, panel, _width, sums);
        var firstColumn = panelIndex * TTile.Columns;
        var width = Math.Min(columns, _classes - firstColumn);
        for (var row = 0; row < TTile.Rows && firstRow + row < count; row++)
            new ReadOnlySpan<float>(sums + (row * columns), width).CopyTo(new Span<float>(products + ((long)(firstRow + row) * _classes) + firstColumn, width));
    }
}
