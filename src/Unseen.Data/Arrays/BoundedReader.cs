namespace Unseen.Data.Arrays;

/// <summary>
/// Reads one element of a file and never past it; whatever is wrong below it becomes an
/// <see cref="UnseenDataException"/> that names file and element.
/// </summary>
/// <param name="stream">the stream, positioned at the element's first byte</param>
/// <param name="length">how many bytes may be read at most</param>
/// <param name="sourceBytes">length of the element in the file, before decompression</param>
/// <param name="file">path of the file, for messages</param>
/// <param name="what">the element, for messages</param>
internal sealed class BoundedReader(Stream stream, long length, long sourceBytes, string file, string what)
{
    private const int ChunkLength = 1 << 16;

    /// <summary>Deflate turns one byte into at most 1032.</summary>
    public const int MaxInflation = 1032;

    /// <summary>Bytes that may still be read.</summary>
    public long Remaining { get; private set; } = length;

    /// <summary>Bytes of the file behind the element: what a claimed size is judged by before memory is allocated for
    /// it.</summary>
    public long SourceBytes => sourceBytes;

    /// <summary>A reader of the next bytes alone; this one continues behind them once the part has been
    /// drained.</summary>
    public BoundedReader Slice(long sliceLength, string? sliceWhat = null)
    {
        Take(sliceLength);
        return new BoundedReader(stream, sliceLength, Math.Min(sourceBytes, Math.Max(sliceLength, 0)), file, sliceWhat
            ?? what);
    }

    /// <summary>A reader of other bytes that belong to the same element.</summary>
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

    /// <summary>Bytes of a claimed length, allocated only as they truly arrive.</summary>
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

    /// <summary>Reads over bytes without keeping them.</summary>
    public void Skip(long count)
    {
        Span<byte> scratch = stackalloc byte[4096];
        for (; count > 0; count -= Math.Min(count, scratch.Length))
            ReadExactly(scratch[..(int)Math.Min(count, scratch.Length)]);
    }

    /// <summary>Reads over everything that is left.</summary>
    public void Drain() => Skip(Remaining);

    /// <summary>Asserts that the stream ends here, which also makes an inflating stream check its checksum.</summary>
    public void ExpectEndOfStream()
    {
        Span<byte> one = stackalloc byte[1];
        if (ReadUpTo(one) != 0)
            throw Fault("at its end", "followed by more data");
    }

    /// <summary>The exception for this element.</summary>
    public UnseenDataException Fault(string expected, object? found, Exception? inner = null) =>
        new(file, what, expected, found, inner);

    /// <summary>The exception for an element that says more than the file has.</summary>
    /// <param name="how">what is wrong, after the name of the element</param>
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
