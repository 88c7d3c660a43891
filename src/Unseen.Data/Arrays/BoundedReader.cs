namespace Unseen.Data.Arrays;

/// <summary>
/// Reads one element of a file, and never beyond the end of the element. Faults of the stream become an
/// <see cref="UnseenDataException"/> that names the file and the element.
/// </summary>
/// <param name="stream">the stream, positioned at the element's first byte</param>
/// <param name="length">maximum number of bytes to read</param>
/// <param name="sourceBytes">length of the element in the file, before decompression, in bytes</param>
/// <param name="file">path of the file, for messages</param>
/// <param name="what">the element, for messages</param>
internal sealed class BoundedReader(Stream stream, long length, long sourceBytes, string file, string what)
{
    private const int ChunkLength = 1 << 16;

    /// <summary>The maximum number of bytes that Deflate can expand one byte to.</summary>
    public const int MaxInflation = 1032;

    /// <summary>Bytes that may still be read.</summary>
    public long Remaining { get; private set; } = length;

    /// <summary>Length of the element in the file, before decompression. Sizes that the file claims are compared with
    /// this length before memory is allocated.</summary>
    public long SourceBytes => sourceBytes;

    /// <summary>Creates a reader of only the next bytes. Read the new reader to its end before using this reader again,
    /// since both read the same stream.</summary>
    public BoundedReader Slice(long sliceLength, string? sliceWhat = null)
    {
        Take(sliceLength);
        return new BoundedReader(stream, sliceLength, Math.Min(sourceBytes, Math.Max(sliceLength, 0)), file, sliceWhat
            ?? what);
    }

    /// <summary>Creates a reader of another stream that belongs to the same element.</summary>
    public BoundedReader Over(Stream other, long otherLength) => new(other, otherLength, otherLength, file, what);

    /// <summary>Fills the buffer.</summary>
    public void ReadExactly(Span<byte> buffer)
    {
        Take(buffer.Length);
        var read = ReadUpTo(buffer);
        if (read < buffer.Length)
            throw Fault("complete",
                $"cut short ({buffer.Length - read} bytes of the next {buffer.Length} are missing)");
    }

    /// <summary>Reads the number of bytes that the file claims to have. The buffer grows only as bytes arrive, so a
    /// false claim takes little memory.</summary>
    public byte[] ReadBytes(long count)
    {
        if (count > Math.Min(Remaining, Array.MaxLength))
            throw Damaged($"should have {count} more bytes, but there are {Remaining}");
        var bytes = new byte[Math.Min(count, ChunkLength)];
        for (var done = 0; ;)
        {
            ReadExactly(bytes.AsSpan(done));
            done = bytes.Length;
            if (done == count)
                return bytes;
            Array.Resize(ref bytes, (int)Math.Min(count, 2L * done));
        }
    }

    /// <summary>Reads bytes and discards them.</summary>
    public void Skip(long count)
    {
        Span<byte> scratch = stackalloc byte[4096];
        for (; count > 0; count -= Math.Min(count, scratch.Length))
            ReadExactly(scratch[..(int)Math.Min(count, scratch.Length)]);
    }

    /// <summary>Reads all remaining bytes and discards them.</summary>
    public void Drain() => Skip(Remaining);

    /// <summary>Throws unless the stream ends here. This also makes a decompressing stream verify its
    /// checksum.</summary>
    public void ExpectEndOfStream()
    {
        Span<byte> one = stackalloc byte[1];
        if (ReadUpTo(one) != 0)
            throw Fault("at its end", "followed by more data");
    }

    /// <summary>Creates the exception for a fault of this element.</summary>
    public UnseenDataException Fault(string expected, object? found, Exception? inner = null) =>
        new(file, what, expected, found, inner);

    /// <summary>Creates the exception for an element that claims more than the file contains.</summary>
    /// <param name="how">what is wrong; follows the name of the element in the message</param>
    public UnseenDataException Damaged(string how) =>
        new(file, $"{what} {how}. The file is cut short or damaged. Download or copy it again.");

    private void Take(long count)
    {
        if (count < 0 || count > Remaining)
            throw Damaged($"should have {count} more bytes, but there are {Remaining}");
        Remaining -= count;
    }

    private int ReadUpTo(Span<byte> buffer)
    {
        try
        {
            return stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        }
        catch (Exception exception) when (
            exception is IOException or InvalidDataException or NotSupportedException or UnauthorizedAccessException)
        {
            throw new UnseenDataException(
                file,
                $"{what} cannot be read: {FailureReason.DescribeContent(exception)}. Copy or save the file again.",
                exception);
        }
    }
}
