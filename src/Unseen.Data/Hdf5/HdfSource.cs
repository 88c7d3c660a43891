using System.Buffers.Binary;

namespace Unseen.Data.Hdf5;

/// <summary>The bytes of an HDF5 file, accessed by the addresses in the file. The number of header bytes that can be
/// read is limited, since the addresses in damaged headers can form a cycle.</summary>
internal sealed class HdfSource : IDisposable
{
    private const int UserBlock = 512; // a superblock can be at 0, 512, 1024, 2048, ...
    private const long AlwaysAllowed = 1 << 22; // bytes of headers
    private const int LengthFactor = 16; // additional bytes of headers for each byte of the file
    private readonly FileStream _stream;
    private readonly long _base;
    private long _headersLeft;

    /// <summary>Finds the superblock.</summary>
    /// <param name="stream">the file, which this object closes</param>
    /// <exception cref="InvalidDataException">The file has no superblock of a supported version.</exception>
    public HdfSource(FileStream stream)
    {
        _stream = stream;
        ResetHeaderLimit();
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
        superblock.Skip(24 + 8); // other addresses, and the name of the root group
        Root = superblock.UInt64();
    }

    /// <summary>The address of the root group's header.</summary>
    public ulong Root { get; }

    /// <summary>The number of bytes from address 0 to the end of the file.</summary>
    public long Length => _stream.Length - _base;

    /// <summary>The length of the whole file, in bytes.</summary>
    public long FileLength => _stream.Length;

    /// <summary>The first 8 bytes of every HDF5 file, after an optional user block.</summary>
    public static ReadOnlySpan<byte> Signature =>
        [0x89, (byte)'H', (byte)'D', (byte)'F', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    /// <summary>Resets the number of header bytes that can be read.</summary>
    public void ResetHeaderLimit() => _headersLeft = AlwaysAllowed + (LengthFactor * _stream.Length);

    /// <summary>Reads a part of the file that contains headers. Checks that the file contains this part before memory
    /// is allocated.</summary>
    /// <exception cref="InvalidDataException">The part is outside the file, or too many header bytes were
    /// read.</exception>
    public HdfBytes Read(ulong address, long length)
    {
        _headersLeft -= Checked(address, length);
        if (_headersLeft < 0)
            throw new InvalidDataException("its headers are longer than the file, or lead in circles");
        var bytes = new byte[length];
        Fill(address, bytes);
        return new HdfBytes(bytes);
    }

    /// <summary>Reads values, which do not count as header bytes.</summary>
    /// <exception cref="InvalidDataException">The values are outside the file.</exception>
    public void Fill(ulong address, Span<byte> bytes)
    {
        Checked(address, bytes.Length);
        _stream.Position = _base + (long)address;
        _stream.ReadExactly(bytes);
    }

    /// <summary>Throws unless the file contains that many bytes at the address.</summary>
    /// <exception cref="InvalidDataException">The bytes are outside the file.</exception>
    public void RequireBytes(ulong address, long length)
    {
        if (address > (ulong)Length || length < 0 || length > Length - (long)address)
            throw new InvalidDataException($"a part of {length} bytes at {address} lies outside of the file");
    }

    /// <summary>Returns the length if the file contains that many bytes at the address, and an array can hold
    /// them.</summary>
    /// <exception cref="InvalidDataException">The bytes are outside the file, or too many for an array.</exception>
    public int Checked(ulong address, long length)
    {
        RequireBytes(address, length);
        return length <= Array.MaxLength ? (int)length
            : throw new InvalidDataException($"a part of {length} bytes at {address} is too long for an array");
    }

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
