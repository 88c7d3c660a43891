using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Unseen.Data.Arrays;

namespace Unseen.Data.Matlab;

/// <summary>A MATLAB v4 file, as save -v4 and SciPy's format="4" write it: matrices of numbers and of characters, some
/// of them sparse.</summary>
/// <remarks>Layout: "MAT-File Format", The MathWorks, "Version 4 MAT-File Format".</remarks>
internal sealed class Mat4File : ArrayFile
{
    private const int HeaderLength = 20;
    private const int MaxNameLength = 64; // with the zero at its end
    private const int SparseColumns = 3; // row, column, value
    private const long MaxCount = long.MaxValue / 32; // more elements than any file has; times 32 bytes, no overflow
    private readonly FileStream _stream;
    private readonly bool _bigEndian;
    private readonly List<ArrayEntry> _entries = [];
    private readonly Dictionary<string, Variable> _variables = [];

    /// <summary>Reads the names and shapes of an open file. This object closes the stream.</summary>
    /// <exception cref="UnseenDataException">The file does not follow the format.</exception>
    public Mat4File(string path, FileStream stream)
        : base(path)
    {
        _stream = stream;
        _bigEndian = Parse(ForeignFormat.GetStart(stream), bigEndian: true) is not null;
        for (var offset = 0L; offset < stream.Length;)
        {
            var what = $"matrix {_entries.Count}";
            var variable = ReadHeader(offset, what);
            var missing = variable.Length - (stream.Length - variable.Offset); // offset + length could overflow
            if (missing > 0)
                throw new UnseenDataException(path,
                    $"{what} ('{variable.Name}') is cut short: {missing} "
                    + "bytes are missing. Copy or download the file again.");
            offset = variable.Offset + variable.Length;
            if (_variables.TryAdd(variable.Name, variable))
                _entries.Add(ToEntry(variable, what));
        }
    }

    /// <summary>The kind of a matrix's elements.</summary>
    private enum Kind
    {
        Number,
        Text,
        Sparse,
    }

    public override IReadOnlyList<ArrayEntry> Entries => _entries;

    /// <summary>Whether a file begins with the header of a matrix. MATLAB v4 files have no signature.</summary>
    public static bool HasSignature(ReadOnlySpan<byte> start) =>
        Parse(start, bigEndian: false) is not null || Parse(start, bigEndian: true) is not null;

    protected override void Dispose(bool disposing) => _stream.Dispose();

    private protected override T[] ReadNumbers<T>(ArrayEntry entry)
    {
        var variable = _variables[entry.Name];
        if (variable.Kind != Kind.Sparse)
            return Read<T>(variable, entry.Count, $"array '{entry.Name}'");
        var triples = Read<double>(variable, variable.Count, $"array '{entry.Name}'");
        var values = new T[entry.Count];
        for (var i = 0; i < variable.Rows - 1; i++) // the last triple has the shape
        {
            var (row, column) = (triples[i] - 1, triples[i + variable.Rows] - 1);
            if (row < 0 || row >= entry.Shape[0] || column < 0 || column >= entry.Shape[1]
                || row != Math.Floor(row) || column != Math.Floor(column))
                throw new UnseenDataException(FilePath,
                    $"array '{entry.Name}' is sparse, and has a value outside of its "
                    + $"shape {entry.ShapeText}: the file is damaged.");
            values[(long)row + ((long)column * entry.Shape[0])] = T.CreateTruncating(triples[i + (2 * variable.Rows)]);
        }

        return values;
    }

    private protected override string[] ReadText(ArrayEntry entry)
    {
        if (entry.Count == 0)
            return [];
        RequireMemoryForText(entry, entry.Count, entry.Count);
        var characters = Read<double>(_variables[entry.Name], entry.Count, $"array '{entry.Name}'");
        var text = new string(Array.ConvertAll(characters, value => (char)Math.Clamp(value, 0, char.MaxValue)));
        return CharacterRows.Split(text, (int)entry.Rows);
    }

    private static StorageType? GetStorage(int type) => (type / 10 % 10) switch
    {
        0 => StorageType.Double,
        1 => StorageType.Single,
        2 => StorageType.Int32,
        3 => StorageType.Int16,
        4 => StorageType.UInt16,
        5 => StorageType.UInt8,
        _ => null,
    };

