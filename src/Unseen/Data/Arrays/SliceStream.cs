namespace Unseen.Data.Arrays;

/// <summary>A read-only window on a seekable stream: what an inflating stream may read ahead in without leaving its element.</summary>
/// <param name="source">the whole file; stays open</param>
/// <param name="offset">where the window begins</param>
/// <param name="length">its length in bytes</param>
internal sealed class SliceStream(Stream source, long offset, long length) : Stream
{
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get => _position; set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        var count = (int)Math.Min(buffer.Length, length - _position);
        if (count <= 0)
            return 0;
        source.Position = offset + _position;
        var read = source.Read(buffer[..count]);
        _position += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
