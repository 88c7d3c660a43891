using System.Runtime.CompilerServices;
using PureHDF;
using PureHDF.Filters;
using PureHDF.VOL.Native;
using Unseen.Data.Arrays;

namespace Unseen.Data.Matlab;

/// <summary>A MATLAB v7.3 file: HDF5 in which dimensions are reversed and attributes tell MATLAB's classes.</summary>
/// <remarks>
/// HDF5 is read by PureHDF; numbers stored most significant byte first are refused. What a dataset says of its size is
/// judged before any of it is read. What the library takes for its headers is not: there it takes what a length in the
/// file says, before it finds that less is there.
/// </remarks>
internal sealed class Hdf5MatFile : ArrayFile
{
    /// <summary>Where MATLAB puts the HDF5 part, behind a header of its own.</summary>
    public const int MatlabOffset = 512;

    private const string Internals = "#"; // "#refs#" and "#subsystem#"
    private const double HeaderOfACell = 1024; // bytes
    private readonly MeteredStream _stream;
    private readonly NativeFile _file;
    private readonly long _length;
    private readonly List<ArrayEntry> _entries = [];
    // asked for by name, the library may find another of a name that is there twice
    private readonly Dictionary<string, IH5Dataset> _datasets = [];
    private readonly Dictionary<string, double> _claimed = []; // bytes of the arrays that were asked for

    static Hdf5MatFile() => H5Filter.Register(new CopyingFletcher32());

    /// <summary>Reads the names and shapes of a file that is already open and, from here on, this object's to
    /// close.</summary>
    /// <exception cref="DataException">The file is damaged.</exception>
    public Hdf5MatFile(string path, FileStream stream)
        : base(path)
    {
        _length = stream.Length;
        _stream = new MeteredStream(stream);
        _file = Guarded("file", () => H5File.Open(_stream, leaveOpen: false));
        Guarded("file", () =>
        {
            foreach (var child in _file.Children()
                .Where(child => !child.Name.StartsWith(Internals, StringComparison.Ordinal)))
            {
                if (Find(child.Name) is not null)
                    continue;
                _entries.Add(child is IH5Dataset found ? Hdf5Array.ToEntry(found)
                    : new(child.Name, [], ArrayKind.Unsupported, ColumnMajor: true, "struct"));
                if (child is IH5Dataset dataset)
                    _datasets.Add(child.Name, dataset);
            }

            return _entries;
        });
    }

    private static ReadOnlySpan<byte> Signature =>
        [0x89, (byte)'H', (byte)'D', (byte)'F', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    public override IReadOnlyList<ArrayEntry> Entries => _entries;

    /// <summary>Whether these are the first 8 bytes of an HDF5 file.</summary>
    public static bool HasSignature(ReadOnlySpan<byte> start) => start.SequenceEqual(Signature);

    protected override void Dispose(bool disposing) => _file.Dispose();

    private protected override T[] ReadNumbers<T>(ArrayEntry entry)
        => Guarded($"array '{entry.Name}'", () =>
        {
            var dataset = _datasets[entry.Name];
            if (entry.Count == 0)
                return [];
            var claim = CheckClaim(entry.Name, dataset, Unsafe.SizeOf<T>(), again: true);
            // chunks as tall as the array are held all at once
            RequireMemory(entry, claim.Stored + ((double)entry.Count * Unsafe.SizeOf<T>()));
            return Complete(Hdf5Array.ReadNumbers<T>(dataset), entry, entry.Name);
        });

    private protected override string[] ReadText(ArrayEntry entry)
        // each cell is found by walking over all
        => Guarded($"array '{entry.Name}'", () =>
            entry.Count == 0 ? [] : ReadText(_datasets[entry.Name], entry, entry.Name, depth: 0),
            HeaderOfACell * entry.Count * entry.Count);

    private string[] ReadText(IH5Dataset dataset, ArrayEntry entry, string name, int depth)
    {
        const int DeepestCell = 4;
        CheckClaim(name, dataset, sizeof(char), again: depth == 0);
        if (dataset.Type.Class == H5DataTypeClass.String)
            return Complete(dataset.Read<string[]>(), entry, name);
        if (dataset.Type.Class != H5DataTypeClass.Reference)
        {
            RequireMemoryForText(entry, entry.Count, sizeof(char) * entry.Count);
            return CharacterRows.Of(new string(Complete(Hdf5Array.ReadNumbers<char>(dataset), entry, name)),
                (int)entry.FirstLength);
        }

        if (depth > DeepestCell)
            throw new DataException(FilePath, $"array '{name}'", "text", "cells within cells within cells");
        return Array.ConvertAll(Complete(dataset.Read<NativeObjectReference1[]>(), entry, name), reference =>
            ReadCell(reference, name, depth));
    }

    private string ReadCell(NativeObjectReference1 reference, string name, int depth)
    {
        var cell = (IH5Dataset)_file.Get(reference);
        var entry = Hdf5Array.ToEntry(cell);
        if (entry.Count == 0)
            return "";
        if (entry.Kind != ArrayKind.Text)
            throw new DataException(FilePath, $"array '{name}'", "text", $"a cell of class {entry.Type}");
        // before they are followed: cells of many cells of many cells have no end
        if (cell.Type.Class == H5DataTypeClass.Reference && entry.Count > 1)
            throw new DataException(FilePath, $"array '{name}'", "a cell array of single strings",
                $"{entry.Count} cells in a cell");
        var strings = ReadText(cell, entry, name, depth + 1);
        return strings.Length == 1 ? strings[0]
            : throw new DataException(FilePath, $"array '{name}'", "a cell array of single strings",
            $"{strings.Length} strings in a cell");
    }

    /// <summary>Refuses what a file of this length cannot hold beside the arrays that were read before: many may say to
    /// lie in one place.</summary>
    /// <param name="name">name of the array</param>
    /// <param name="dataset">the array, or a cell of it</param>
    /// <param name="size">bytes of a value as it is wanted</param>
    /// <param name="again">whether this begins the array, which may have been asked for before, or adds to it</param>
    private Hdf5Claim CheckClaim(string name, IH5Dataset dataset, int size, bool again)
    {
        var claim = Hdf5Claim.Of(dataset);
        var bytes = claim.Bytes(dataset.Space.Dimensions.Aggregate(1.0, (product, length) => product * length), size);
        _claimed[name] = again ? bytes : _claimed[name] + bytes;
        if (claim.Fits(_length, _claimed.Values.Sum()))
            return claim;
        _claimed.Remove(name);
        throw new DataException(FilePath, $"array '{name}'",
            $"of a size that a file of {_length} bytes can hold beside what was read before",
            $"{bytes} bytes in {claim.Chunks} chunks");
    }

    private T[] Complete<T>(T[] values, ArrayEntry entry, string name) => values.Length == entry.Count
        ? values
        : throw new DataException(FilePath, $"array '{name}'", $"as long as its shape {entry.ShapeText} says",
            $"{values.Length} values long");

    private T Guarded<T>(string what, Func<T> read, double moreHeaders = 0)
    {
        try
        {
            _stream.Allow(moreHeaders);
            return read();
        }
        // the HDF5 library throws what it likes, bare exceptions included
        catch (Exception exception) when (exception is not DataException)
        {
            throw new DataException(FilePath, what, "readable as HDF5",
                $"damaged or of an unknown kind ({exception.Message.TrimEnd('.')})", exception);
        }
    }
}
