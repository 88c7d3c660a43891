using System.Buffers.Binary;

namespace Unseen.Data.Hdf5;

/// <summary>The bytes of an HDF5 file by the addresses that it uses, and how much of them may be read: damaged headers
/// can lead in circles for ever.</summary>
internal sealed class HdfSource : IDisposable
{
    private const int UserBlock = 512; // superblocks lie at 0, 512, 1024, 2048, ...
    private const long AnyFile = 1 << 22; // bytes of headers that any file may need
    private const int Passes = 16; // over the whole file
    private readonly FileStream _stream;
    private readonly long _base;
    private long _headersLeft;

    /// <summary>Finds the superblock.</summary>
    /// <param name="stream">the file; this object's to close</param>
    /// <exception cref="InvalidDataException">There is none that is known.</exception>
    public HdfSource(FileStream stream)
    {
        _stream = stream;
        Allow();
        var place = 0L;
        while (!HasSignature(place))
            place = place == 0 ? UserBlock
                : 2 * place + 8 <= stream.Length ? 2 * place : throw new InvalidDataException("it has no superblock");
        _base = place;
        var superblock = Read(0, (int)Math.Min(96, stream.Length - place));
        superblock.Skip(8);
        var version = superblock.Byte();
        if (version > 3)
            throw new InvalidDataException($"its superblock has version {version}, which is not known");
        if (version >= 2)
        {
            RequireSizes(superblock.Byte(), superblock.Byte());
            superblock.Skip(1);
            CheckBase(superblock.UInt64());
            superblock.Skip(16);
            Root = superblock.UInt64();
            return;
        }

        superblock.Skip(4);
        RequireSizes(superblock.Byte(), superblock.Byte());
        superblock.Skip(1 + 2 + 2 + 4 + (version == 1 ? 4 : 0));
        CheckBase(superblock.UInt64());
        superblock.Skip(24 + 8); // other addresses, and the name of the root
        Root = superblock.UInt64();
    }

    /// <summary>Address of the root group's header.</summary>
    public ulong Root { get; }

    /// <summary>Length of the file from the first address on, in bytes.</summary>
    public long Length => _stream.Length - _base;

    /// <summary>Length of the whole file, in bytes.</summary>
    public long FileLength => _stream.Length;

    /// <summary>The first 8 bytes of every HDF5 file, perhaps behind a user block.</summary>
    public static ReadOnlySpan<byte> Signature =>
        [0x89, (byte)'H', (byte)'D', (byte)'F', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    /// <summary>Begins to count headers anew.</summary>
    public void Allow() => _headersLeft = AnyFile + (Passes * _stream.Length);

    /// <summary>A part of the file that holds headers. It is known to be there before memory is taken for it.</summary>
    /// <exception cref="InvalidDataException">It lies outside of the file, or too much was read.</exception>
    public HdfBytes Read(ulong address, long length)
    {
        _headersLeft -= Checked(address, length);
        if (_headersLeft < 0)
            throw new InvalidDataException("its headers are longer than it, or lead in circles");
        var bytes = new byte[length];
        Fill(address, bytes);
        return new HdfBytes(bytes);
    }

    /// <summary>Reads values, which are not counted.</summary>
    /// <exception cref="InvalidDataException">They lie outside of the file.</exception>
    public void Fill(ulong address, Span<byte> bytes)
    {
        Checked(address, bytes.Length);
        _stream.Position = _base + (long)address;
        _stream.ReadExactly(bytes);
    }

    /// <summary>The length, if so many bytes of the file are there.</summary>
    public int Checked(ulong address, long length) =>
        address <= (ulong)Length && length >= 0 && length <= Length - (long)address && length <= Array.MaxLength
            ? (int)length
            : throw new InvalidDataException($"a part of {length} bytes at {address} lies outside of the file");

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private static void RequireSizes(byte offsets, byte lengths)
    {
        if (offsets != 8 || lengths != 8)
            throw new InvalidDataException($"its addresses have {offsets} and its lengths {lengths} bytes, not 8");
    }

    private void CheckBase(ulong stated)
    {
        if (stated != 0 && stated != (ulong)_base)
            throw new InvalidDataException($"its addresses begin at {stated}, its superblock at {_base}");
    }

    private bool HasSignature(long place)
    {
        if (place + 8 > _stream.Length)
            return false;
        Span<byte> start = stackalloc byte[8];
        _stream.Position = place;
        _stream.ReadExactly(start);
        return BinaryPrimitives.ReadUInt64LittleEndian(start) == BinaryPrimitives.ReadUInt64LittleEndian(Signature);
    }
}
