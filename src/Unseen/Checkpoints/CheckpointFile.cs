using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using static TorchSharp.torch;

namespace Unseen.Checkpoints;

/// <summary>
/// A checkpoint on the disk: "UNSEENCK", the format's version and the header's length as 4 bytes each, a JSON header of
/// values and tensors, the tensors' bytes, and SHA-256 of all that. Little-endian.
/// </summary>
/// <remarks>
/// Reading runs no code. The checksum is compared and every size checked against the file's before memory is taken: at
/// most three times the header, and one tensor at a time.
/// </remarks>
internal sealed class CheckpointFile : IDisposable
{
    private const int FormatVersion = 1;
    private const int MaxHeaderBytes = 1 << 30;
    private const int PrefixLength = 16;
    private const int DeepestJson = 32;
    private const int MaxDimensions = 8;

    private static readonly (ScalarType Type, int Size)[] _types =
        [(ScalarType.Byte, 1), (ScalarType.Int64, 8), (ScalarType.Float32, 4), (ScalarType.Float64, 8),
            (ScalarType.BFloat16, 2)];

    private readonly FileStream _stream;
    private readonly Dictionary<string, CheckpointEntry> _entries = [];

    private CheckpointFile(string path, FileStream stream) => (Path, _stream) = (path, stream);

    /// <summary>How values are written: numbers without loss, also those that are none.</summary>
    public static JsonSerializerOptions Json { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        IgnoreReadOnlyProperties = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        MaxDepth = DeepestJson,
    };

    private static ReadOnlySpan<byte> Magic => "UNSEENCK"u8;

    /// <summary>Path of the file.</summary>
    public string Path { get; }

    /// <summary>Values that are not tensors.</summary>
    public JsonObject Values { get; private set; } = [];

    /// <summary>What run it is of.</summary>
    public JsonObject Identity { get; private set; } = [];

    /// <summary>Writes a checkpoint to a stream.</summary>
    /// <param name="stream">where to</param>
    /// <param name="identity">what run it is of</param>
    /// <param name="state">its content</param>
    public static void Write(Stream stream, JsonObject identity, SavedState state)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Add(ReadOnlySpan<byte> bytes)
        {
            hash.AppendData(bytes);
            stream.Write(bytes);
        }

