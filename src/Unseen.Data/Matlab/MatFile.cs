using Unseen.Data.Arrays;

namespace Unseen.Data.Matlab;

/// <summary>A MATLAB v5 file (MATLAB also calls it v6 and v7), with plain or compressed elements in either byte
/// order.</summary>
/// <remarks>Layout: "MAT-File Format", The MathWorks. If a variable is not read, only its header is
/// decompressed.</remarks>
internal sealed class MatFile : ArrayFile
{
    private const int HeaderLength = 128;
    private readonly FileStream _stream;
    private readonly bool _bigEndian;
    private readonly List<ArrayEntry> _entries = [];
    private readonly Dictionary<string, MatVariable> _variables = [];

    /// <summary>Reads the names and shapes of an open file. This object closes the stream.</summary>
    /// <exception cref="UnseenDataException">The file does not follow the format.</exception>
    public MatFile(string path, FileStream stream)
        : base(path)
    {
        _stream = stream;
        _bigEndian = ReadByteOrder();
        ReadDirectory();
    }

    public override IReadOnlyList<ArrayEntry> Entries => _entries;

    /// <summary>Whether a file that begins with these bytes is a MATLAB v5 file.</summary>
    public static bool HasSignature(ReadOnlySpan<byte> start) =>
        start.Length >= HeaderLength && (start[126..].StartsWith("IM"u8) || start[126..].StartsWith("MI"u8));

    protected override void Dispose(bool disposing) => _stream.Dispose();

    private protected override T[] ReadNumbers<T>(ArrayEntry entry)
        => Read(entry, matrix => MatArrayReader.ReadNumbers<T>(matrix, _bigEndian));

    private protected override string[] ReadText(ArrayEntry entry)
        => Read(entry, matrix =>
        {
            // A cell takes 8 or more bytes in the file. The estimate for these bytes covers the overhead of its string.
            RequireMemoryForText(entry, entry.Type == "char" ? entry.Count : 0, matrix.Remaining);
            return MatTextReader.ReadStrings(matrix, _bigEndian);
        });

    private protected override bool HasText(ArrayEntry entry) => base.HasText(entry) || entry.Type == "struct";

    private T[] Read<T>(ArrayEntry entry, Func<BoundedReader, T[]> read)
        => _variables[entry.Name].Read(_stream, FilePath, $"array '{entry.Name}'", _bigEndian, toTheEnd: true, read);

    private bool ReadByteOrder()
    {
        var header = new BoundedReader(_stream, _stream.Length, _stream.Length, FilePath, "header")
            .ReadBytes(HeaderLength);
        return header[126] == (byte)'M';
    }

    private void ReadDirectory()
    {
        for (var (offset, index) = ((long)HeaderLength, 0); offset < _stream.Length; index++)
        {
            var what = $"element {index}";
            _stream.Position = offset;
            var reader = new BoundedReader(_stream, _stream.Length - offset, _stream.Length, FilePath, what);
            var tag = reader.ReadBytes(8);
            var type = (MatType)MatElement.ReadUInt32(tag, _bigEndian);
            var length = MatElement.ReadUInt32(tag.AsSpan(4), _bigEndian);
            offset += tag.Length;
            if (type is not (MatType.Matrix or MatType.Compressed))
                throw new UnseenDataException(FilePath, what, "an array or a compressed array",
                    $"of the unknown type {(uint)type}: the file is damaged");
            if (length > _stream.Length - offset)
                throw reader.Damaged($"should have {length} more bytes, but there are {_stream.Length - offset}");
            var variable = new MatVariable(offset, length, type == MatType.Compressed);
            var entry = variable.Read(_stream, FilePath, what, _bigEndian, toTheEnd: false, matrix =>
                MatArrayHeader.Read(matrix, _bigEndian)).ToEntry();
            // the data that MATLAB saves for its own use has no name
            if (entry.Name.Length > 0 && _variables.TryAdd(entry.Name, variable))
                _entries.Add(entry);
            offset += length;
        }
    }
}
