using System.Runtime.InteropServices;

namespace Unseen.Inference;

/// <summary>
/// Reads and writes safetensors files: the length of the header as 8 little-endian bytes, a JSON header that describes
/// float32 tensors, and their raw little-endian values. Reading runs no code from the file, and compares every size
/// with the length of the file before it allocates memory.
/// </summary>
/// <remarks>
/// Reading takes at most a small multiple of the file's length in memory. A tensor can have at most 2 GiB. The only
/// dtype that is read and written is F32. Stateless and thread-safe, but several threads must not use the same stream
/// at the same time.
/// </remarks>
public static class SafeTensorsFile
{
    private const string Float32 = "F32";

    /// <summary>Reads tensors and metadata.</summary>
    /// <param name="path">path of the file</param>
    /// <returns>The tensors by name, and the header's metadata.</returns>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    /// <exception cref="ModelFileException">The file cannot be read, or is not a complete safetensors file of float32
    /// tensors.</exception>
    public static (IReadOnlyDictionary<string, ModelTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Read(
        string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return Read(stream, path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ModelFileException(
                path, $"the file cannot be read: {FailureReason.Describe(exception)}.", exception);
        }
    }

    /// <summary>Reads tensors and metadata from a stream.</summary>
    /// <param name="stream">the stream, positioned at the first byte of the format; stays open. A stream that cannot
    /// seek is read to its end into memory</param>
    /// <param name="path">the name of the data in error messages</param>
    /// <returns>The tensors by name, and the header's metadata.</returns>
    /// <exception cref="ModelFileException">The stream does not contain a complete safetensors file of float32
    /// tensors.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static (IReadOnlyDictionary<string, ModelTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Read(
        Stream stream, string path)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanSeek)
        {
            using var buffer = ReadToEnd(stream);
            return Read(buffer, path);
        }

        var header = SafeTensorsHeader.Read(stream, path, Float32);
        var tensors = new Dictionary<string, ModelTensor>();
        foreach (var entry in header.Entries)
        {
            if (entry.Length > Array.MaxLength || entry.Shape.Any(size => size > int.MaxValue))
                throw new ModelFileException(path,
                    $"tensor {entry.Name} has {entry.Length} bytes, but at most 2 GiB can be read.");
            var values = new float[entry.Length / sizeof(float)];
            stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
            tensors.Add(entry.Name, new ModelTensor([.. entry.Shape.Select(size => (int)size)], values));
        }

        return (tensors, header.Metadata);
    }

    /// <summary>Reads the rest of a stream into memory, for streams that cannot seek, such as pipes.</summary>
    internal static MemoryStream ReadToEnd(Stream stream)
    {
        var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        buffer.Position = 0;
        return buffer;
    }

    /// <summary>Writes a file atomically: an existing file is replaced once the new one is complete.</summary>
    /// <param name="path">path of the file</param>
    /// <param name="tensors">the tensors by name, written in the order of enumeration</param>
    /// <param name="metadata">values of the header's metadata by key</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file or its folder is denied.</exception>
    public static void Write(
        string path, IReadOnlyDictionary<string, ModelTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(path);
        AtomicFile.Write(path, stream => Write(stream, tensors, metadata));
    }

    /// <summary>Writes to a stream.</summary>
    /// <param name="stream">the stream to write to; stays open</param>
    /// <param name="tensors">the tensors by name, written in the order of enumeration</param>
    /// <param name="metadata">values of the header's metadata by key</param>
    /// <exception cref="IOException">The stream cannot be written to.</exception>
    public static void Write(Stream stream,
        IReadOnlyDictionary<string, ModelTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensors);
        ArgumentNullException.ThrowIfNull(metadata);
        stream.Write(new SafeTensorsHeader(
            [.. tensors.Select(tensor => new SafeTensorsEntry(
                tensor.Key, Float32, [.. tensor.Value.Shape.Select(size => (long)size)],
                (long)tensor.Value.Values.Length * sizeof(float)))],
            metadata).ToBytes());
        foreach (var tensor in tensors.Values)
            stream.Write(MemoryMarshal.AsBytes(tensor.Values.Span));
    }
}
