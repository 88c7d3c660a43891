using System.Numerics;
using System.Runtime.CompilerServices;
using Parquet;
using Parquet.Meta;
using Parquet.Schema;
using Unseen.Data.Arrays;

namespace Unseen.Data.Parquet;

/// <summary>A Parquet file as arrays. A column of numbers or text is an array [N]; a column of lists of D numbers is an
/// array [N, D].</summary>
internal sealed class ParquetArrays : ArrayFile
{
    private const int BytesPerValue = 16; // a number, its dictionary index, and its levels
    private const int BytesPerCell = 48; // a reference, and an object
    private const long ExtraPageBytes = 1L << 20; // allowed in addition, for chunks with few values

    private readonly ParquetStream _stream;
    private readonly ParquetReader _reader;
    private readonly List<ArrayEntry> _entries = [];
    private readonly Dictionary<string, DataField> _fields = [];
    private readonly int[] _groupRows = [];

    /// <summary>Reads the names and shapes of a file's columns.</summary>
    /// <exception cref="UnseenDataException">The file cannot be read, or is damaged.</exception>
    public ParquetArrays(string path)
        : base(path)
    {
        (_stream, _reader) = ParquetInput.Open(path);
        try
        {
            (_groupRows, var columns) = ParquetInput.Guarded(path, "the schema", () =>
            {
                int[] rows = [.. Enumerable.Range(0, _reader.RowGroupCount).Select(GetRows)];
                return Task.FromResult((rows, _reader.Schema.GetDataFields().GroupBy(field => field.Path.FirstPart)
                    .ToArray()));
            });
            if (_groupRows.Any(rows => rows < 0) || _groupRows.Sum(rows => (long)rows) > int.MaxValue)
                throw new UnseenDataException(path, $"its row groups have {_groupRows.Sum(rows => (long)rows)} rows, "
                    + $"more than {int.MaxValue}. Split it into several files.");
            foreach (var column in columns)
                _entries.Add(List(column.Key ?? "", [.. column]));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public override IReadOnlyList<ArrayEntry> Entries => _entries;

    /// <summary>Number of row groups.</summary>
    public int Groups => _groupRows.Length;

    /// <summary>Whether these are the first bytes of a Parquet file.</summary>
    public static bool HasSignature(ReadOnlySpan<byte> start) => start.StartsWith("PAR1"u8);

    /// <summary>Whether a file has a column of lists of numbers that can all be equally long: the number of values is a
    /// multiple of the number of rows. A file without such a column is a table.</summary>
    /// <exception cref="UnseenDataException">The file cannot be read, or is damaged.</exception>
    public static bool HasLists(string path)
    {
        using var file = new ParquetArrays(path);
        return file._entries.Exists(entry => entry is { Kind: ArrayKind.Number, Shape.Count: 2 });
    }

    /// <summary>Throws if a table has more cells than a file of its length can have, or a row group that does not fit
    /// into memory.</summary>
    /// <param name="columns">number of columns</param>
    /// <exception cref="UnseenDataException">The table is too large.</exception>
    public void CheckTable(int columns)
    {
        var (cells, largest) = (_groupRows.Sum(rows => (double)rows) * columns, _groupRows.DefaultIfEmpty().Max());
        if (cells > (double)_stream.Length * BoundedReader.MaxInflation
            || (double)largest * columns * BytesPerCell > AvailableMemory())
            throw new UnseenDataException(FilePath, $"it has {columns} columns of {_groupRows.Sum(rows => (long)rows)} "
                + "rows, too many to be read as a table. Write the features as one column of lists.");
    }

    /// <summary>Reads the values of a row group in a column of numbers or text; a missing value is null.</summary>
    /// <param name="entry">the column</param>
    /// <param name="group">the row group</param>
    /// <exception cref="UnseenDataException">The values are damaged, or do not fit into memory.</exception>
    public object?[] ReadCells(ArrayEntry entry, int group)
    {
        var field = _fields[entry.Name];
        RequireMemoryForText(entry, _groupRows[group], Chunk(group, field).TotalUncompressedSize);
        var (values, definitions, _) = ReadChunk(group, field, _groupRows[group]);
        var cells = new object?[_groupRows[group]];
        var next = 0; // index in the values, which have no entry for null
        for (var row = 0; row < cells.Length; row++)
            if (definitions[row] == field.MaxDefinitionLevel)
                cells[row] = values.GetValue(next++);
        return cells;
    }

    protected override void Dispose(bool disposing) => _reader.DisposeAsync().AsTask().GetAwaiter().GetResult();

    private protected override T[] ReadNumbers<T>(ArrayEntry entry)
    {
        RequireMemory(entry, (double)entry.Count * (Unsafe.SizeOf<T>() + BytesPerValue));
        var values = new T[entry.Count];
        var (row, length) = (0L, entry.Columns);
        for (var group = 0; group < Groups; group++)
        {
            var (stored, definitions, repetitions) = ReadChunk(group, _fields[entry.Name],
                _groupRows[group] * length);
            CheckLevels(entry, row, definitions, repetitions);
            Convert<T>(stored).CopyTo(values, row * length);
            row += _groupRows[group];
        }

        return values;
    }

    private protected override string[] ReadText(ArrayEntry entry) =>
        [.. Enumerable.Range(0, Groups).SelectMany(group => ReadCells(entry, group)).Select(cell => $"{cell}")];

    private int GetRows(int group)
    {
        using var reader = _reader.OpenRowGroupReader(group);
        return (int)Math.Clamp(reader.RowCount, -1, int.MaxValue);
    }

    private ArrayEntry List(string name, DataField[] leaves)
    {
        var rows = _groupRows.Sum();
        if (leaves is not [var field])
            return new(name, [rows], ArrayKind.Unsupported, ColumnMajor: false, "structures");
        _fields[name] = field;
        var type = field.ClrType == typeof(bool) ? "logical" : field.ClrType.Name.ToLowerInvariant();
        if (field.MaxRepetitionLevel == 0)
            return IsText(field) ? new(name, [rows], ArrayKind.Text, ColumnMajor: false, "text")
                : new(name, [rows], IsNumber(field) ? ArrayKind.Number : ArrayKind.Unsupported, ColumnMajor: false,
                    type);
        if (field.MaxRepetitionLevel > 1 || !IsNumber(field))
            return new(name, [rows], ArrayKind.Unsupported, ColumnMajor: false, $"lists of {type}");
        var values = Enumerable.Range(0, Groups).Sum(group => (double)Chunk(group, field).NumValues);
        return rows > 0 && values > 0 && values % rows == 0 && values <= int.MaxValue
            ? new(name, [rows, (long)values / rows], ArrayKind.Number, ColumnMajor: false, type)
            : new(name, [rows], ArrayKind.Unsupported, ColumnMajor: false, "lists of different lengths");
    }

    private static bool IsText(DataField field) =>
        field.ClrType == typeof(string) || field.ClrType == typeof(ReadOnlyMemory<char>);

    private static bool IsNumber(DataField field) =>
        System.Type.GetTypeCode(field.ClrType) is (>= TypeCode.SByte and <= TypeCode.Double) or TypeCode.Boolean;

    private void CheckLevels(ArrayEntry entry, long firstRow, int[] definitions, int[] repetitions)
    {
        var field = _fields[entry.Name];
        var length = (int)entry.Columns;
        for (var i = 0; i < definitions.Length; i++)
        {
            var isAligned = field.MaxRepetitionLevel == 0 || repetitions[i] == (i % length == 0 ? 0 : 1);
            if (definitions[i] != field.MaxDefinitionLevel || !isAligned)
                throw new UnseenDataException(FilePath, $"row {firstRow + (i / length) + 1} of column '{entry.Name}' "
                    + "has no " + (length > 1 ? $"list of {length} numbers, unlike the other rows." : "number."));
        }
    }

    /// <summary>Reads a column chunk. The pages of the chunk are checked before Parquet.Net reads them.</summary>
    /// <returns>the values other than null, and the levels of all values</returns>
    private (Array Values, int[] Definitions, int[] Repetitions) ReadChunk(int group, DataField field, long count)
    {
        return ParquetInput.Guarded(FilePath, $"column '{field.Path.FirstPart}'", async () =>
        {
            var chunk = Chunk(group, field);
            if (chunk.NumValues != count)
                throw new InvalidDataException($"row group {group} has {chunk.NumValues} values, not {count}");
            var (definitions, repetitions) = (new int[count], new int[count]);
            return count == 0 ? (Array.Empty<float>(), definitions, repetitions)
                : (await Values(group, field, chunk, definitions, repetitions), definitions, repetitions);
        });
    }

    private Task<Array> Values(
        int group, DataField field, ColumnMetaData chunk, int[] definitions, int[] repetitions)
    {
        var isText = IsText(field);
        ParquetPages.Check(_stream, chunk, ExtraPageBytes + (isText ? Math.Max(0, chunk.TotalUncompressedSize)
            : BytesPerValue * (long)definitions.Length));
        return System.Type.GetTypeCode(field.ClrType) switch
        {
            _ when isText => Read<ReadOnlyMemory<char>>(),
            TypeCode.Boolean => Read<bool>(),
            TypeCode.SByte => Read<sbyte>(),
            TypeCode.Byte => Read<byte>(),
            TypeCode.Int16 => Read<short>(),
            TypeCode.UInt16 => Read<ushort>(),
            TypeCode.Int32 => Read<int>(),
            TypeCode.UInt32 => Read<uint>(),
            TypeCode.Int64 => Read<long>(),
            TypeCode.UInt64 => Read<ulong>(),
            TypeCode.Single => Read<float>(),
            _ => Read<double>(),
        };

        async Task<Array> Read<T>()
            where T : struct
        {
            var values = new T[definitions.Length];
            using var reader = _reader.OpenRowGroupReader(group);
            await reader.ReadRawAsync(field, values.AsMemory(),
                field.MaxDefinitionLevel > 0 ? definitions.AsMemory() : (Memory<int>?)null,
                field.MaxRepetitionLevel > 0 ? repetitions.AsMemory() : (Memory<int>?)null, default);
            return values;
        }
    }

    private static T[] Convert<T>(Array values)
        where T : INumberBase<T>
    {
        static T[] From<TStored>(TStored[] stored)
            where TStored : INumberBase<TStored> => Array.ConvertAll(stored, T.CreateTruncating);
        return values switch
        {
            T[] same => same,
            bool[] flags => Array.ConvertAll(flags, flag => flag ? T.One : T.Zero),
            sbyte[] stored => From(stored),
            byte[] stored => From(stored),
            short[] stored => From(stored),
            ushort[] stored => From(stored),
            int[] stored => From(stored),
            uint[] stored => From(stored),
            long[] stored => From(stored),
            ulong[] stored => From(stored),
            float[] stored => From(stored),
            _ => From((double[])values),
        };
    }

    private ColumnMetaData Chunk(int group, DataField field) =>
        ParquetInput.Guarded(FilePath, $"row group {group}", () =>
        {
            using var reader = _reader.OpenRowGroupReader(group);
            return Task.FromResult(reader.GetMetadata(field)?.MetaData
                ?? throw new InvalidDataException($"no column '{field.Path}'"));
        });
}
