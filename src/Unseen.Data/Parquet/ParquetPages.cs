using Parquet.Meta;
using ZstdSharp;

namespace Unseen.Data.Parquet;

/// <summary>Checks the pages of a column chunk before Parquet.Net reads them, since Parquet.Net trusts their
/// lengths.</summary>
internal static class ParquetPages
{
    private const int MaxHeaderBytes = 1 << 16;
    private const int MinEntryBytes = 4; // minimum size of a dictionary's entry: a float, or the length of a text
    private const int MaxSnappyLengthBytes = 5;

    /// <summary>Checks all pages up to the last value, and prevents reading beyond them.</summary>
    /// <param name="file">the file, whose <see cref="ParquetStream.End"/> is set to the end of the pages</param>
    /// <param name="chunk">metadata of the chunk in the footer</param>
    /// <param name="maxBytes">maximum uncompressed size of all pages together</param>
    /// <exception cref="IOException">The file cannot be read, or is truncated.</exception>
    /// <exception cref="InvalidDataException">The pages are too large, not valid, or do not match the
    /// footer.</exception>
    public static void Check(ParquetStream file, ColumnMetaData chunk, long maxBytes)
    {
        file.End = file.Length;
        var offset = ((long?[])[chunk.DictionaryPageOffset, chunk.DataPageOffset, chunk.IndexPageOffset])
            .Where(place => place is not (null or 0)).Min() ?? 0;
        var (values, bytes) = (0L, 0L);
        while (values < chunk.NumValues)
        {
            var page = Read(file, offset);
            if (page.Bytes < 0 || page.StoredBytes < 0 || page.Values < 0 || page.LevelBytes < 0
                || page.StoredBytes > file.Length - page.Start)
                throw new InvalidDataException(
                    $"a page of {page.Values} values has {page.Bytes} bytes, {page.StoredBytes} of them stored");
            if (!page.IsDictionary && (values += page.Values) > chunk.NumValues)
                throw new InvalidDataException($"a chunk of {chunk.NumValues} values has pages with more");
            if (page.IsDictionary && (long)MinEntryBytes * page.Values > page.Bytes)
                throw new InvalidDataException($"a dictionary of {page.Values} values has {page.Bytes} bytes");
            if ((bytes += page.Bytes) > maxBytes || Inflated(file, page, chunk.Codec) > (ulong)page.Bytes)
                throw new InvalidDataException(
                    $"a chunk of {chunk.NumValues} values has pages of more than {Math.Min(maxBytes, bytes)} bytes");
            offset = page.Start + page.StoredBytes;
        }

        file.End = offset;
    }

    private static Page Read(Stream file, long offset)
    {
        var header = new byte[Math.Clamp(file.Length - offset, 0, MaxHeaderBytes)];
        if (offset < 0 || header.Length == 0)
            throw new InvalidDataException($"a page begins at byte {offset}, but the file has {file.Length} bytes");
        file.Position = offset;
        file.ReadExactly(header);
        long?[] page = [], data = [], dictionary = [], data2 = [];
        var walk = new ThriftWalk(header, (shape, found) =>
        {
            if (shape == ParquetShapes.PageHeader)
                page = found;
            else if (shape == ParquetShapes.DataPageHeader)
                data = found;
            else if (shape == ParquetShapes.DictionaryPageHeader)
                dictionary = found;
            else if (shape == ParquetShapes.DataPageHeaderV2)
                data2 = found;
        });
        walk.Struct(ParquetShapes.PageHeader);
        var own = (PageType)page[1]!.Value switch
        {
            PageType.DATA_PAGE => data,
            PageType.DICTIONARY_PAGE => dictionary,
            PageType.DATA_PAGE_V2 => data2,
            var other => throw new InvalidDataException($"a page has type {other}"),
        };
        if (own.Length == 0)
            throw new InvalidDataException("a page has no header of its type");
        return new Page(offset + walk.Position, page[2]!.Value, page[3]!.Value, own[1]!.Value, own == dictionary,
            own == data2 ? data2[5]!.Value + data2[6]!.Value : 0);
    }

    /// <summary>Gets the number of bytes that Parquet.Net would allocate for a page according to the compressed data; 0
    /// if it allocates memory according to the page's header.</summary>
    private static ulong Inflated(Stream file, Page page, CompressionCodec codec)
    {
        if (codec is not (CompressionCodec.SNAPPY or CompressionCodec.ZSTD) || page.StoredBytes <= page.LevelBytes)
            return 0;
        var stored = page.StoredBytes - page.LevelBytes; // pages of version 2 begin with uncompressed levels
        var start = new byte[codec == CompressionCodec.ZSTD ? stored : Math.Min(stored, MaxSnappyLengthBytes)];
        file.Position = page.Start + page.LevelBytes;
        file.ReadExactly(start);
        if (codec == CompressionCodec.ZSTD)
            return Decompressor.GetDecompressedSize(start);
        var length = 0UL;
        for (var place = 0; place < start.Length; place++)
        {
            length |= (ulong)(start[place] & 0x7F) << (7 * place);
            if (start[place] < 0x80)
                break;
        }

        return length;
    }

    /// <param name="Start">position of the content</param>
    /// <param name="Bytes">uncompressed length of the content</param>
    /// <param name="StoredBytes">length of the content in the file</param>
    /// <param name="Values">number of values, including nulls</param>
    /// <param name="IsDictionary">whether this is a dictionary page</param>
    /// <param name="LevelBytes">number of bytes at the start that are never compressed</param>
    private readonly record struct Page(
        long Start, long Bytes, long StoredBytes, long Values, bool IsDictionary, long LevelBytes);
}
