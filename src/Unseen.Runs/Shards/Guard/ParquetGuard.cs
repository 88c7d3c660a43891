using Parquet.Meta;

namespace Unseen.Runs.Shards.Guard;

/// <summary>Refuses Parquet files that would harm the library that reads them.</summary>
/// <remarks>
/// Parquet.Net believes what a file says of itself. A footer of a few bytes makes it allocate lists of any length or
/// recurse until the stack overflows, which ends the process, and the header of a page makes it allocate any number of
/// bytes or read on past the end for ever. The library has no limits to set, so a small walk over the footer and the
/// page headers, which are Thrift structures, comes first: counts, lengths and depth must fit the file's own length.
/// Everything else about this folder serves these two methods.
/// </remarks>
internal static class ParquetGuard
{
    /// <summary>Checks the footer.</summary>
    /// <exception cref="IOException">The file cannot be read, or ends before it should.</exception>
    /// <exception cref="InvalidDataException">The footer is not as the format has it.</exception>
    public static void CheckFooter(Stream file) => ParquetFooter.Check(file);

    /// <summary>Checks the pages of a column chunk, and lets nothing behind them be read.</summary>
    /// <param name="file">the file; its end is set</param>
    /// <param name="chunk">what the footer says of the chunk</param>
    /// <param name="maxBytes">bytes that all pages may have together, uncompressed</param>
    /// <exception cref="IOException">The file cannot be read, or ends before it should.</exception>
    /// <exception cref="InvalidDataException">The pages are too large, or not as the footer has them.</exception>
    public static void CheckPages(ParquetStream file, ColumnMetaData chunk, long maxBytes) =>
        ParquetPages.Check(file, chunk, maxBytes);
}
