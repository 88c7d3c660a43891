using PureHDF;
using PureHDF.VOL.Native;
using Unseen.Data.Arrays;

namespace Unseen.Data.Matlab;

/// <summary>A MATLAB v7.3 file: HDF5 in which dimensions are reversed and attributes tell MATLAB's classes.</summary>
/// <remarks>HDF5 is read by PureHDF; numbers stored most significant byte first are refused.</remarks>
internal sealed class Hdf5MatFile : ArrayFile
{
    /// <summary>Where MATLAB puts the HDF5 part, behind a header of its own.</summary>
    public const int MatlabOffset = 512;

    private const string Internals = "#"; // "#refs#" and "#subsystem#"
    private readonly NativeFile _file;
    private readonly long _length;
    private readonly List<ArrayEntry> _entries = [];

    /// <summary>Reads the names and shapes of a file that is already open and, from here on, this object's to close.</summary>
    /// <exception cref="DataException">The file is damaged.</exception>
    public Hdf5MatFile(string path, FileStream stream)
        : base(path)
    {
        _length = stream.Length;
        _file = Guarded("file", () => H5File.Open(stream, leaveOpen: false));
        Guarded("file", () =>
        {
            foreach (var child in _file.Children().Where(child => !child.Name.StartsWith(Internals, StringComparison.Ordinal)))
                _entries.Add(child is IH5Dataset dataset ? Hdf5Array.ToEntry(dataset) : new(child.Name, [], ArrayKind.Unsupported, ColumnMajor: true, "struct"));
            return _entries;
        });
    }

    /// <summary>The first bytes of the HDF5 part.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'H', (byte)'D', (byte)'F', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    public override IReadOnlyList<ArrayEntry> Entries => _entries;

    protected override void Dispose(bool disposing) => _file.Dispose();

    private protected override T[] ReadNumbers<T>(ArrayEntry entry)
        => Guarded($"array '{entry.Name}'", () =>
        {
            var dataset = _file.Dataset(entry.Name);
            CheckClaim(entry.Name, dataset);
            return entry.Count == 0 ? [] : Hdf5Array.ReadNumbers<T>(dataset);
        });

    private protected override string[] ReadText(ArrayEntry entry)
        => Guarded($"array '{entry.Name}'", () => entry.Count == 0 ? [] : ReadText(_file.Dataset(entry.Name), entry.Name, depth: 0));

    private string[] ReadText(IH5Dataset dataset, string name, int depth)
    {
        const int DeepestCell = 4;
        CheckClaim(name, dataset);
        if (dataset.Type.Class == H5DataTypeClass.String)
            return dataset.Read<string[]>();
        if (dataset.Type.Class != H5DataTypeClass.Reference)
            return Hdf5Array.ReadCharacters(dataset);
        if (depth > DeepestCell)
            throw new DataException(FilePath, $"array '{name}'", "text", "cells within cells within cells");
        return Array.ConvertAll(dataset.Read<NativeObjectReference1[]>(), reference => ReadCell(reference, name, depth));
    }

    private string ReadCell(NativeObjectReference1 reference, string name, int depth)
    {
        var cell = (IH5Dataset)_file.Get(reference);
        var entry = Hdf5Array.ToEntry(cell);
        if (entry.Count == 0)
            return "";
        if (entry.Kind != ArrayKind.Text)
            throw new DataException(FilePath, $"array '{name}'", "text", $"a cell of class {entry.Type}");
        var strings = ReadText(cell, name, depth + 1);
        return strings.Length == 1 ? strings[0] : throw new DataException(FilePath, $"array '{name}'", "a cell array of single strings", $"{strings.Length} strings in a cell");
    }

    private void CheckClaim(string name, IH5Dataset dataset)
    {
        var bytes = dataset.Space.Dimensions.Aggregate((double)dataset.Type.Size, (product, length) => product * length);
        if (bytes > (double)_length * BoundedReader.LargestInflation)
            throw new DataException(FilePath, $"array '{name}'", $"of a size that a file of {_length} bytes can hold", $"{bytes} bytes");
    }

    private T Guarded<T>(string what, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is not DataException) // the HDF5 library throws what it likes, bare exceptions included
        {
            throw new DataException(FilePath, what, "readable as HDF5", $"damaged or of an unknown kind ({exception.Message.TrimEnd('.')})", exception);
        }
    }
}
