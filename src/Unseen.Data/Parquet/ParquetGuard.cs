using Parquet.Meta;

namespace Unseen.Data.Parquet;

/// <summary>Rejects malformed Parquet files that could crash or hang the library that reads them.</summary>
/// <remarks>
/// Parquet.Net trusts the content of a file. A footer of a few bytes can make it allocate lists of any length, or
/// recurse until a stack overflow ends the process. A page header can make it allocate any number of bytes, or read
/// past the end forever. The library has no limits to configure, so this class first walks over the footer and the
/// page headers, which are Thrift structures, and compares counts, lengths and depth with the length of the file.
/// <see cref="ParquetFooter"/> and <see cref="ParquetPages"/> implement the two checks.
/// </remarks>
internal static class ParquetGuard
{
    /// <summary>Checks the footer.</summary>
    /// <exception cref="IOException">The file cannot be read, or is truncated.</exception>
    /// <exception cref="InvalidDataException">The footer is not valid.</exception>
    public static void CheckFooter(Stream file) => ParquetFooter.Check(file);

    /// <summary>Checks the pages of a column chunk, and prevents reading beyond them.</summary>
    /// <param name="file">the file, whose <see cref="ParquetStream.End"/> is set to the end of the pages</param>
    /// <param name="chunk">metadata of the chunk in the footer</param>
    /// <param name="maxBytes">maximum uncompressed size of all pages together</param>
    /// <exception cref="IOException">The file cannot be read, or is truncated.</exception>
    /// <exception cref="InvalidDataException">The pages are too large, or do not match the footer.</exception>
    public static void CheckPages(ParquetStream file, ColumnMetaData chunk, long maxBytes) =>
        ParquetPages.Check(file, chunk, maxBytes);
}