        var header = JsonSerializer.SerializeToUtf8Bytes(
            new CheckpointHeader(
                identity, state.Values, [.. state.Tensors.Select(
                    entry => new CheckpointHeader.Tensor(entry.Key, $"{entry.Value.dtype}", entry.Value.shape))]),
            Json);
        if (header.Length > MaxHeaderBytes)
            throw new IOException($"the header must be at most {MaxHeaderBytes} bytes long, but was {header.Length}");
        Span<byte> prefix = stackalloc byte[PrefixLength];
        Magic.CopyTo(prefix);
        BinaryPrimitives.WriteInt32LittleEndian(prefix[8..], FormatVersion);
        BinaryPrimitives.WriteInt32LittleEndian(prefix[12..], header.Length);
        Add(prefix);
        Add(header);
        foreach (var tensor in state.Tensors.Values)
            TensorBytes.Visit(tensor, span => Add(span));
        stream.Write(hash.GetHashAndReset());
    }

    /// <summary>Opens a checkpoint, and checks that it is whole.</summary>
    /// <param name="path">path of the file</param>
    /// <exception cref="CheckpointException">The file is absent, unreadable, damaged or of another format.</exception>
    public static CheckpointFile Open(string path)
    {
        FileStream? stream = null;
        try
        {
            stream = File.OpenRead(path);
            var file = new CheckpointFile(path, stream);
            file.ReadHeader();
            return file;
        }
        catch (Exception exception)
        {
            stream?.Dispose();
            throw exception switch
            {
                IOException or UnauthorizedAccessException =>
                    new CheckpointException(path, "the checkpoint", "readable", exception.Message.TrimEnd('.'),
                    exception),
                JsonException or InvalidOperationException or FormatException or ArgumentException or OverflowException
                    => new CheckpointException(path, "the header", "JSON as checkpoints have it",
                        exception.Message.TrimEnd('.'), exception),
                _ => exception,
            };
        }
    }

    /// <summary>Names of all tensors.</summary>
    public IEnumerable<string> TensorNames => _entries.Keys;

    /// <summary>A tensor's entry, or null.</summary>
    public CheckpointEntry? Find(string name) => _entries.GetValueOrDefault(name);

    /// <summary>Whether any value or tensor has a name that begins so.</summary>
    public bool Has(string prefix) =>
        Values.Any(value => value.Key.StartsWith(prefix, StringComparison.Ordinal))
            || _entries.Keys.Any(name => name.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>Reads a tensor, on the CPU; the caller disposes it.</summary>
    public Tensor Read(CheckpointEntry entry)
    {
        var tensor = empty(entry.Shape, entry.Type);
        _stream.Position = entry.Offset;
        TensorBytes.Visit(tensor, _stream.ReadExactly);
        return tensor;
    }

    public void Dispose() => _stream.Dispose();

    private void ReadHeader()
    {
        var prefix = new byte[PrefixLength];
        if (_stream.Length < PrefixLength + SHA256.HashSizeInBytes)
            throw new CheckpointException(
                Path, "the checkpoint", $"at least {PrefixLength + SHA256.HashSizeInBytes} bytes long",
                $"{_stream.Length} bytes");
        _stream.ReadExactly(prefix);
        if (!prefix.AsSpan().StartsWith(Magic))
            throw new CheckpointException(Path, "the checkpoint", "one of Unseen", "another file");
        if (BinaryPrimitives.ReadInt32LittleEndian(prefix.AsSpan(8)) is var version && version != FormatVersion)
            throw new CheckpointException(Path, "the checkpoint's format version", $"{FormatVersion}", version);
        var length = BinaryPrimitives.ReadInt32LittleEndian(prefix.AsSpan(12));
        var longest = Math.Min(MaxHeaderBytes, _stream.Length - PrefixLength - SHA256.HashSizeInBytes);
        if (length < 2 || length > longest)
            throw new CheckpointException(Path, "the header's length", $"from 2 to {longest} bytes", length);
        RequireWhole();
        var header = new byte[length];
        _stream.Position = PrefixLength;
        _stream.ReadExactly(header);
        if (!Utf8.IsValid(header)) // or strings fail later, when they are asked for
            throw new CheckpointException(Path, "the header", "UTF-8", "not");
        var read = JsonSerializer.Deserialize<CheckpointHeader>(header, Json)
            ?? throw new CheckpointException(Path, "the header", "an object", "null");
        (Identity, Values) = (read.Identity, read.Values);
        ReadEntries(read.Tensors);
    }

    private void ReadEntries(IEnumerable<CheckpointHeader.Tensor> tensors)
    {
        var end = _stream.Length - SHA256.HashSizeInBytes;
        var offset = _stream.Position;
        foreach (var (name, typeName, sizes) in tensors)
        {
            var type = Enum.Parse<ScalarType>(typeName);
            long[] shape = [.. sizes];
            if (!Array.Exists(_types, known => known.Type == type) || shape.Length > MaxDimensions
                || shape.Any(size => size < 0))
                throw new CheckpointException(
                    Path, $"tensor {name}", "of a known type and shape", $"{type} [{string.Join(", ", shape)}]");
            Int128 bytes = Array.Find(_types, known => known.Type == type).Size;
            foreach (var size in shape)
                bytes = Int128.Min(bytes * size, long.MaxValue);
            if (bytes > end - offset)
                throw new CheckpointException(
                    Path, $"tensor {name}", $"within the {end - offset} bytes that are left", $"{bytes} bytes");
            if (!_entries.TryAdd(name, new CheckpointEntry(name, type, shape, offset, (long)bytes)))
                throw new CheckpointException(Path, $"tensor {name}", "named once", "named twice");
            offset += (long)bytes;
        }

        if (offset != end)
            throw new CheckpointException(Path, "the tensors", $"{end} bytes long, to the checksum", $"{offset} bytes");
    }

    private void RequireWhole()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        _stream.Position = 0;
        for (var left = _stream.Length - SHA256.HashSizeInBytes; left > 0;)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(left, buffer.Length));
            _stream.ReadExactly(part);
            hash.AppendData(part);
            left -= part.Length;
        }

        Span<byte> recorded = stackalloc byte[SHA256.HashSizeInBytes];
        _stream.ReadExactly(recorded);
        if (!recorded.SequenceEqual(hash.GetHashAndReset()))
            throw new CheckpointException(Path, "the checkpoint", "whole", "damaged: its checksum is another");
    }
}
