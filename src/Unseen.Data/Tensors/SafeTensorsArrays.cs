using Unseen.Data.Arrays;
using Unseen.Inference;

namespace Unseen.Data.Tensors;

/// <summary>A .safetensors file as arrays.</summary>
internal sealed class SafeTensorsArrays : ArrayFile
{
    private const int PrefixLength = 8;
    private readonly FileStream _stream;
    private readonly Dictionary<string, SafeTensorsEntry> _tensors = [];
    private readonly List<ArrayEntry> _entries = [];

    /// <summary>Reads the names and shapes of an open file. Dispose closes the stream; if the constructor throws, the
    /// caller closes it.</summary>
    /// <exception cref="UnseenDataException">The file does not follow the format.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public SafeTensorsArrays(string path, FileStream stream)
        : base(path)
    {
        _stream = stream;
        try
        {
            foreach (var tensor in SafeTensorsHeader.Read(stream, path).Entries)
            {
                _tensors.Add(tensor.Name, tensor);
                _entries.Add(new(tensor.Name, tensor.Shape, ArrayKind.Number, ColumnMajor: false,
                    tensor.Type == "BOOL" ? "logical" : tensor.Type));
            }
        }
        catch (ModelFileException exception)
        {
            throw new UnseenDataException(path, exception.Problem, exception);
        }
    }

    public override IReadOnlyList<ArrayEntry> Entries => _entries;

    /// <summary>Whether a file begins as a .safetensors file does: with a length and a JSON object.</summary>
    /// <param name="start">the first bytes of the file</param>
    /// <param name="length">length of the file in bytes</param>
    public static bool HasSignature(ReadOnlySpan<byte> start, long length) =>
        start.Length > PrefixLength && start[PrefixLength] == (byte)'{'
        && BitConverter.ToInt64(start) is >= 2 and var header && header <= length - PrefixLength;

    protected override void Dispose(bool disposing) => _stream.Dispose();

    private protected override MappedValues? Map(ArrayEntry entry, bool check)
    {
        var tensor = _tensors[entry.Name];
        return tensor.Type == "F32" ? MappedValues.TryMap(_stream, tensor.Offset, entry.Count) : null;
    }

    private protected override T[] ReadNumbers<T>(ArrayEntry entry)
    {
        var tensor = _tensors[entry.Name];
        using var slice = new SliceStream(_stream, tensor.Offset, tensor.Length);
        return NumberDecoder.Read<T>(
            new BoundedReader(slice, tensor.Length, tensor.Length, FilePath, $"array '{entry.Name}'"),
            GetStorage(tensor.Type), bigEndian: false, entry.Count);
    }

    private protected override string[] ReadText(ArrayEntry entry) =>
        throw new UnseenDataException(FilePath, $"array '{entry.Name}'", "text", entry.Type);

    private static StorageType GetStorage(string type) => type switch
    {
        "BOOL" or "U8" => StorageType.UInt8,
        "I8" => StorageType.Int8,
        "I16" => StorageType.Int16,
        "U16" => StorageType.UInt16,
        "I32" => StorageType.Int32,
        "U32" => StorageType.UInt32,
        "I64" => StorageType.Int64,
        "U64" => StorageType.UInt64,
        "F16" => StorageType.Half,
        "BF16" => StorageType.BFloat16,
        "F64" => StorageType.Double,
        _ => StorageType.Single,
    };
}
