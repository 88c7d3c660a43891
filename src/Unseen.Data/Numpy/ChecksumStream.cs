using System.Buffers;
using ICSharpCode.SharpZipLib.Checksum;
using Unseen.Data.Arrays;

namespace Unseen.Data.Numpy;

/// <summary>The content of a zip entry. The CRC-32 is verified when the end is read, since ZipArchive does not verify
/// it.</summary>
/// <param name="content">the decompressed content; closed with this object</param>
/// <param name="expected">the checksum in the archive</param>
internal sealed class ChecksumStream(Stream content, uint expected) : ReadOnlyStream
{
    private const int BufferLength = 1 << 16;
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferLength); // Crc32 takes only arrays
    private readonly Crc32 _checksum = new();
    private bool _closed;

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The end was reached, and the checksum of the content differs from the
    /// checksum in the archive.</exception>
    public override int Read(Span<byte> buffer)
    {
        var read = content.Read(_buffer, 0, Math.Min(buffer.Length, BufferLength));
        _checksum.Update(new ArraySegment<byte>(_buffer, 0, read));
        _buffer.AsSpan(0, read).CopyTo(buffer);
        if (read == 0 && buffer.Length > 0 && (uint)_checksum.Value != expected)
            throw new InvalidDataException(
                $"its CRC-32 is {(uint)_checksum.Value:x8}, not {expected:x8}");
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_closed)
        {
            _closed = true;
            content.Dispose();
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        base.Dispose(disposing);
    }
}
