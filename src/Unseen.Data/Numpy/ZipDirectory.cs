using System.Buffers.Binary;
using System.Text;

namespace Unseen.Data.Numpy;

/// <summary>Finds the position of an uncompressed entry in a zip archive, which
/// <see cref="System.IO.Compression.ZipArchive"/> does not expose.</summary>
/// <remarks>
/// Layout: PKWARE's APPNOTE, 4.3. An entry that is unusual or inconsistent counts as not found. The caller then reads
/// the entry through ZipArchive, whose exception says what is wrong.
/// </remarks>
internal static class ZipDirectory
{
    private const int EndLength = 22;
    private const int MaxCommentBytes = ushort.MaxValue;
    private const int LocatorLength = 20;
    private const int End64Length = 56;
    private const int EntryLength = 46;
    private const int LocalLength = 30;
    private const int MaxDirectoryBytes = 1 << 24;
    private const ushort Zip64Field = 1;
    private const int EncryptedFlag = 1;

    /// <summary>Finds the offset and length of an entry's content; null if the entry is not found or not stored
    /// uncompressed.</summary>
    /// <param name="archive">the open archive</param>
    /// <param name="name">full name of the entry; if several entries have this name, the first entry is found</param>
    public static (long Offset, long Length)? FindStored(FileStream archive, string name)
        => ReadDirectory(archive) is { } directory && FindEntry(directory, Encoding.UTF8.GetBytes(name)) is { } entry
            ? LocateContent(archive, entry.Header, entry.Length)
            : null;

    private static byte[]? ReadDirectory(FileStream archive)
    {
        var tail = Read(archive, Math.Max(0, archive.Length - EndLength - MaxCommentBytes),
            (int)Math.Min(archive.Length, EndLength + MaxCommentBytes));
        var end = tail.AsSpan().LastIndexOf("PK\x05\x06"u8);
        if (end < 0 || tail.Length - end < EndLength)
            return null;
        long length = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(end + 12));
        long offset = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(end + 16));
        if (offset == uint.MaxValue || length == uint.MaxValue)
        {
            if (end < LocatorLength || !tail.AsSpan(end - LocatorLength).StartsWith("PK\x06\x07"u8))
                return null;
            var end64 = Read(archive, BinaryPrimitives.ReadInt64LittleEndian(tail.AsSpan(end - LocatorLength + 8)),
                End64Length);
            if (!end64.AsSpan().StartsWith("PK\x06\x06"u8))
                return null;
            length = BinaryPrimitives.ReadInt64LittleEndian(end64.AsSpan(40));
            offset = BinaryPrimitives.ReadInt64LittleEndian(end64.AsSpan(48));
        }

        return length is >= 0 and <= MaxDirectoryBytes ? Read(archive, offset, (int)length) : null;
    }

    /// <summary>Finds the position of an entry's local header and the length of its content, if the content is stored
    /// uncompressed.</summary>
    private static (long Header, long Length)? FindEntry(ReadOnlySpan<byte> directory, ReadOnlySpan<byte> name)
    {
        while (directory.Length >= EntryLength && directory.StartsWith("PK\x01\x02"u8))
        {
            var nameLength = BinaryPrimitives.ReadUInt16LittleEndian(directory[28..]);
            var extraLength = BinaryPrimitives.ReadUInt16LittleEndian(directory[30..]);
            var entryLength = EntryLength + nameLength + extraLength
                + BinaryPrimitives.ReadUInt16LittleEndian(directory[32..]);
            if (entryLength > directory.Length)
                return null;
            if (directory.Slice(EntryLength, nameLength).SequenceEqual(name))
                return ReadEntry(directory, directory.Slice(EntryLength + nameLength, extraLength));
            directory = directory[entryLength..];
        }

        return null;
    }

    private static (long Header, long Length)? ReadEntry(ReadOnlySpan<byte> entry, ReadOnlySpan<byte> extra)
    {
        var isEncrypted = (entry[8] & EncryptedFlag) != 0;
        var method = BinaryPrimitives.ReadUInt16LittleEndian(entry[10..]);
        // length, stored length, position of the local header; a value that does not fit into 4 bytes is in the extra
        // field
        Span<long> fields =
        [
            BinaryPrimitives.ReadUInt32LittleEndian(entry[24..]), BinaryPrimitives.ReadUInt32LittleEndian(entry[20..]),
            BinaryPrimitives.ReadUInt32LittleEndian(entry[42..]),
        ];
        var large = Extra(extra, Zip64Field);
        foreach (ref var field in fields)
        {
            if (field != uint.MaxValue)
                continue;
            if (large.Length < sizeof(long))
                return null;
            field = BinaryPrimitives.ReadInt64LittleEndian(large);
            large = large[sizeof(long)..];
        }

        return isEncrypted || method != 0 || fields[0] != fields[1] ? null : (fields[2], fields[0]);
    }

    private static ReadOnlySpan<byte> Extra(ReadOnlySpan<byte> fields, ushort wanted)
    {
        while (fields.Length >= 4)
        {
            var length = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(fields[2..]), fields.Length - 4);
            if (BinaryPrimitives.ReadUInt16LittleEndian(fields) == wanted)
                return fields.Slice(4, length);
            fields = fields[(4 + length)..];
        }

        return [];
    }

    /// <summary>Finds the content after the local header. The header must be read, since its extra field can differ in
    /// length from the extra field in the directory.</summary>
    private static (long Offset, long Length)? LocateContent(FileStream archive, long header, long length)
    {
        var local = Read(archive, header, LocalLength);
        if (!local.AsSpan().StartsWith("PK\x03\x04"u8))
            return null;
        var offset = header + LocalLength + BinaryPrimitives.ReadUInt16LittleEndian(local.AsSpan(26))
            + BinaryPrimitives.ReadUInt16LittleEndian(local.AsSpan(28));
        return length >= 0 && length <= archive.Length - offset ? (offset, length) : null;
    }

    /// <summary>Reads bytes of the archive; returns an empty array if the archive does not have all of them.</summary>
    private static byte[] Read(FileStream archive, long offset, int length)
    {
        if (offset < 0 || offset > archive.Length - length)
            return [];
        var bytes = new byte[length];
        archive.Position = offset;
        archive.ReadExactly(bytes);
        return bytes;
    }
}
