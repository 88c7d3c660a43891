using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace Unseen.Data;

/// <summary>Float32 values of a file, as they lie in it, behind a read-only memory mapping. Safe to call from several
/// threads.</summary>
/// <remarks>
/// The mapping ends once nothing refers to this object any more, so there is nothing to dispose. A file that is
/// deleted or replaced by renaming stays readable. If a file is truncated while it is mapped, the system ends a
/// process that reads the missing part; so this library checks files before it maps them, and never writes to them in
/// place.
/// </remarks>
internal sealed unsafe class MappedValues
{
    private readonly SafeMemoryMappedViewHandle _view;
    private readonly float* _first;
    private readonly long _count;
    private bool _retired;

    private MappedValues(MemoryMappedViewAccessor view, long count)
    {
        byte* start = null;
        _view = view.SafeMemoryMappedViewHandle;
        // and with it a claim on the view, which keeps it from being unmapped before the finalizer below
        _view.AcquirePointer(ref start);
        _first = (float*)(start + view.PointerOffset);
        _count = count;
    }

    /// <summary>Ends the mapping, at the second collection that finds it unused.</summary>
    /// <remarks>A span of a row does not keep its matrix alive; this bridges the moment for code that holds on to a
    /// row alone.</remarks>
    ~MappedValues()
    {
        if (!_retired)
        {
            _retired = true;
            GC.ReRegisterForFinalize(this);
            return;
        }

        _view.ReleasePointer();
    }

    /// <summary>Maps little-endian float32 values; null if the values cannot be used in place.</summary>
    /// <param name="file">the open file; may be closed afterwards</param>
    /// <param name="offset">position of the first value, in bytes</param>
    /// <param name="count">how many values there are, at least 1</param>
    public static MappedValues? TryMap(FileStream file, long offset, long count)
    {
        if (!BitConverter.IsLittleEndian || offset % sizeof(float) != 0
            || count > (file.Length - offset) / sizeof(float))
            return null;
        try
        {
            using var mapping = MemoryMappedFile.CreateFromFile(
                file, mapName: null, capacity: 0, MemoryMappedFileAccess.Read, HandleInheritability.None,
                    leaveOpen: true);
            return new(mapping.CreateViewAccessor(offset, count * sizeof(float), MemoryMappedFileAccess.Read), count);
        }
        catch (Exception exception) when (
            exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return null; // some file systems have no mappings; reading works everywhere
        }
    }

    /// <summary>Some of the values; valid while this object is referred to.</summary>
    /// <exception cref="ArgumentOutOfRangeException">They are not all there.</exception>
    public ReadOnlySpan<float> Slice(long start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, _count - length);
        return new(_first + start, length);
    }
}
