using System.IO.Compression;
using Unseen.Data.Arrays;
using Unseen.Data.Numpy;
using Unseen.Data.Pickles;

namespace Unseen.Data.Tensors;

/// <summary>A PyTorch file of a tensor or of (nested) dictionaries of tensors and lists, as torch.save of PyTorch 1.6
/// or later writes it. No code in it is executed.</summary>
internal sealed class TorchFile : ArrayFile
{
    private const string Pickle = "/data.pkl";
    private const long MaxPickleBytes = 1 << 26;
    private const int MaxDepth = 8;
    private const int MaxItems = 1 << 16; // since a dictionary can contain itself
    private const int MaxNameLength = 1 << 10;
    private readonly ZipArchive _archive;
    private readonly string _root;
    private readonly bool _isBigEndian;
    private readonly List<ArrayEntry> _entries = [];
    private readonly HashSet<string> _names = [];
    private readonly Dictionary<string, TorchTensor> _tensors = [];
    private readonly Dictionary<string, string[]> _texts = [];
    private readonly Dictionary<string, long[]> _numbers = [];
    private int _items;

    /// <summary>Reads the names and shapes of an open file. This object closes the stream.</summary>
    /// <exception cref="UnseenDataException">The file does not follow the format.</exception>
    public TorchFile(string path, FileStream stream)
        : base(path)
    {
        try
        {
            _archive = new ZipArchive(stream, ZipArchiveMode.Read);
            if (_archive.Entries.Sum(entry => (double)entry.CompressedLength) > stream.Length)
                throw new InvalidDataException("several of its entries overlap");
            var pickle = _archive.Entries.First(IsPickle);
            _root = pickle.FullName[..^Pickle.Length];
            if (pickle.Length > MaxPickleBytes)
                throw new InvalidDataException($"its pickle has {pickle.Length} bytes");
            using var content = Open(pickle);
            var bytes = new byte[Math.Min(pickle.Length, (pickle.CompressedLength + 1) * BoundedReader.MaxInflation)];
            content.ReadExactly(bytes);
            _ = content.ReadByte(); // verifies the checksum
            _isBigEndian = IsBigEndian();
            List(Path.GetFileNameWithoutExtension(path), PickleReader.Read(bytes), isTop: true, 0);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or NotSupportedException)
        {
            throw Fault("the file", exception);
        }
    }

    public override IReadOnlyList<ArrayEntry> Entries => _entries;

    /// <summary>Whether an entry of a zip archive is the pickle of a PyTorch file.</summary>
    public static bool IsPickle(ZipArchiveEntry entry) => entry.FullName.EndsWith(Pickle, StringComparison.Ordinal);

    protected override void Dispose(bool disposing) => _archive.Dispose();

    private protected override T[] ReadNumbers<T>(ArrayEntry entry)
    {
        if (_numbers.TryGetValue(entry.Name, out var numbers))
            return Array.ConvertAll(numbers, number => T.CreateTruncating(number));
        var tensor = _tensors[entry.Name];
        var what = $"array '{entry.Name}'";
        try
        {
            var storage = _archive.GetEntry($"{_root}/data/{tensor.Storage}")
                ?? throw new InvalidDataException($"its storage {tensor.Storage} is missing");
            if (entry.Count > tensor.Needed)
                throw new InvalidDataException("several of its elements are the same element of its storage, as after "
                    + "expand()");
            if (tensor.Needed * NumberDecoder.SizeOf(tensor.Type) > storage.Length)
                throw new InvalidDataException($"it needs {tensor.Needed} elements of its storage, which has "
                    + $"{storage.Length} bytes");
            using var content = Open(storage);
            var reader = new BoundedReader(content, storage.Length, storage.CompressedLength, FilePath, what);
            var values = tensor.Gather(
                NumberDecoder.Read<T>(reader, tensor.Type, _isBigEndian, (long)tensor.Needed));
            reader.Drain();
            reader.ExpectEndOfStream();
            return values;
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or NotSupportedException)
        {
            throw Fault(what, exception);
        }
    }

    private protected override string[] ReadText(ArrayEntry entry) => _texts[entry.Name];

    /// <summary>Opens an entry, whose checksum is verified at its end. PyTorch can be told not to compute the checksum,
    /// and then writes 0, which is not verified.</summary>
    private static Stream Open(ZipArchiveEntry entry) =>
        entry.Crc32 == 0 ? entry.Open() : new ChecksumStream(entry.Open(), entry.Crc32);

    /// <summary>Whether the numbers of the storages are in big-endian order, according to the entry "byteorder" that
    /// PyTorch 2.1 or later writes. False if there is no such entry.</summary>
    private bool IsBigEndian()
    {
        if (_archive.GetEntry($"{_root}/byteorder") is not { } order)
            return false;
        using var text = new StreamReader(order.Open());
        return text.Read() == 'b';
    }

    private UnseenDataException Fault(string what, Exception exception) => new(FilePath,
        $"{what} cannot be read as a PyTorch file of tensors: {FailureReason.DescribeContent(exception)}. Save the "
            + "tensors again with safetensors.torch.save_file, or numpy.savez.", exception);

    private void List(string name, object? value, bool isTop, int depth)
    {
        if (++_items > MaxItems)
            throw new InvalidDataException($"it has more than {MaxItems} items");
        if (name.Length > MaxNameLength)
            throw new InvalidDataException($"a name in it has {name.Length} characters");
        var items = value switch
        {
            List<(object? Key, object? Value)> dictionary => dictionary,
            PickleCall call when call.Is("collections.OrderedDict") => call.Items,
            _ => null,
        };
        if (items is not null && depth < MaxDepth)
        {
            foreach (var (key, inner) in items)
                if (key is string or long)
                    List(isTop ? $"{key}" : $"{name}.{key}", inner, isTop: false, depth + 1);
            return;
        }

        if (!_names.Add(name))
            return;
        if (TorchTensor.TryCreate(value) is { } tensor)
        {
            _tensors[name] = tensor;
            _entries.Add(new(name, tensor.Shape, ArrayKind.Number, ColumnMajor: false,
                tensor.IsLogical ? "logical" : tensor.Type.ToString().ToLowerInvariant()));
        }
        else if (value is List<object?> { Count: > 0 } texts && texts.TrueForAll(text => text is string))
        {
            _texts[name] = [.. texts.Cast<string>()];
            _entries.Add(new(name, [texts.Count], ArrayKind.Text, ColumnMajor: false, "text"));
        }
        else if (value is List<object?> { Count: > 0 } numbers && numbers.TrueForAll(number => number is long))
        {
            _numbers[name] = [.. numbers.Cast<long>()];
            _entries.Add(new(name, [numbers.Count], ArrayKind.Number, ColumnMajor: false, "int64"));
        }
        else
        {
            _entries.Add(new(name, [], ArrayKind.Unsupported, ColumnMajor: false, "other Python object"));
        }
    }
}
