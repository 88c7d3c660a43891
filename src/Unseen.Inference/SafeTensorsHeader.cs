using System.Text.Json;

namespace Unseen.Inference;

/// <summary>The header of a safetensors file: its length as 8 little-endian bytes, then JSON that contains the metadata
/// and describes the tensors. The raw little-endian values of the tensors follow without gaps.</summary>
/// <param name="Entries">the tensors, in the order in which their values are stored</param>
/// <param name="Metadata">metadata by key</param>
/// <remarks>Reading runs no code from the file, and compares every size with the length of the stream before it
/// allocates memory. Immutable and thread-safe as long as the collections are not changed.</remarks>
public sealed record SafeTensorsHeader(
    IReadOnlyList<SafeTensorsEntry> Entries, IReadOnlyDictionary<string, string> Metadata)
{
    private const string MetadataName = "__metadata__";
    private const int LengthBytes = 8;
    private const int MaxDimensions = 8;
    private const int MaxBytes = 1 << 30;

    private static readonly Dictionary<string, int> _sizes =
        new()
        {
            ["BOOL"] = 1,
            ["U8"] = 1,
            ["I8"] = 1,
            ["I16"] = 2,
            ["U16"] = 2,
            ["F16"] = 2,
            ["BF16"] = 2,
            ["I32"] = 4,
            ["U32"] = 4,
            ["F32"] = 4,
            ["I64"] = 8,
            ["U64"] = 8,
            ["F64"] = 8,
        };

    /// <summary>Gets the bytes of the header, including its length. In the file, the values of the tensors follow
    /// them.</summary>
    /// <exception cref="IOException">The header is longer than 1 GiB.</exception>
    public byte[] ToBytes()
    {
        using var buffer = new MemoryStream();
        buffer.Write(new byte[LengthBytes]);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartObject(MetadataName);
            foreach (var (key, value) in Metadata)
                writer.WriteString(key, value);
            writer.WriteEndObject();
            long offset = 0;
            foreach (var entry in Entries)
            {
                writer.WriteStartObject(entry.Name);
                writer.WriteString("dtype", entry.Type);
                WriteNumbers(writer, "shape", entry.Shape);
                WriteNumbers(writer, "data_offsets", [offset, offset += entry.Length]);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        while (buffer.Length % 8 != 0)
            buffer.WriteByte((byte)' ');
        var bytes = buffer.ToArray();
        var length = bytes.Length - LengthBytes;
        if (length > MaxBytes)
            throw new IOException($"the header must be at most {MaxBytes} bytes long, but was {length}.");
        BitConverter.TryWriteBytes(bytes, (long)length);
        return bytes;
    }

    /// <summary>Reads a header.</summary>
    /// <param name="stream">a seekable stream, positioned at the first byte of the format; afterwards it is positioned
    /// at the first tensor's values</param>
    /// <param name="path">the name of the data in error messages</param>
    /// <param name="type">the only dtype that tensors may have, or null (default) for any</param>
    /// <exception cref="ModelFileException">The stream does not contain a complete safetensors file, or its header is
    /// longer than 1 GiB.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static SafeTensorsHeader Read(Stream stream, string path, string? type = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        try
        {
            using var document = ReadJson(stream, path);
            return Parse(
                document.RootElement, path, stream.Position, stream.Length - stream.Position, type);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw new ModelFileException(
                path, "the file is damaged, or is not a .safetensors file: its header is not valid.", exception);
        }
    }

    private static JsonDocument ReadJson(Stream stream, string path)
    {
        var prefix = new byte[LengthBytes];
        var start = stream.Position;
        if (stream.ReadAtLeast(prefix, LengthBytes, throwOnEndOfStream: false) < LengthBytes)
            throw new ModelFileException(
                path, $"the file has {stream.Length - start} bytes: it is cut short, or is not a .safetensors file.");
        var length = BitConverter.ToInt64(prefix);
        if (length < 2 || length > stream.Length - stream.Position)
            throw new ModelFileException(path,
                "the file is cut short, or is not a .safetensors file: it is shorter than its first bytes say.");
        if (length > MaxBytes)
            throw new ModelFileException(
                path, $"the header of the file has {length} bytes, but at most {MaxBytes} can be read.");
        var header = new byte[length];
        stream.ReadExactly(header);
        return JsonDocument.Parse(header, new JsonDocumentOptions { MaxDepth = 8 });
    }

    private static SafeTensorsHeader Parse(
        JsonElement root, string path, long start, long available, string? type)
    {
        List<SafeTensorsEntry> entries = [];
        var metadata = new Dictionary<string, string>();
        foreach (var property in root.EnumerateObject())
        {
            if (property.Name == MetadataName)
            {
                foreach (var text in property.Value.EnumerateObject())
                    metadata[text.Name] = text.Value.GetString() ?? "";
                continue;
            }

            entries.Add(ParseEntry(path, property, available, type));
        }

        long position = 0;
        HashSet<string> names = [];
        // A tensor without values has the same offset as the next tensor.
        entries = [.. entries.OrderBy(entry => entry.Offset).ThenBy(entry => entry.Length)];
        foreach (var entry in entries)
        {
            if (entry.Offset != position)
                throw new ModelFileException(path, $"tensor {entry.Name}",
                    $"at offset {position}, directly after the previous tensor", entry.Offset);
            if (!names.Add(entry.Name))
                throw new ModelFileException(path, $"tensor {entry.Name}", "named once", "named twice");
            position += entry.Length;
        }

        if (position != available)
            throw new ModelFileException(path,
                $"the file is cut short or damaged: its tensors take {position} bytes, but it has {available}.");
        return new([.. entries.Select(entry => entry with { Offset = start + entry.Offset })], metadata);
    }

    private static SafeTensorsEntry ParseEntry(
        string path, JsonProperty property, long available, string? requiredType)
    {
        var what = $"tensor {property.Name}";
        if (property.Value.ValueKind != JsonValueKind.Object
            || !property.Value.TryGetProperty("dtype", out var type)
            || !property.Value.TryGetProperty("shape", out var sizes)
            || !property.Value.TryGetProperty("data_offsets", out var offsets))
            throw new ModelFileException(path, what, "an object with dtype, shape and data_offsets", "something else");
        if (!_sizes.TryGetValue(type.GetString() ?? "", out var size)
            || (requiredType is not null && type.GetString() != requiredType))
            throw new ModelFileException(
                path, what, $"of dtype {requiredType ?? string.Join(", ", _sizes.Keys)}", type.GetString());
        if (offsets.GetArrayLength() != 2 || sizes.GetArrayLength() > MaxDimensions)
            throw new ModelFileException(path, what, $"with 2 offsets and at most {MaxDimensions} dimensions",
                $"{offsets.GetArrayLength()} and {sizes.GetArrayLength()}");

        var (begin, end) = (offsets[0].GetInt64(), offsets[1].GetInt64());
        if (begin < 0 || end < begin || end > available)
            throw new ModelFileException(path, $"{what}'s offsets", $"within 0 to {available}", $"{begin} to {end}");
        long[] shape = [.. sizes.EnumerateArray().Select(one => one.GetInt64())];
        var bytes = shape.Any(one => one < 0) ? -1
            : shape.Aggregate((Int128)size, (product, one) => Int128.Min(product * one, long.MaxValue));
        if (bytes != end - begin)
            throw new ModelFileException(path, $"{what}'s shape [{string.Join(", ", shape)}]",
                $"of {end - begin} bytes", bytes);
        return new(property.Name, type.GetString()!, shape, end - begin, begin);
    }

    private static void WriteNumbers(Utf8JsonWriter writer, string name, IEnumerable<long> numbers)
    {
        writer.WriteStartArray(name);
        foreach (var number in numbers)
            writer.WriteNumberValue(number);
        writer.WriteEndArray();
    }
}
