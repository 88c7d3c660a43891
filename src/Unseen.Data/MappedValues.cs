using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace Unseen.Data;

/// <summary>Float32 values of a file in a read-only memory mapping. Safe to call from several threads.</summary>
/// <remarks>
/// The mapping ends after the last reference to this object is gone, so there is nothing to dispose. On Linux and
/// macOS, a file that is deleted or replaced by renaming stays readable. If a file is truncated while it is mapped, the
/// operating system ends a process that reads the missing part. This library therefore checks the length of a file
/// before it maps it, and replaces data files by renaming instead of writing to them in place.
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
        // This also adds a reference to the view, which stays mapped until the finalizer releases it.
        _view.AcquirePointer(ref start);
        _first = (float*)(start + view.PointerOffset);
        _count = count;
    }

    /// <summary>Ends the mapping, at the second garbage collection that finds this object without references.</summary>
    /// <remarks>A span of a row does not keep its matrix alive. The delay protects code that uses a row shortly after
    /// the last reference to its matrix.</remarks>
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

    /// <summary>Maps little-endian float32 values. Returns null if the values cannot be used in place.</summary>
    /// <param name="file">the open file; may be closed afterwards</param>
    /// <param name="offset">position of the first value, in bytes</param>
    /// <param name="count">number of values, at least 1</param>
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
            return null; // some file systems do not support mappings
        }
    }

    /// <summary>Gets a range of the values. The range is valid only while there is a reference to this
    /// object.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range exceeds the values.</exception>
    public ReadOnlySpan<float> Slice(long start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, _count - length);
        return new(_first + start, length);
    }
}
