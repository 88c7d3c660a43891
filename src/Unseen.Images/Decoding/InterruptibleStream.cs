namespace Unseen.Images.Decoding;

/// <summary>
/// The contents of a file as a stream that ends once a token is cancelled. A decoder that reads the stream piece by
/// piece then stops as if the file were truncated. The stream throws no exception, since native code cannot pass it on.
/// </summary>
/// <param name="content">the contents of the file</param>
/// <param name="cancellation">ends the stream</param>
internal sealed class InterruptibleStream(ReadOnlyMemory<byte> content, CancellationToken cancellation) : Stream
{
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => content.Length;

    public override long Position
    {
        get => _position;
        set => Seek(value, SeekOrigin.Begin);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var count = (int)Math.Clamp(content.Length - _position, 0, buffer.Length);
        if (count == 0 || cancellation.IsCancellationRequested)
            return 0;
        content.Slice((int)_position, count).Span.CopyTo(buffer);
        _position += count;
        return count;
    }

    public override long Seek(long offset, SeekOrigin origin)
    {
        var target = offset + origin switch
        {
            SeekOrigin.Begin => 0,
            SeekOrigin.Current => _position,
            _ => Length,
        };
        ArgumentOutOfRangeException.ThrowIfNegative(target, nameof(offset));
        return _position = target;
    }

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
