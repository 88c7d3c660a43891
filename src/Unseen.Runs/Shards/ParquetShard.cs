using Parquet;
using Parquet.Meta;
using Parquet.Schema;
using Unseen.Data;
using Unseen.Data.Loading;
using Unseen.Data.Parquet;

namespace Unseen.Runs.Shards;

/// <summary>A Parquet file of features, in which each row group is a block. Every block reads the file through its own
/// stream.</summary>
/// <remarks>
/// The columns are <c>features</c>, a list of float or double, and optionally <c>image</c>, text. The low-level reader
/// returns the values of lists with their levels. A repetition level of 0 marks the first value of a row. A definition
/// level below the maximum means that a value or list is null, or that a list is empty.
/// </remarks>
internal sealed class ParquetShard : FeatureShard
{
    /// <summary>The maximum size of a row group's features as float32: 1 GiB.</summary>
    public const long MaxGroupBytes = 1L << 30;

    private const string Features = "features";
    private const string Image = "image";
    private const long MaxNameBytes = MaxGroupBytes / 4;
    private const long MinNameBytes = 1L << 20;
    private const int BytesPerCharacter = 4;
    // memory per byte of float32: values, two levels, and the measured size of the reader's buffers
    private const int MemoryPerFeatureByte = 8;
    private const int MemoryPerNameByte = 16; // for short names, each of which takes two objects

    private readonly string _path;
    private readonly int _width;
    private readonly ParquetStream _stream;
    private readonly ParquetReader _reader;
    private readonly DataField _features;
    private readonly DataField? _image;
    private readonly long _blockBytes;
    private int _next;
    private long _taken;

    /// <summary>Reads the footer and finds the columns.</summary>
    /// <param name="path">path of the file</param>
    /// <param name="width">D, the number of features per row</param>
    /// <param name="largestGroup">maximum size of a row group's features as float32, in bytes, default 1 GiB</param>
    /// <exception cref="UnseenDataException">The file is damaged, has no column of features, a column has the wrong
    /// type or occurs twice, or a row group is too large.</exception>
    public ParquetShard(string path, int width, long largestGroup = MaxGroupBytes)
    {
        (_path, _width) = (path, width);
        (_stream, _reader) = ParquetInput.Open(path);
        try
        {
            _features = Column(Features, field => field.MaxRepetitionLevel == 1
                && (field.ClrType == typeof(float) || field.ClrType == typeof(double)), "a list of float or double")
                ?? throw new UnseenDataException(path,
                    $"there is no column '{Features}', a list of numbers for each image. Rename the column, or "
                        + "write one.");
            _image = Column(Image, field => field.MaxRepetitionLevel == 0 && IsText(field), "text");
            for (var group = 0; group < _reader.RowGroupCount; group++)
                _blockBytes = Math.Max(_blockBytes, (MemoryPerFeatureByte * CheckFeatures(group, largestGroup))
                    + (MemoryPerNameByte * CheckNames(group)));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public override bool HasNames => _image is not null;

    public override long BlockBytes => _blockBytes;

    public override long Blocks => _reader.RowGroupCount;

    public override FeatureBlock CreateBlock() =>
        new ParquetBlock(_path, _width, ParquetInput.Open(_path), _features, _image);

    public override bool Take(FeatureBlock block)
    {
        if (_next == _reader.RowGroupCount)
            return false;
        ((ParquetBlock)block).Take(_next, _taken);
        _taken += block.Rows;
        _next++;
        return true;
    }

    public override void Dispose() => _reader.DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>Gets the maximum accepted size of the image names of a row group, in bytes: 1 MiB more than one name of
    /// the maximum length for each row takes, but at most 256 MiB.</summary>
    /// <param name="rows">the number of rows in the group</param>
    public static long MaxNameBytesFor(long rows) =>
        (long)Math.Min(MaxNameBytes, MinNameBytes + ((double)rows * BytesPerCharacter * FeatureRows.MaxNameLength));

    private static bool IsText(DataField field) =>
        field.ClrType == typeof(string) || field.ClrType == typeof(ReadOnlyMemory<char>);

    private DataField? Column(string name, Func<DataField, bool> isValid, string rule) =>
        ParquetInput.Guarded(_path, "the schema", () =>
            Task.FromResult(_reader.Schema.GetDataFields().Where(field => field.Path.FirstPart == name)
            .ToArray())) switch
        {
            [] => null,
            [var field] when isValid(field) => field,
            [var field] => throw new UnseenDataException(_path, $"column '{name}'", rule,
                $"{(field.MaxRepetitionLevel > 0 ? "a list of " : "")}{field.ClrType.Name}"),
            var fields => throw new UnseenDataException(_path, $"column '{name}'", rule, $"{fields.Length} columns"),
        };

    /// <summary>Gets the size of a row group's features as float32 according to the footer, and throws if it is too
    /// large.</summary>
    private long CheckFeatures(int group, long largest)
    {
        var (rows, chunk) = Chunk(group, _features);
        if (rows < 0 || chunk.NumValues < 0)
            throw new UnseenDataException(_path, $"row group {group}", "of 0 rows and values or more",
                $"of {rows} rows and {chunk.NumValues} values");
        var bytes = (long)Math.Min(long.MaxValue, sizeof(float) * Math.Max(chunk.NumValues, rows * (double)_width));
        return bytes <= largest
            ? bytes
            : throw new UnseenDataException(_path, $"row group {group} has {bytes} bytes of features as float32, but "
                + $"at most {largest} can be read at once. Write the file with smaller row groups.");
    }

    /// <summary>Gets the size of a row group's names according to the footer, and throws if it is too large or there
    /// is not one name per row.</summary>
    private long CheckNames(int group)
    {
        if (_image is null)
            return 0;
        var (rows, chunk) = Chunk(group, _image);
        if (chunk.NumValues != rows)
            throw new UnseenDataException(_path, $"row group {group} has {rows} rows, but {chunk.NumValues} names in "
                + $"column '{Image}'. Write one name for each row.");
        return chunk.TotalUncompressedSize <= MaxNameBytesFor(rows)
            ? Math.Max(0, chunk.TotalUncompressedSize)
            : throw new UnseenDataException(_path, $"row group {group} has {chunk.TotalUncompressedSize} bytes of "
                + $"names, but at most {MaxNameBytesFor(rows)} can be read at once. Write the file with shorter names "
                + "or smaller row groups.");
    }

    private (long Rows, ColumnMetaData Chunk) Chunk(int group, DataField field) =>
        ParquetInput.Guarded(_path, $"row group {group}", () =>
    {
        using var reader = _reader.OpenRowGroupReader(group);
        return Task.FromResult((reader.RowCount, reader.GetMetadata(field)?.MetaData
            ?? throw new InvalidDataException($"no column '{field.Path}'")));
    });
}
