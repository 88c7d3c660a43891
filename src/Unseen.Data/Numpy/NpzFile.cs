using System.IO.Compression;
using Unseen.Data.Arrays;

namespace Unseen.Data.Numpy;

/// <summary>A .npz archive: named .npy arrays in a zip file, stored or deflated.</summary>
/// <remarks>
/// The CRC-32 of an entry is verified when the entry is read to its end. For a mapped entry it is verified only on
/// request, since verification reads the whole entry.
/// </remarks>
internal sealed class NpzFile : ArrayFile
{
    private const string Extension = ".npy";
    private readonly FileStream _stream;
    private readonly ZipArchive _archive;
    private readonly List<ArrayEntry> _entries = [];

    /// <summary>Reads the names and shapes of an open archive. This object closes the stream.</summary>
    /// <exception cref="UnseenDataException">The archive or an array's header is damaged.</exception>
    public NpzFile(string path, FileStream stream)
        : base(path)
    {
        _stream = stream;
        try
        {
            _archive = new ZipArchive(stream, ZipArchiveMode.Read);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            throw new UnseenDataException(path, ForeignFormat.DescribeZip(path), exception);
        }

        var zipped = Guarded("archive", () => _archive.Entries);
        if (zipped.Sum(entry => (double)entry.CompressedLength) is var stored && stored > stream.Length)
            // Without this check, an archive could list the same large entry many times.
            throw new UnseenDataException(path, $"the entries of the archive have {stored} bytes in total, but the "
                + $"file has only {stream.Length} bytes. The file is damaged. Download or copy it again.");
        ZipArchiveEntry[] arrays =
            [.. zipped.Where(entry => entry.FullName.EndsWith(Extension, StringComparison.Ordinal))];
        if (arrays.Length == 0 && zipped.Count > 0)
            throw new UnseenDataException(path, ForeignFormat.DescribeZip(path));
        foreach (var entry in arrays)
        {
            var name = entry.FullName[..^Extension.Length];
            if (Find(name) is null)
                _entries.Add(Read(entry, name, toTheEnd: false, reader => NpyReader.ReadEntry(reader, name)));
        }
    }

    public override IReadOnlyList<ArrayEntry> Entries => _entries;

    /// <summary>Whether a file that begins with these bytes is a zip archive, possibly one without any
    /// entry.</summary>
    /// <param name="start">at least 4 bytes</param>
    public static bool HasSignature(ReadOnlySpan<byte> start) =>
        start.StartsWith("PK\x03\x04"u8) || start.StartsWith("PK\x05\x06"u8);

    /// <summary>Begins to read an array in pieces. Several arrays can be read alternately.</summary>
    /// <returns>the reader, which the caller disposes before this file</returns>
    /// <exception cref="UnseenDataException">The array is damaged.</exception>
    public NpyStream Begin(ArrayEntry entry)
    {
        var what = $"array '{entry.Name}'";
        return Guarded(what, () =>
        {
            var zipped = Zipped(entry);
            return new NpyStream(Checked(zipped), GetLength(zipped), zipped.CompressedLength, FilePath, what);
        });
    }

    protected override void Dispose(bool disposing) => _archive.Dispose();

    private protected override T[] ReadNumbers<T>(ArrayEntry entry) => Read(entry, NpyReader.ReadNumbers<T>);

    private protected override string[] ReadText(ArrayEntry entry)
    {
        RequireMemoryForText(entry, entry.Count, GetLength(Zipped(entry)));
        return Read(entry, NpyReader.ReadStrings);
    }

    private protected override MappedValues? Map(ArrayEntry entry, bool check)
    {
        var what = $"array '{entry.Name}'";
        return Guarded(what, () =>
        {
            if (ZipDirectory.FindStored(_stream, Zipped(entry).FullName) is not var (offset, length)
                || NpyReader.Map(_stream, offset, length, what) is not { } values)
                return null;
            if (check)
                _ = Read(entry, _ => values); // verifies the checksum at the end
            return values;
        });
    }

    private ZipArchiveEntry Zipped(ArrayEntry entry) => _archive.GetEntry(entry.Name + Extension)!;

    private T Read<T>(ArrayEntry entry, Func<BoundedReader, T> read) =>
        Read(Zipped(entry), entry.Name, toTheEnd: true, read);

    private T Read<T>(ZipArchiveEntry entry, string name, bool toTheEnd, Func<BoundedReader, T> read)
    {
        var what = $"array '{name}'";
        return Guarded(what, () =>
        {
            using var stream = Checked(entry);
            var reader = new BoundedReader(stream, GetLength(entry), entry.CompressedLength, FilePath, what);
            var result = read(reader);
            if (toTheEnd)
            {
                reader.Drain();
                reader.ExpectEndOfStream();
            }

            return result;
        });
    }

    private static ChecksumStream Checked(ZipArchiveEntry entry) => new(entry.Open(), entry.Crc32);

    private static long GetLength(ZipArchiveEntry entry) =>
        Math.Min(entry.Length, (entry.CompressedLength + 1) * BoundedReader.MaxInflation);

    private T Guarded<T>(string what, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (
            exception is InvalidDataException or IOException or NotSupportedException or ArgumentException
            or OverflowException)
        {
            throw new UnseenDataException(
                FilePath,
                $"{what} cannot be read: {FailureReason.DescribeContent(exception)}. Copy or save the file again.",
                exception);
        }
    }
}
