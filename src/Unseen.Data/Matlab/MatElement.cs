using System.Buffers.Binary;
using Unseen.Data.Arrays;

namespace Unseen.Data.Matlab;

/// <summary>One data element inside a MATLAB v5 array: a tag with type and length, the content, and padding to a
/// multiple of 8 bytes.</summary>
/// <param name="Type">the type of the content</param>
/// <param name="Content">reads the content, and no further</param>
/// <param name="Padding">the number of bytes between the content and the next element</param>
internal readonly record struct MatElement(MatType Type, BoundedReader Content, int Padding)
{
    private const int TagLength = 8;

    /// <summary>Reads the tag of the next element. Content of up to 4 bytes can be inside the tag.</summary>
    public static MatElement Next(BoundedReader parent, bool bigEndian)
    {
        var tag = new byte[TagLength];
        parent.ReadExactly(tag);
        var first = ReadUInt32(tag, bigEndian);
        var smallLength = (int)(first >> 16);
        if (smallLength > 4)
            throw parent.Damaged($"has a small element of {smallLength} bytes, but at most 4 are possible");
        if (smallLength > 0)
        {
            var stream = new MemoryStream(tag, TagLength / 2, smallLength, writable: false);
            return new((MatType)(first & 0xFFFF), parent.Over(stream, smallLength), 0);
        }

        var length = ReadUInt32(tag.AsSpan(TagLength / 2), bigEndian);
        return new((MatType)first, parent.Slice(length), (int)(-length & (TagLength - 1)));
    }

    /// <summary>Moves the parent reader past this element.</summary>
    public void Finish(BoundedReader parent)
    {
        Content.Drain();
        parent.Skip(Math.Min(Padding, parent.Remaining));
    }

    /// <summary>Reads an unsigned 32-bit number in the file's byte order.</summary>
    public static uint ReadUInt32(ReadOnlySpan<byte> bytes, bool bigEndian)
        => bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
