using System.Runtime.InteropServices;

namespace Unseen.Inference;

/// <summary>
/// The safetensors format: the header's length as 8 bytes little-endian, a JSON header that names float32 tensors, then
/// their raw little-endian values. Reading runs no code, and checks every size against the file's before it allocates.
/// </summary>
/// <remarks>
/// Memory while reading is bounded by a small multiple of the file's length, at most 2 GiB a tensor. Only dtype F32 is
/// read, the only one that is written.
/// </remarks>
public static class SafeTensorsFile
{
    private const string Float32 = "F32";
    private const int MaxHeaderBytes = 64 << 20;

    /// <summary>Reads tensors and metadata.</summary>
    /// <param name="path">path of the file</param>
    /// <returns>The tensors by name and the texts of the header's metadata.</returns>
    /// <exception cref="ModelFileException">The file cannot be read or is not a whole safetensors file of float32
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
            throw new ModelFileException(path, "the file", "readable", exception.Message, exception);
        }
    }

    /// <summary>Reads tensors and metadata from a stream.</summary>
    /// <param name="stream">a stream that can seek, at the first byte of the format; stays open</param>
    /// <param name="path">what the data is called in messages</param>
    /// <returns>The tensors by name and the texts of the header's metadata.</returns>
    /// <exception cref="ModelFileException">The stream holds no whole safetensors file of float32 tensors.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static (IReadOnlyDictionary<string, ModelTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Read(
        Stream stream, string path)
    {
        var header = SafeTensorsHeader.Read(stream, path, MaxHeaderBytes, Float32);
        var tensors = new Dictionary<string, ModelTensor>();
        foreach (var entry in header.Entries)
        {
            if (entry.Length > Array.MaxLength || entry.Shape.Any(size => size > int.MaxValue))
                throw new ModelFileException(path, $"tensor {entry.Name}", "of at most 2 GiB", $"{entry.Length} bytes");
            var values = new float[entry.Length / sizeof(float)];
            stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
            tensors.Add(entry.Name, new ModelTensor([.. entry.Shape.Select(size => (int)size)], values));
        }

        return (tensors, header.Metadata);
    }

    /// <summary>Writes a file. It appears whole or not at all: an existing file is replaced once the new one is
    /// complete.</summary>
    /// <param name="path">path of the file</param>
    /// <param name="tensors">the tensors by name, written in their order</param>
    /// <param name="metadata">texts for the header, by key</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(
        string path, IReadOnlyDictionary<string, ModelTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(path);
        AtomicFile.Write(path, stream => Write(stream, tensors, metadata));
    }

    /// <summary>Writes to a stream.</summary>
    /// <param name="stream">where the bytes go; stays open</param>
    /// <param name="tensors">the tensors by name, written in their order</param>
    /// <param name="metadata">texts for the header, by key</param>
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
