using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Unseen.Inference;
using static TorchSharp.torch;

namespace Unseen.Checkpoints;

/// <summary>
/// A checkpoint file: a safetensors file with the identity of the run, other values as JSON, and the SHA-256 of the
/// file in its metadata. The checksum is computed with zeros in its own place.
/// </summary>
/// <remarks>
/// Reading runs no code from the file. The checksum and all sizes are checked before any tensor is read. Opening takes
/// memory for a few copies of the header; tensors are read one at a time.
/// </remarks>
internal sealed class CheckpointFile : IDisposable
{
    private const int MaxJsonDepth = 32;
    private const string IdentityKey = "identity", ValuesKey = "values", ChecksumKey = "sha256";

    private static readonly (ScalarType Type, string Name)[] _types =
        [(ScalarType.Byte, "U8"), (ScalarType.Int64, "I64"), (ScalarType.Float32, "F32"),
            (ScalarType.Float64, "F64"), (ScalarType.BFloat16, "BF16"), (ScalarType.Float16, "F16"),
            (ScalarType.Bool, "BOOL"), (ScalarType.Int8, "I8"), (ScalarType.Int16, "I16"), (ScalarType.Int32, "I32")];

    private static readonly string _noChecksum = new('0', 2 * SHA256.HashSizeInBytes);

    private static readonly byte[] _earlierContainer = [.. "UNSEENCK"u8]; // the first bytes of files of version 0.1.0

    private readonly FileStream _stream;
    private readonly Dictionary<string, CheckpointEntry> _entries = [];

    private CheckpointFile(string path, FileStream stream) => (Path, _stream) = (path, stream);

