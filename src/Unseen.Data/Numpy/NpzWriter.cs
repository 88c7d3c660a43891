using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using Unseen.Data.Arrays;

namespace Unseen.Data.Numpy;

/// <summary>Writes an uncompressed .npz archive that NumPy and <see cref="ArrayFile"/> can read. On one operating
/// system, the same arrays always produce the same bytes. Not thread-safe.</summary>
/// <remarks>The values of every array begin at a multiple of 64 bytes in the stream, so that <see cref="ArrayFile"/>
/// can map them instead of reading them.</remarks>
public sealed class NpzWriter : IDisposable
{
    // local header of a zip entry without its name; ZipArchive writes no extra field in it
    private const int LocalHeaderLength = 30;
    private static readonly DateTimeOffset _timestamp = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly Stream _stream;
    private readonly ZipArchive _archive;

    /// <summary>Begins an archive.</summary>
    /// <param name="stream">a seekable stream to write to; stays open</param>
    /// <exception cref="ArgumentException">The stream cannot seek.</exception>
    public NpzWriter(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Require.That(stream.CanSeek, nameof(stream), "able to seek", "not");
        _stream = stream;
        _archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
    }

    /// <summary>Adds a matrix of float32 numbers.</summary>
    /// <param name="name">name of the array</param>
    /// <param name="matrix">the values; [R, C]</param>
    /// <param name="rowsAsColumns">true to declare the same bytes as a column-major [C, R] matrix, as MATLAB stores
    /// matrices; default false</param>
    public void Write(string name, FeatureMatrix matrix, bool rowsAsColumns = false)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        long[] shape = rowsAsColumns ? [matrix.Columns, matrix.Rows] : [matrix.Rows, matrix.Columns];
        using var stream = Begin(name, new NpyHeader(NpyType.Single, rowsAsColumns, shape));
        for (var row = 0; row < matrix.Rows; row++)
            WriteLittleEndian(stream, MemoryMarshal.AsBytes(matrix.Row(row)));
    }

    /// <summary>Adds a vector of int32 numbers.</summary>
    /// <param name="name">name of the array</param>
    /// <param name="values">the values; [N]</param>
    public void Write(string name, int[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        using var stream = Begin(name, new NpyHeader(NpyType.Int32, ColumnMajor: false, [values.Length]));
        WriteLittleEndian(stream, MemoryMarshal.AsBytes(values.AsSpan()));
    }

    /// <summary>Adds a vector of Unicode strings.</summary>
    /// <param name="name">name of the array</param>
    /// <param name="values">the strings; [N]. NUL characters (U+0000) at the end of a string are lost</param>
    public void Write(string name, string[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var encoded = Array.ConvertAll(values, Encoding.UTF32.GetBytes);
        // NumPy has strings of width 0 only in empty arrays
        var length = encoded.Select(bytes => bytes.Length).Append(4).Max();
        using var stream = Begin(name, new NpyHeader(
            new NpyType('U', length / 4, BigEndian: false), ColumnMajor: false, [values.Length]));
        foreach (var bytes in encoded)
        {
            stream.Write(bytes);
            stream.Write(new byte[length - bytes.Length]);
        }
    }

    /// <summary>Completes the archive.</summary>
    public void Dispose() => _archive.Dispose();

    private static void WriteLittleEndian(Stream stream, ReadOnlySpan<byte> words)
    {
        if (BitConverter.IsLittleEndian)
        {
            stream.Write(words);
            return;
        }

        var reversed = words.ToArray();
        NumberDecoder.ReverseBytes(reversed, sizeof(float));
        stream.Write(reversed);
    }

    private Stream Begin(string name, NpyHeader header)
    {
        var entry = _archive.CreateEntry(name + ".npy", CompressionLevel.NoCompression);
        entry.LastWriteTime = _timestamp;
        var offset = _stream.Position + LocalHeaderLength + Encoding.UTF8.GetByteCount(entry.FullName);
        var stream = entry.Open();
        stream.Write(header.ToBytes(offset));
        return stream;
    }
}
