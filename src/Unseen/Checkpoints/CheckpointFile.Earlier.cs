using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Unicode;
using TorchSharp;
using static TorchSharp.torch;

namespace Unseen.Checkpoints;

/// <content>
/// Reads the checkpoint format of version 0.1.0, so that its runs can be resumed: "UNSEENCK", a version and the
/// header's length as 4 bytes each, a JSON header of values and tensors, the tensors' bytes, and the SHA-256 of all
/// that. Numbers are little-endian.
/// </content>
internal sealed partial class CheckpointFile
{
    private const int FormatVersion = 1;
    private const int MaxHeaderBytes = 1 << 30;
    private const int PrefixLength = 16;
    private const int MaxDimensions = 8;

    /// <summary>Reads the file if it has the earlier format.</summary>
    /// <returns>false, with the stream at its start, if the file has another format</returns>
    private bool TryReadEarlier()
    {
        var prefix = new byte[PrefixLength];
        var length = _stream.ReadAtLeast(prefix, PrefixLength, throwOnEndOfStream: false);
        if (!prefix.AsSpan().StartsWith("UNSEENCK"u8) || _stream.Length < PrefixLength + SHA256.HashSizeInBytes)
        {
            _stream.Position = 0;
            return false;
        }

        if (BinaryPrimitives.ReadInt32LittleEndian(prefix.AsSpan(8)) is var version && version != FormatVersion)
            throw new CheckpointException(Path, "the checkpoint's format version", $"{FormatVersion}", version);
        length = BinaryPrimitives.ReadInt32LittleEndian(prefix.AsSpan(12));
        var longest = Math.Min(MaxHeaderBytes, _stream.Length - PrefixLength - SHA256.HashSizeInBytes);
        if (length < 2 || length > longest)
            throw new CheckpointException(Path, "the header's length", $"from 2 to {longest} bytes", length);
        RequireWholeEarlier();
        var header = new byte[length];
        _stream.Position = PrefixLength;
        _stream.ReadExactly(header);
        if (!Utf8.IsValid(header)) // otherwise strings would fail later, on access
            throw new CheckpointException(Path, "the header", "UTF-8", "not");
        var read = JsonSerializer.Deserialize<CheckpointHeader>(header, Json)
            ?? throw new CheckpointException(Path, "the header", "an object", "null");
        (Identity, Values) = (read.Identity, read.Values);
        ReadEntries(read.Tensors);
        return true;
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
            Int128 bytes = type.ElementSize();
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

    private void RequireWholeEarlier()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        _stream.Position = 0;
        AppendUntil(hash, _stream.Length - SHA256.HashSizeInBytes);
        Span<byte> recorded = stackalloc byte[SHA256.HashSizeInBytes];
        _stream.ReadExactly(recorded);
        if (!recorded.SequenceEqual(hash.GetHashAndReset()))
            throw Damaged();
    }
}
