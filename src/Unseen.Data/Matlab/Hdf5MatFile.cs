using System.Runtime.CompilerServices;
using Unseen.Data.Arrays;
using Unseen.Data.Hdf5;

namespace Unseen.Data.Matlab;

/// <summary>A MATLAB v7.3 file: an HDF5 file with reversed dimensions and with MATLAB's classes as attributes. Other
/// HDF5 files, such as files that h5py writes, are read in the same way.</summary>
/// <remarks>
/// A size in a header is compared with the file's length before memory is allocated for it. No other file is opened,
/// even if this file refers to one.
/// </remarks>
internal sealed class Hdf5MatFile : ArrayFile
{
    /// <summary>The offset of the HDF5 part, which follows MATLAB's own header.</summary>
    public const int MatlabOffset = 512;

    private const string Internals = "#"; // "#refs#" and "#subsystem#"
    private const int DeepestCell = 4;
    private const int ReferenceLength = 8;
    private readonly HdfSource _source;
    private readonly HdfHeap _heap;
    private readonly List<ArrayEntry> _entries = [];
    private readonly Dictionary<string, HdfDataset> _datasets = [];
    private readonly Dictionary<string, Hdf5Sparse> _sparse = [];
    private readonly Dictionary<string, double> _claimed = []; // bytes claimed by each array read so far

    /// <summary>Reads the names and shapes of an open file. This object closes the stream.</summary>
    /// <exception cref="UnseenDataException">The file is damaged.</exception>
    public Hdf5MatFile(string path, FileStream stream)
        : base(path)
    {
        _source = Guarded("the file", () => new HdfSource(stream));
        _heap = new HdfHeap(_source);
        Guarded("the file", () =>
        {
            foreach (var (name, address) in HdfGroup.Links(_source, HdfHeader.Read(_source, _source.Root)))
                if (!name.StartsWith(Internals, StringComparison.Ordinal) && Find(name) is null)
                    _entries.Add(List(name, address));
            return _entries;
        });
    }

    public override IReadOnlyList<ArrayEntry> Entries => _entries;

    /// <summary>Whether these are the first 8 bytes of an HDF5 file.</summary>
    public static bool HasSignature(ReadOnlySpan<byte> start) => start.SequenceEqual(HdfSource.Signature);

    protected override void Dispose(bool disposing) => _source.Dispose();

    private protected override T[] ReadNumbers<T>(ArrayEntry entry)
        => Guarded($"array '{entry.Name}'", () =>
        {
            if (entry.Count == 0)
                return [];
            if (_sparse.TryGetValue(entry.Name, out var sparse))
                return sparse.Read<T>(entry.Shape[0], entry.Shape[1]);
            var dataset = _datasets[entry.Name];
            var chunkBytes = CheckClaim(entry.Name, dataset, Unsafe.SizeOf<T>(), isWholeArray: true);
            // A decoded chunk is in memory together with the values, and can be as large as the whole array.
            RequireMemory(entry, chunkBytes + ((double)entry.Count * Unsafe.SizeOf<T>()));
            return dataset.ReadNumbers<T>();
        });

    private protected override string[] ReadText(ArrayEntry entry)
        => Guarded($"array '{entry.Name}'", () =>
            entry.Count == 0 ? [] : ReadText(_datasets[entry.Name], entry, entry.Name, depth: 0));

    private ArrayEntry List(string name, ulong? address)
    {
        if (address is not { } place)
            return new(name, [], ArrayKind.Unsupported, ColumnMajor: true, "link to elsewhere");
        var header = HdfHeader.Read(_source, place);
        if (HdfDataset.Is(header))
            return ToEntry(name, _datasets[name] = HdfDataset.Read(_source, place));
        if (HdfGroup.Is(header) && Hdf5Sparse.Find(_source, header) is { } sparse)
        {
            _sparse[name] = sparse;
            return new(name, [sparse.Rows, sparse.Columns], ArrayKind.Number, ColumnMajor: true, "sparse");
        }

        return new(name, [], ArrayKind.Unsupported, ColumnMajor: true, "struct");
    }

    /// <summary>Creates the entry for a dataset. MATLAB's dimensions are the HDF5 dimensions in reverse
    /// order.</summary>
    private ArrayEntry ToEntry(string name, HdfDataset dataset)
    {
        var type = dataset.Attributes.GetValueOrDefault("MATLAB_class")?.Text(_source)
            ?? (dataset.Type.Class == HdfTypeClass.VariableText ? "text"
                : dataset.Type.Class.ToString().ToLowerInvariant());
        var isEmpty = dataset.Attributes.GetValueOrDefault("MATLAB_empty")?.Number() is not (null or 0);
        long[] shape = isEmpty ? [0, 0] : [.. dataset.Shape.Reverse()];
        var kind = (type, dataset.Type.Class) switch
        {
            ("char" or "cell", _) or (_, HdfTypeClass.Text or HdfTypeClass.VariableText) => ArrayKind.Text,
            _ when dataset.Type.IsNumber => ArrayKind.Number,
            _ => ArrayKind.Unsupported,
        };
        return new(name, shape, kind, ColumnMajor: true, type);
    }

