namespace Unseen.Data.Arrays;

/// <summary>A read-only window on a seekable stream. A decompressor that reads ahead cannot read beyond the
/// window.</summary>
/// <param name="source">the whole file; stays open</param>
/// <param name="offset">start of the window in the source, in bytes</param>
/// <param name="length">length of the window in bytes</param>
internal sealed class SliceStream(Stream source, long offset, long length) : ReadOnlyStream
{
    private long _position;

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
}
