using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using Unseen.Data.Arrays;

namespace Unseen.Data.Numpy;

/// <summary>Writes a .npz archive that NumPy and <see cref="ArrayFile"/> read: stored, not deflated; the same arrays give the same bytes.</summary>
public sealed class NpzWriter : IDisposable
{
    private static readonly DateTimeOffset _timestamp = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly ZipArchive _archive;

    /// <summary>Begins an archive.</summary>
    /// <param name="stream">where it goes; stays open</param>
    public NpzWriter(Stream stream) => _archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);

    /// <summary>Adds a matrix, float32.</summary>
    /// <param name="name">name of the array</param>
    /// <param name="matrix">the values; [R, C]</param>
    /// <param name="rowsAsColumns">writes the same bytes as the column-major [C, R] of MATLAB's layouts</param>
    public void Write(string name, FeatureMatrix matrix, bool rowsAsColumns = false)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        long[] shape = rowsAsColumns ? [matrix.Columns, matrix.Rows] : [matrix.Rows, matrix.Columns];
        using var stream = Begin(name, new NpyHeader(NpyType.Single, rowsAsColumns, shape));
        for (var row = 0; row < matrix.Rows; row++)
            WriteLittleEndian(stream, MemoryMarshal.AsBytes(matrix.Row(row)));
    }

    /// <summary>Adds a vector of integers, int32.</summary>
    /// <param name="name">name of the array</param>
    /// <param name="values">the values; [N]</param>
    public void Write(string name, int[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        using var stream = Begin(name, new NpyHeader(NpyType.Int32, ColumnMajor: false, [values.Length]));
        WriteLittleEndian(stream, MemoryMarshal.AsBytes(values.AsSpan()));
    }

    /// <summary>Adds a vector of strings, unicode.</summary>
    /// <param name="name">name of the array</param>
    /// <param name="values">the strings; [N]; zero characters at their ends are lost</param>
    public void Write(string name, string[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var encoded = Array.ConvertAll(values, Encoding.UTF32.GetBytes);
        var length = encoded.Select(bytes => bytes.Length).Append(4).Max(); // NumPy has no text of width 0 but for empty arrays
        using var stream = Begin(name, new NpyHeader(new NpyType('U', length / 4, BigEndian: false), ColumnMajor: false, [values.Length]));
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
        var stream = entry.Open();
        stream.Write(header.ToBytes());
        return stream;
    }
}