    private string[] ReadText(HdfDataset dataset, ArrayEntry entry, string name, int depth)
    {
        CheckClaim(name, dataset, sizeof(char), isWholeArray: depth == 0);
        RequireMemoryForText(entry, entry.Count, sizeof(char) * entry.Count);
        switch (dataset.Type.Class)
        {
            case HdfTypeClass.Text:
                return [.. Elements(dataset).Select(element =>
                    new HdfBytes(element).Text(element.Length).TrimEnd(' '))];
            case HdfTypeClass.VariableText:
                return [.. Elements(dataset).Select(_heap.Text)];
            case HdfTypeClass.Number:
                return CharacterRows.Split(new string(dataset.ReadNumbers<char>()), (int)entry.Rows);
            case HdfTypeClass.Reference when depth > DeepestCell:
                throw new UnseenDataException(FilePath, $"array '{name}'", "text", "cells within cells within cells");
            case HdfTypeClass.Reference:
                var read = new Dictionary<ulong, string>(); // many cells can refer to the same text
                return [.. Elements(dataset).Select(element =>
                {
                    var address = new HdfBytes(element).UInt64();
                    return read.TryGetValue(address, out var text) ? text
                        : read[address] = ReadCell(address, name, depth);
                })];
            default:
                throw new UnseenDataException(FilePath, $"array '{name}'", "text", entry.Type);
        }
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Elements(HdfDataset dataset)
    {
        var size = dataset.Type.Size;
        if (dataset.Type.Class == HdfTypeClass.Reference && size != ReferenceLength)
            throw new InvalidDataException($"references of {size} bytes are not known");
        var bytes = dataset.ReadBytes();
        for (var offset = 0; offset < bytes.Length; offset += size)
            yield return bytes.AsMemory(offset, size);
    }

    private string ReadCell(ulong address, string name, int depth)
    {
        if (address == 0)
            return ""; // a cell that was never set
        var cell = HdfDataset.Read(_source, address);
        var entry = ToEntry(name, cell);
        if (entry.Count == 0)
            return "";
        if (entry.Kind != ArrayKind.Text)
            throw new UnseenDataException(FilePath, $"array '{name}'", "text", $"a cell of class {entry.Type}");
        // This is checked before the references are followed, since the cells of a damaged file can refer to each
        // other.
        if (cell.Type.Class == HdfTypeClass.Reference && entry.Count > 1)
            throw new UnseenDataException(FilePath, $"array '{name}'", "a cell array of single strings",
                $"{entry.Count} cells in a cell");
        var strings = ReadText(cell, entry, name, depth + 1);
        return strings.Length == 1 ? strings[0]
            : throw new UnseenDataException(FilePath, $"array '{name}'", "a cell array of single strings",
            $"{strings.Length} strings in a cell");
    }

    /// <summary>Throws if the file is too short to contain an array in addition to the arrays read before. All arrays
    /// count, since several arrays of a damaged file can claim the same bytes.</summary>
    /// <param name="name">the name of the array</param>
    /// <param name="dataset">the array, or a cell of it</param>
    /// <param name="size">the number of bytes of a value in the requested type</param>
    /// <param name="isWholeArray">true for the array itself, whose claim replaces an earlier claim of this array; false
    /// for a cell, whose claim is added to the claim of the array</param>
    /// <returns>the number of bytes of all chunks before filtering; 0 if the array is not chunked, since its values are
    /// then read in pieces</returns>
    private double CheckClaim(string name, HdfDataset dataset, int size, bool isWholeArray)
    {
        var (chunks, stored, isChunked) = dataset.Claim();
        var bytes = Math.Max(stored, dataset.Count * size);
        var before = _claimed.Where(array => !isWholeArray || array.Key != name).Sum(array => array.Value);
        // Deflate expands a byte to at most 1032 bytes, and every chunk takes at least one byte.
        if (chunks > _source.FileLength || before + bytes > (double)_source.FileLength * BoundedReader.MaxInflation)
            throw new UnseenDataException(FilePath, $"array '{name}' should have {bytes:0} bytes in {chunks:0} chunks, "
                + $"but a file of {_source.FileLength} bytes cannot hold that"
                + $"{(before > 0 ? " in addition to the arrays before it" : "")}. The file is cut short or damaged. "
                + "Download or copy it again.");
        _claimed[name] = (isWholeArray ? 0 : _claimed.GetValueOrDefault(name)) + bytes;
        return isChunked ? stored : 0;
    }

    private T Guarded<T>(string what, Func<T> read)
    {
        try
        {
            _source?.ResetHeaderLimit();
            return read();
        }
        catch (Exception exception) when (
            exception is InvalidDataException or IOException or OverflowException or ArgumentException)
        {
            throw new UnseenDataException(
                FilePath, $"{what} cannot be read as HDF5: {FailureReason.DescribeContent(exception)}.", exception);
        }
    }
}
