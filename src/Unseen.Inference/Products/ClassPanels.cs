using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Unseen.Inference.Products;

/// <summary>
/// The rows of a weight matrix, reordered for fast products with many samples. Immutable and thread-safe. The terms of
/// every sum are added in the order of the columns, so a score depends only on its sample and its class, not on the
/// batch or the number of cores.
/// </summary>
internal abstract unsafe class ClassPanels
{
    /// <summary>Reorders a matrix.</summary>
    /// <param name="weight">[C, D]</param>
    /// <param name="bias">[C] added after the division</param>
    /// <param name="divisor">divisor of the products</param>
    /// <param name="width">D</param>
    public static ClassPanels Create(
        ReadOnlyMemory<float> weight, ReadOnlyMemory<float> bias, float divisor, int width) =>
        Vector512.IsHardwareAccelerated ? new ClassPanels<Tile512>(weight.Span, bias, divisor, width)
            : new ClassPanels<Tile256>(weight.Span, bias, divisor, width);

    /// <summary>Multiplies samples by all rows, divides the products and adds the bias.</summary>
    /// <param name="count">N, the number of samples</param>
    /// <param name="prepare">writes sample i, [D]; called on several threads</param>
    /// <param name="products">[N, C] receives the results</param>
    /// <param name="parallel">limits the number of threads</param>
    /// <returns>index of the first sample with a result that is not finite; N or more if all results are
    /// finite</returns>
    public abstract int Multiply(int count, SamplePreparation prepare, Memory<float> products,
        ParallelOptions parallel);
}

/// <summary>Writes a sample in the form in which it is multiplied.</summary>
/// <param name="index">0-based index of the sample</param>
/// <param name="sample">[D] receives the sample</param>
internal delegate void SamplePreparation(int index, Span<float> sample);

