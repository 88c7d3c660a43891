using System.Runtime.InteropServices;
using System.Text.Json;

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
    private const string MetadataName = "__metadata__";
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
        ArgumentNullException.ThrowIfNull(stream);
        try
        {
            return Parse(path, stream, ReadHeader(path, stream));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw new ModelFileException(path, "the header", "JSON as safetensors has it", exception.Message,
                exception);
        }
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
        var header = HeaderOf(tensors, metadata);
        stream.Write(BitConverter.GetBytes((long)header.Length));
        stream.Write(header);
        foreach (var tensor in tensors.Values)
            stream.Write(MemoryMarshal.AsBytes(tensor.Values.Span));
    }

    private static JsonDocument ReadHeader(string path, Stream stream)
    {
        var prefix = new byte[8];
        if (stream.ReadAtLeast(prefix, 8, throwOnEndOfStream: false) < 8)
            throw new ModelFileException(path, "the file", "at least 8 bytes long", $"{stream.Length} bytes");
        var length = BitConverter.ToInt64(prefix);
        var longest = Math.Min(MaxHeaderBytes, stream.Length - 8);
        if (length < 2 || length > longest)
            throw new ModelFileException(path, "the header's length", $"from 2 to {longest} bytes", length);
        var header = new byte[length];
        stream.ReadExactly(header);
        return JsonDocument.Parse(header, new JsonDocumentOptions { MaxDepth = 8 });
    }

    private static (IReadOnlyDictionary<string, ModelTensor>, IReadOnlyDictionary<string, string>) Parse(
        string path, Stream stream, JsonDocument header)
    {
        using var document = header;
        var start = stream.Position;
        var available = stream.Length - start;
        var entries = new SortedList<long, (string Name, int[] Shape, long End)>();
        var metadata = new Dictionary<string, string>();
        foreach (var property in document.RootElement.EnumerateObject())
        {
            if (property.Name == MetadataName)
            {
                foreach (var entry in property.Value.EnumerateObject())
                    metadata[entry.Name] = entry.Value.GetString() ?? "";
                continue;
            }

            var (shape, begin, end) = Entry(path, property, available);
            if (!entries.TryAdd(begin, (property.Name, shape, end)))
                throw new ModelFileException(path, $"tensor {property.Name}", "at an offset of its own", begin);
        }

        var tensors = new Dictionary<string, ModelTensor>();
        long position = 0;
        foreach (var (begin, (name, shape, end)) in entries)
        {
            if (begin != position)
                throw new ModelFileException(path, $"tensor {name}", $"at offset {position}, after the one before it",
                    begin);
            var values = new float[(end - begin) / sizeof(float)];
            stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
            if (!tensors.TryAdd(name, new ModelTensor(shape, values)))
                throw new ModelFileException(path, $"tensor {name}", "named once", "named twice");
            position = end;
        }

        if (position != available)
            throw new ModelFileException(path, "the tensors", $"{available} bytes long, to the end of the file",
                $"{position} bytes");
        return (tensors, metadata);
    }

    private static (int[] Shape, long Begin, long End) Entry(string path, JsonProperty property, long available)
    {
        var what = $"tensor {property.Name}";
        if (property.Value.ValueKind != JsonValueKind.Object
            || !property.Value.TryGetProperty("dtype", out var type)
            || !property.Value.TryGetProperty("shape", out var sizes)
            || !property.Value.TryGetProperty("data_offsets", out var offsets))
            throw new ModelFileException(path, what, "an object with dtype, shape and data_offsets", "something else");
        if (type.GetString() != "F32")
            throw new ModelFileException(path, what, "of dtype F32", type.GetString());
        if (offsets.GetArrayLength() != 2 || sizes.GetArrayLength() > 8)
            throw new ModelFileException(path, what, "with 2 offsets and at most 8 dimensions",
                $"{offsets.GetArrayLength()} and {sizes.GetArrayLength()}");

        var (begin, end) = (offsets[0].GetInt64(), offsets[1].GetInt64());
        if (begin < 0 || end < begin || end > available || end - begin > Array.MaxLength)
            throw new ModelFileException(path, $"{what}'s offsets", $"within 0 to {available}", $"{begin} to {end}");
        int[] shape = [.. sizes.EnumerateArray().Select(size => size.GetInt32())];
        Int128 bytes = sizeof(float);
        foreach (var size in shape)
            bytes = size < 0 ? -1 : Int128.Min(bytes * size, long.MaxValue);
        if (bytes != end - begin)
            throw new ModelFileException(path, $"{what}'s shape [{string.Join(", ", shape)}]",
                $"of {end - begin} bytes", bytes);
        return (shape, begin, end);
    }

    private static byte[] HeaderOf(
        IReadOnlyDictionary<string, ModelTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartObject(MetadataName);
            foreach (var (key, value) in metadata)
                writer.WriteString(key, value);
            writer.WriteEndObject();
            long offset = 0;
            foreach (var (name, tensor) in tensors)
            {
                writer.WriteStartObject(name);
                writer.WriteString("dtype", "F32");
                WriteNumbers(writer, "shape", tensor.Shape.Select(size => (long)size));
                WriteNumbers(writer, "data_offsets", [offset, offset += (long)tensor.Values.Length * sizeof(float)]);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        while (buffer.Length % 8 != 0)
            buffer.WriteByte((byte)' ');
        return buffer.ToArray();
    }

    private static void WriteNumbers(Utf8JsonWriter writer, string name, IEnumerable<long> numbers)
    {
        writer.WriteStartArray(name);
        foreach (var number in numbers)
            writer.WriteNumberValue(number);
        writer.WriteEndArray();
    }
}
