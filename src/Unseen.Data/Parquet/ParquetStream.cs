namespace Unseen.Data.Parquet;

/// <summary>
/// A stream over a Parquet file whose <see cref="ReadByte"/> throws at the end; other reads return 0 there. The Parquet
/// reader does not check for the end: it treats the -1 of ReadByte as a byte and can loop forever. An earlier end can
/// be set.
/// </summary>
/// <param name="file">the file, which is disposed with this object</param>
internal sealed class ParquetStream(FileStream file) : Stream
{
    /// <summary>The position at which reading must end, initially the end of the file.</summary>
    public long End { get; set; } = file.Length;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => file.Length;

    public override long Position
    {
        get => file.Position;
        set => file.Position = value;
    }

    public override int ReadByte() =>
        file.Position < End ? file.ReadByte()
        : throw new EndOfStreamException("the pages hold fewer values than their headers say");

    public override int Read(byte[] buffer, int offset, int count) => file.Read(buffer.AsSpan(offset, Within(count)));

    public override int Read(Span<byte> buffer) => file.Read(buffer[..Within(buffer.Length)]);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        file.ReadAsync(buffer[..Within(buffer.Length)], cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => file.Seek(offset, origin);

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            file.Dispose();
        base.Dispose(disposing);
    }

    private int Within(int count) => (int)Math.Clamp(End - file.Position, 0, count);
}