    /// <summary>Reads the header of a matrix; returns null if the bytes are not a header in this byte order.</summary>
    private static Variable? Parse(ReadOnlySpan<byte> bytes, bool bigEndian)
    {
        if (bytes.Length < HeaderLength)
            return null;
        Span<int> fields = stackalloc int[HeaderLength / sizeof(int)];
        for (var i = 0; i < fields.Length; i++)
            fields[i] = bigEndian ? BinaryPrimitives.ReadInt32BigEndian(bytes[(i * sizeof(int))..])
                : BinaryPrimitives.ReadInt32LittleEndian(bytes[(i * sizeof(int))..]);
        var (type, rows, columns, hasImaginary, nameLength) = (fields[0], fields[1], fields[2], fields[3], fields[4]);
        if (type < 0 || type / 1000 != (bigEndian ? 1 : 0) || type / 100 % 10 != 0 || type % 10 > 2
            || GetStorage(type) is not { } storage || rows < 0 || columns < 0 || hasImaginary is not (0 or 1)
            || nameLength is < 2 or > MaxNameLength || bytes.Length < HeaderLength + nameLength)
            return null;
        var name = bytes.Slice(HeaderLength, nameLength - 1);
        if (bytes[HeaderLength + nameLength - 1] != 0 || !IsName(name))
            return null;
        var count = (long)rows * columns;
        return new(Encoding.ASCII.GetString(name), (Kind)(type % 10), storage, rows, count, hasImaginary == 1,
            HeaderLength + nameLength,
            Math.Min(count, MaxCount) * NumberDecoder.SizeOf(storage) * (1 + hasImaginary));
    }

    private static bool IsName(ReadOnlySpan<byte> name)
    {
        foreach (var letter in name)
            if (!char.IsAsciiLetterOrDigit((char)letter) && letter != '_')
                return false;
        return char.IsAsciiLetter((char)name[0]);
    }

    private Variable ReadHeader(long offset, string what)
    {
        _stream.Position = offset;
        var start = new byte[Math.Min(HeaderLength + MaxNameLength, _stream.Length - offset)];
        _stream.ReadExactly(start);
        return Parse(start, _bigEndian) is { } variable ? variable with { Offset = offset + variable.Offset }
            : throw new UnseenDataException(FilePath,
                $"this looks like a MATLAB 4 file, but its {what} is damaged. Save "
                + "it again in MATLAB (save -v7), or copy it again.");
    }

    private ArrayEntry ToEntry(Variable variable, string what)
    {
        if (variable.IsComplex)
            return new(variable.Name, [variable.Rows, variable.Columns], ArrayKind.Unsupported, ColumnMajor: true,
                "complex");
        if (variable.Kind != Kind.Sparse)
            return new(variable.Name, [variable.Rows, variable.Columns],
                variable.Kind == Kind.Text ? ArrayKind.Text : ArrayKind.Number, ColumnMajor: true,
                variable.Kind == Kind.Text ? "char" : variable.Storage.ToString().ToLowerInvariant());
        if (variable.Columns != SparseColumns || variable.Rows < 1)
            return new(variable.Name, [], ArrayKind.Unsupported, ColumnMajor: true, "sparse complex");
        var triples = Read<double>(variable, variable.Count, what);
        var (rows, columns) = (triples[variable.Rows - 1], triples[(2 * variable.Rows) - 1]);
        return SparseArray.IsPlausible(rows, columns, variable.Length)
            ? new(variable.Name, [(long)rows, (long)columns], ArrayKind.Number, ColumnMajor: true, "sparse")
            : new(variable.Name, [], ArrayKind.Unsupported, ColumnMajor: true, "sparse");
    }

    private T[] Read<T>(Variable variable, long count, string what)
        where T : unmanaged, INumberBase<T>
    {
        using var slice = new SliceStream(_stream, variable.Offset, variable.Length);
        return NumberDecoder.Read<T>(new BoundedReader(slice, variable.Length, variable.Length, FilePath, what),
            variable.Storage, _bigEndian, count);
    }

    /// <summary>The location of a matrix in the file.</summary>
    private sealed record Variable(
        string Name, Kind Kind, StorageType Storage, int Rows, long Count, bool IsComplex, long Offset, long Length)
    {
        public long Columns => Rows == 0 ? 0 : Count / Rows;
    }
}