    /// <summary>The JSON options for values: numbers are written without loss, including NaN and infinity.</summary>
    public static JsonSerializerOptions Json { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new ConfusionConverter() },
        IgnoreReadOnlyProperties = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        MaxDepth = MaxJsonDepth,
    };

    /// <summary>Path of the file.</summary>
    public string Path { get; }

    /// <summary>Values that are not tensors.</summary>
    public JsonObject Values { get; private set; } = [];

    /// <summary>The identity of the run that the checkpoint belongs to.</summary>
    public JsonObject Identity { get; private set; } = [];

    /// <summary>Writes a checkpoint to a stream.</summary>
    /// <param name="stream">the seekable stream to write to</param>
    /// <param name="identity">identity of the run</param>
    /// <param name="state">content of the checkpoint</param>
    /// <exception cref="NotSupportedException">A tensor has a type that checkpoints cannot store.</exception>
    public static void Write(Stream stream, JsonObject identity, SavedState state)
    {
        var start = stream.Position;
        var header = new SafeTensorsHeader(
            [.. state.Tensors.Select(entry => new SafeTensorsEntry(
                entry.Key, Array.Find(_types, known => known.Type == entry.Value.dtype).Name
                    ?? throw new NotSupportedException(
                        $"a checkpoint cannot store {entry.Key} of {entry.Value.dtype}."),
                entry.Value.shape,
                entry.Value.numel() * entry.Value.element_size()))],
            new Dictionary<string, string>
            {
                [ChecksumKey] = _noChecksum,
                [IdentityKey] = identity.ToJsonString(Json),
                [ValuesKey] = state.Values.ToJsonString(Json),
            }).ToBytes();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Add(ReadOnlySpan<byte> bytes)
        {
            hash.AppendData(bytes);
            stream.Write(bytes);
        }

        Add(header);
        foreach (var tensor in state.Tensors.Values)
            TensorBytes.Visit(tensor, span => Add(span));
        stream.Position = start + GetPlace(header, _noChecksum);
        stream.Write(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash.GetHashAndReset())));
    }

    /// <summary>Opens a checkpoint and verifies its checksum.</summary>
    /// <param name="path">path of the file</param>
    /// <exception cref="CheckpointException">The file is missing, unreadable, damaged or of another
    /// format.</exception>
    public static CheckpointFile Open(string path)
    {
        FileStream? stream = null;
        try
        {
            stream = File.OpenRead(path);
            var file = new CheckpointFile(path, stream);
            file.Read();
            return file;
        }
        catch (Exception exception)
        {
            stream?.Dispose();
            throw exception switch
            {
                IOException or UnauthorizedAccessException =>
                    new CheckpointException($"{path} cannot be read: {FailureReason.Describe(exception)}.", exception),
                JsonException or InvalidOperationException or FormatException or ArgumentException or OverflowException
                    => new CheckpointException($"{path} is damaged: its header is not valid.", exception),
                ModelFileException => new CheckpointException($"{path} is cut short or damaged.", exception),
                _ => exception,
            };
        }
    }

    /// <summary>Names of all tensors.</summary>
    public IEnumerable<string> TensorNames => _entries.Keys;

    /// <summary>Finds the entry of a tensor; null if there is none.</summary>
    public CheckpointEntry? Find(string name) => _entries.GetValueOrDefault(name);

    /// <summary>Determines whether the name of any value or tensor begins with a prefix.</summary>
    public bool Has(string prefix) =>
        Values.Any(value => value.Key.StartsWith(prefix, StringComparison.Ordinal))
            || _entries.Keys.Any(name => name.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>Reads a tensor to the CPU. The caller disposes it.</summary>
    public Tensor Read(CheckpointEntry entry)
    {
        var tensor = empty(entry.Shape, entry.Type);
        _stream.Position = entry.Offset;
        TensorBytes.Visit(tensor, _stream.ReadExactly);
        return tensor;
    }

    public void Dispose() => _stream.Dispose();

    private void Read()
    {
        var start = new byte[_earlierContainer.Length];
        if (_stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length
            && start.AsSpan().SequenceEqual(_earlierContainer))
            throw CheckpointException.CreateForEarlierVersion(Path);
        _stream.Position = 0;
        var header = SafeTensorsHeader.Read(_stream, Path);
        if (!header.Metadata.TryGetValue(ChecksumKey, out var checksum) || checksum.Length != _noChecksum.Length
            || !header.Metadata.TryGetValue(IdentityKey, out var identity)
            || !header.Metadata.TryGetValue(ValuesKey, out var values))
            throw new CheckpointException($"{Path} is not a checkpoint of Unseen.");
        VerifyChecksum(checksum, _stream.Position);
        Identity = Parse(identity);
        Values = Parse(values);
        foreach (var entry in header.Entries)
            _entries.Add(entry.Name, new CheckpointEntry(entry.Name,
                _types.First(known => known.Name == entry.Type).Type, [.. entry.Shape], entry.Offset,
                entry.Length));
    }

    private JsonObject Parse(string text) => JsonSerializer.Deserialize<JsonObject>(text, Json)
        ?? throw new CheckpointException($"{Path} is damaged: its header is not valid.");

    /// <summary>Throws if the checksum is wrong. It is computed with zeros in its own place in the header.</summary>
    private void VerifyChecksum(string checksum, long headerLength)
    {
        var header = new byte[headerLength];
        _stream.Position = 0;
        _stream.ReadExactly(header);
        var place = GetPlace(header, checksum);
        if (place < 0)
            throw Damaged();
        header.AsSpan(place, checksum.Length).Fill((byte)'0');
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(header);
        AppendUntil(hash, _stream.Length);
        if (Convert.ToHexStringLower(hash.GetHashAndReset()) != checksum)
            throw Damaged();
    }

    private void AppendUntil(IncrementalHash hash, long end)
    {
        var buffer = new byte[1 << 20];
        for (var left = end - _stream.Position; left > 0;)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(left, buffer.Length));
            _stream.ReadExactly(part);
            hash.AppendData(part);
            left -= part.Length;
        }
    }

    private CheckpointException Damaged() => new($"{Path} is damaged: its checksum is wrong.");

    private static int GetPlace(ReadOnlySpan<byte> header, string checksum) =>
        header.IndexOf(Encoding.ASCII.GetBytes(checksum));
}
