using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Parquet;
using Parquet.Schema;
using Unseen.Data;
using Unseen.Data.Loading;
using Unseen.Data.Parquet;

namespace Unseen.Runs.Shards;

/// <summary>A block of rows that is a row group of a Parquet file.</summary>
/// <param name="path">path of the file in error messages</param>
/// <param name="width">D, the number of features per row</param>
/// <param name="file">the file, which is disposed with this block</param>
/// <param name="features">the column of features</param>
/// <param name="image">the column of image names, or null</param>
internal sealed class ParquetBlock(
    string path, int width, (ParquetStream Stream, ParquetReader Reader) file, DataField features, DataField? image)
    : FeatureBlock
{
    private const int BytesPerValue = 16; // a double, its dictionary index, and its levels
    private const long ExtraPageBytes = 1L << 20; // allowed in addition, for the overhead of pages with few values

    private float[] _values = [];
    private double[] _doubles = []; // used if the file has doubles
    private int[] _definitions = [], _repetitions = [];
    private string?[] _names = [];
    private int _group;

    public override ReadOnlyMemory<float> Values => _values.AsMemory(0, Rows * width);

    public override ReadOnlyMemory<string?> Names => _names.AsMemory(0, image is null ? 0 : Rows);

    /// <summary>Sets the row group that <see cref="Load"/> reads.</summary>
    public void Take(int group, long firstRow)
    {
        (_group, FirstRow) = (group, firstRow);
        using var rows = file.Reader.OpenRowGroupReader(group);
        Rows = (int)rows.RowCount; // ParquetShard has checked that it is not too large
    }

    public override void Load() => ParquetInput.Guarded(path, $"row group {_group}", async () =>
    {
        using var group = file.Reader.OpenRowGroupReader(_group);
        var count = (int)group.GetMetadata(features)!.MetaData!.NumValues;
        Grow(ref _values, count);
        Grow(ref _definitions, count);
        Grow(ref _repetitions, count);
        var (definitions, repetitions) = (_definitions.AsMemory(0, count), _repetitions.AsMemory(0, count));
        if (count > 0)
            ParquetPages.Check(file.Stream, group.GetMetadata(features)!.MetaData!,
                ExtraPageBytes + (BytesPerValue * (long)count));
        if (count > 0 && features.ClrType == typeof(double))
        {
            Grow(ref _doubles, count);
            await group.ReadRawAsync(features, _doubles.AsMemory(0, count), definitions, repetitions, default);
            TensorPrimitives.ConvertTruncating<double, float>(_doubles.AsSpan(0, count), _values);
        }
        else if (count > 0)
        {
            await group.ReadRawAsync(features, _values.AsMemory(0, count), definitions, repetitions, default);
        }

        CheckRows(definitions.Span, repetitions.Span);
        if (image is not null && Rows > 0)
            await ReadNames(group, image);
        return count;
    });

    public override void Dispose() => file.Reader.DisposeAsync().AsTask().GetAwaiter().GetResult();

    private static void Grow<T>(ref T[] array, int length)
    {
        if (array.Length < length)
            array = new T[length];
    }

    /// <summary>Reads one name per row. Rows with the same dictionary entry share one string.</summary>
    private async Task ReadNames(ParquetRowGroupReader group, DataField column)
    {
        ParquetPages.Check(file.Stream, group.GetMetadata(column)!.MetaData!, ParquetShard.MaxNameBytesFor(Rows));
        Grow(ref _names, Rows);
        Grow(ref _definitions, Rows);
        var texts = new ReadOnlyMemory<char>[Rows];
        await group.ReadRawAsync(column, texts.AsMemory(), column.MaxDefinitionLevel > 0
            ? _definitions.AsMemory(0, Rows) : (Memory<int>?)null, null, default);
        var known = new Dictionary<ArraySegment<char>, string>();
        var found = 0;
        for (var row = 0; row < Rows; row++)
            _names[row] = column.MaxDefinitionLevel == 0 || _definitions[row] == column.MaxDefinitionLevel
                ? Name(texts[found++], row) : null;

        string Name(ReadOnlyMemory<char> text, int row)
        {
            if (text.Length > FeatureRows.MaxNameLength)
                throw new UnseenDataException(path, $"row {FirstRow + row} has a name of {text.Length} characters, but "
                    + $"names of images can have at most {FeatureRows.MaxNameLength}. Shorten the name.");
            if (text.IsEmpty || !MemoryMarshal.TryGetArray(text, out var whole))
                return "";
            if (!known.TryGetValue(whole, out var name))
                known.Add(whole, name = new string(text.Span));
            return name;
        }
    }

    private void CheckRows(ReadOnlySpan<int> definitions, ReadOnlySpan<int> repetitions)
    {
        if (!AreWhole(definitions, repetitions))
            throw FirstFault(definitions, repetitions);
    }

    /// <summary>Determines whether there are R rows of D values, none of which is null.</summary>
    private bool AreWhole(ReadOnlySpan<int> definitions, ReadOnlySpan<int> repetitions)
    {
        if (repetitions.Length != (long)Rows * width || definitions.ContainsAnyExcept(features.MaxDefinitionLevel))
            return false;
        for (var start = 0; start < repetitions.Length; start += width)
            if (repetitions[start] != 0 || repetitions.Slice(start + 1, width - 1).ContainsAnyExcept(1))
                return false;
        return true;
    }

    private UnseenDataException FirstFault(ReadOnlySpan<int> definitions, ReadOnlySpan<int> repetitions)
    {
        var (row, found, isNull) = (-1L, 0, false);
        for (var i = 0; i < repetitions.Length; i++)
        {
            if (repetitions[i] == 0)
            {
                if (row >= 0 && (found != width || isNull))
                    break;
                (row, found, isNull) = (row + 1, 0, false);
            }

            if (definitions[i] == features.MaxDefinitionLevel)
                found++;
            else
                isNull = true;
        }

        return row >= 0 && (found != width || isNull)
            ? new UnseenDataException(path, $"row {FirstRow + row}", $"a list of {width} numbers, the model's width",
                $"{found}{(isNull && found > 0 ? " and null" : "")}")
            : new UnseenDataException(path,
                $"row group {_group}", $"of {Rows} rows, as the file's footer says", $"of {row + 1}");
    }
}
