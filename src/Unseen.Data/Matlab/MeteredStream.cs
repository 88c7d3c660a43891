using System.Runtime.CompilerServices;
using PureHDF;
using Unseen.Data.Arrays;

namespace Unseen.Data.Matlab;

/// <summary>A file of which only so much may be read as headers before <see cref="Allow"/> is called again: damaged
/// ones can lead in circles for ever.</summary>
/// <param name="source">the file; this object's to close</param>
internal sealed class MeteredStream(FileStream source) : ReadOnlyStream, IDatasetStream
{
    private const long Headers = 1 << 24; // bytes of headers that any file may need
    private const int Passes = 64; // over the whole file
    private double _left;

    public override bool CanSeek => true;

    public override long Length => source.Length;

    public override long Position { get => source.Position; set => source.Position = value; }

    /// <summary>Begins to count anew.</summary>
    /// <param name="more">bytes that may be read beside what any file of this length may need</param>
    public void Allow(double more = 0) => _left = Headers + ((double)Passes * source.Length) + more;

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">More was read than the file can need, or headers are nested too
    /// deeply.</exception>
    public override int Read(Span<byte> buffer)
    {
        _left -= buffer.Length;
        // The HDF5 library follows headers that refer to one another by calling itself: here alone it can be stopped
        // before the stack ends.
        return _left >= 0 && RuntimeHelpers.TryEnsureSufficientExecutionStack()
            ? source.Read(buffer)
            : throw new InvalidDataException("its headers are longer than it, or lead in circles");
    }

    /// <summary>Reads values, which are not counted.</summary>
    public void ReadDataset(Span<byte> buffer) => source.ReadExactly(buffer);

    public override long Seek(long offset, SeekOrigin origin) => source.Seek(offset, origin);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            source.Dispose();
        base.Dispose(disposing);
    }
}
