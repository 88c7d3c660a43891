using System.Buffers.Binary;
using System.Text;

namespace Unseen.Data.Hdf5;

/// <summary>Reads the fields of one part of an HDF5 file. Numbers are little-endian; addresses and lengths have 8
/// bytes.</summary>
/// <param name="bytes">the part; reading past its end is an error</param>
/// <remarks>Not thread-safe.</remarks>
internal sealed class HdfBytes(ReadOnlyMemory<byte> bytes)
{
    /// <summary>The address that means "undefined".</summary>
    public const ulong Undefined = ulong.MaxValue;

    /// <summary>The position of the next byte.</summary>
    public int Position { get; private set; }

    /// <summary>The number of bytes not read yet.</summary>
    public int Left => bytes.Length - Position;

    public byte Byte() => Take(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    /// <summary>Reads an unsigned number of 1 to 8 bytes.</summary>
    public ulong UInt(int size)
    {
        ulong value = 0;
        var taken = Take(size);
        for (var i = size - 1; i >= 0; i--)
            value = (value << 8) | taken[i];
        return value;
    }

    public ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > Left)
            throw new InvalidDataException($"one of its headers ends {(long)count - Left} bytes too soon");
        var taken = bytes.Span.Slice(Position, count);
        Position += count;
        return taken;
    }

    /// <summary>Gets the next bytes as a separate part.</summary>
    public HdfBytes Part(int count)
    {
        var start = Position;
        Take(count);
        return new HdfBytes(bytes.Slice(start, count));
    }

    public void Skip(int count) => Take(count);

    /// <summary>Requires that the next bytes are a signature.</summary>
    public void Expect(ReadOnlySpan<byte> signature)
    {
        if (!Take(signature.Length).SequenceEqual(signature))
            throw new InvalidDataException($"the signature {Encoding.ASCII.GetString(signature)} is missing");
    }

    /// <summary>Moves to the next multiple of 8 from the part's start.</summary>
    public void Align() => Skip(Math.Min(Left, -Position & 7));

    /// <summary>Reads the zero-terminated text at a position.</summary>
    public string TextAt(ulong position)
    {
        if (position >= (ulong)bytes.Length)
            throw new InvalidDataException("a name lies outside of its table");
        var rest = bytes.Span[(int)position..];
        return Encoding.UTF8.GetString(rest.IndexOf((byte)0) is >= 0 and var end ? rest[..end] : rest);
    }

    /// <summary>Reads text of the given length or, without a length, up to and including the next zero byte. Text of a
    /// given length ends at its first zero byte.</summary>
    public string Text(int? length = null)
    {
        var rest = bytes.Span[Position..];
        var end = length ?? rest.IndexOf((byte)0);
        if (end < 0)
            throw new InvalidDataException("a name does not end");
        var taken = Take(end);
        if (length is null)
            Skip(1);
        return Encoding.UTF8.GetString(taken.IndexOf((byte)0) is >= 0 and var zero ? taken[..zero] : taken);
    }
}