/// <inheritdoc/>
internal sealed unsafe class ClassPanels<TTile> : ClassPanels
    where TTile : ITile
{
    private const int PackedAtOnce = 1 << 22; // values of the samples: 16 MiB, however large the batch is
    private const int FewPanels = 1 << 20; // values of the weights: 4 MiB, which fit in the caches
    private const int TilesPerStrip = 4; // tiles of samples that a core multiplies by all panels at a time
    private readonly float[] _panels; // [panels, D, Columns]; the last panel may be [D, Columns / 2]
    private readonly ReadOnlyMemory<float> _bias;
    private readonly float _divisor;
    private readonly int _classes;
    private readonly int _width;

    public ClassPanels(ReadOnlySpan<float> weight, ReadOnlyMemory<float> bias, float divisor, int width)
    {
        (_bias, _divisor, _classes, _width) = (bias, divisor, bias.Length, width);
        var classes = _classes;
        var half = TTile.Columns / 2;
        _panels = GC.AllocateUninitializedArray<float>(
            checked((classes + half - 1) / half * half * width), pinned: true);
        fixed (float* start = weight)
        {
            var source = start; // a lambda cannot capture a fixed pointer
            Parallel.For(0, Panels, panel =>
            {
                var columns = GetColumns(panel);
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

    public override int Multiply(int count, SamplePreparation prepare, Memory<float> products, ParallelOptions parallel)
    {
        using var handle = products.Pin();
        if (_panels.Length <= FewPanels)
            return MultiplyByStrips(count, prepare, (float*)handle.Pointer, parallel);

        var firstNotFinite = int.MaxValue;
        var block = Math.Max(TTile.Rows, PackedAtOnce / _width / TTile.Rows * TTile.Rows);
        for (var start = 0; start < count; start += block)
        {
            var first = start;
            var blockCount = Math.Min(block, count - first);
            var notFinite = MultiplyByPanels(blockCount, (i, sample) =>
                prepare(first + i, sample), (float*)handle.Pointer + ((long)first * _classes), parallel);
            if (notFinite < blockCount)
                firstNotFinite = Math.Min(firstNotFinite, first + notFinite);
        }

        return firstNotFinite;
    }

    /// <summary>Multiplies samples by panels that fit in the caches. Each core multiplies some samples by all panels,
    /// and waits for the others only at the end.</summary>
    private int MultiplyByStrips(int count, SamplePreparation prepare, float* products, ParallelOptions parallel)
    {
        var (rows, tiles, firstNotFinite) = (TTile.Rows, (count + TTile.Rows - 1) / TTile.Rows, int.MaxValue);
        Parallel.For(
            0, (tiles + TilesPerStrip - 1) / TilesPerStrip, parallel,
            () => (Samples: ArrayPool<float>.Shared.Rent(rows * _width),
                Packed: ArrayPool<float>.Shared.Rent(TilesPerStrip * rows * _width)),
            (strip, _, memory) =>
            {
                var first = strip * TilesPerStrip;
                var tileCount = Math.Min(TilesPerStrip, tiles - first);
                for (var tile = 0; tile < tileCount; tile++)
                    Pack(memory.Packed, tile, first + tile, count, prepare, memory.Samples);
                fixed (float* classes = _panels, packed = memory.Packed)
                    for (var panel = 0; panel < Panels; panel++)
                        for (var tile = 0; tile < tileCount; tile++)
                            Compute(packed + ((long)tile * rows * _width),
                                classes + ((long)panel * _width * TTile.Columns), products, (first + tile) * rows,
                                panel, count, ref firstNotFinite);
                return memory;
            },
            memory =>
            {
                ArrayPool<float>.Shared.Return(memory.Samples);
                ArrayPool<float>.Shared.Return(memory.Packed);
            });
        return firstNotFinite;
    }

    /// <summary>Multiplies samples by panels that do not fit in the caches. Each core multiplies some panels by all
    /// samples, so that each panel is read from memory once.</summary>
    private int MultiplyByPanels(int count, SamplePreparation prepare, float* products, ParallelOptions parallel)
    {
        var (rows, tiles, firstNotFinite) = (TTile.Rows, (count + TTile.Rows - 1) / TTile.Rows, int.MaxValue);
        var packed = ArrayPool<float>.Shared.Rent(tiles * rows * _width); // [tiles, D, Rows]
        Parallel.For(
            0, tiles, parallel, () => ArrayPool<float>.Shared.Rent(rows * _width),
            (tile, _, samples) =>
            {
                Pack(packed, tile, tile, count, prepare, samples);
                return samples;
            },
            samples => ArrayPool<float>.Shared.Return(samples));
        fixed (float* classes = _panels, samples = packed)
        {
            var panelStart = classes; // a lambda cannot capture a fixed pointer
            var sampleStart = samples;
            Parallel.For(0, Panels, parallel, panel =>
            {
                for (var tile = 0; tile < tiles; tile++)
                    Compute(sampleStart + ((long)tile * rows * _width),
                        panelStart + ((long)panel * _width * TTile.Columns), products, tile * rows, panel, count,
                        ref firstNotFinite);
            });
        }

        ArrayPool<float>.Shared.Return(packed);
        return firstNotFinite;
    }

    /// <summary>Gets the number of columns that a panel is stored with.</summary>
    private int GetColumns(int panel) =>
        _classes - (panel * TTile.Columns) <= TTile.Columns / 2 ? TTile.Columns / 2 : TTile.Columns;

    /// <summary>Prepares the samples of a tile and writes them transposed, [D, Rows].</summary>
    /// <param name="packed">receives the tile; has room for several</param>
    /// <param name="place">0-based position of the tile in <paramref name="packed"/></param>
    /// <param name="tile">0-based index of the tile among all tiles</param>
    /// <param name="count">number of samples in all tiles; the last tile is filled with zeros</param>
    /// <param name="prepare">writes a sample</param>
    /// <param name="samples">[Rows, D] buffer</param>
    private void Pack(float[] packed, int place, int tile, int count, SamplePreparation prepare, float[] samples)
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

        fixed (float* source = samples, target = &packed[place * rows * _width])
            Transpose(source, rows, _width, target);
    }

    /// <summary>Transposes [rows, width] to [width, rows], in blocks of columns that fit in the cache.</summary>
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

    private void Compute(float* samples, float* panel, float* products, int firstRow, int panelIndex, int count,
        ref int firstNotFinite)
    {
        var columns = GetColumns(panelIndex);
        var sums = stackalloc float[TTile.Rows * TTile.Columns];
        if (columns == TTile.Columns)
            TTile.Compute(samples, panel, _width, sums, TTile.Columns);
        else
            TTile.ComputeHalf(samples, panel, _width, sums);
        var firstColumn = panelIndex * TTile.Columns;
        var width = Math.Min(columns, _classes - firstColumn);
        fixed (float* bias = _bias.Span)
            for (var row = 0; row < TTile.Rows && firstRow + row < count; row++)
                if (!Finish(sums + (row * columns), bias + firstColumn, width,
                    products + ((long)(firstRow + row) * _classes) + firstColumn))
                    SharedMinimum.Lower(ref firstNotFinite, firstRow + row);
    }

    /// <summary>Divides the sums and adds the bias.</summary>
    /// <returns>whether all results are finite. A number minus itself is 0 if it is finite, and NaN otherwise, so the
    /// sum of these differences is 0 only if all results are finite</returns>
    private bool Finish(float* sums, float* bias, int width, float* products)
    {
        var c = 0;
        var zeros = Vector<float>.Zero;
        for (; c + Vector<float>.Count <= width; c += Vector<float>.Count)
        {
            var product = (Vector.Load(sums + c) / _divisor) + Vector.Load(bias + c);
            zeros += product - product;
            Vector.Store(product, products + c);
        }

        var zero = Vector.Sum(zeros);
        for (; c < width; c++)
        {
            products[c] = (sums[c] / _divisor) + bias[c];
            zero += products[c] - products[c];
        }

        return zero == 0;
    }
}
