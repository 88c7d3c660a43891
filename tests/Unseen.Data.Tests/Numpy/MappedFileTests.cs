using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Unseen.Data.Layouts;
using Unseen.Data.Loading;
using Unseen.Data.Numpy;

namespace Unseen.Data.Tests.Numpy;

/// <summary>Mapping arrays of NumPy files into memory, the alignment that this needs, and damaged archives.</summary>
public sealed class MappedFileTests
{
    private const int CentralEntryLength = 46;
    private const int EndLength = 22;
    private static readonly FeatureMatrix _matrix = new([1, 2, 3, 4, 5, float.NaN], 2, 3);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void MapMatrix_StoredInTheRequestedOrder_IsMappedAndEqualsTheReadMatrix(bool columnsAsRows)
    {
        using var folder = new TemporaryFolder();
        using var file = ArrayFiles.Open(folder.WriteNpz(
            "a.npz", writer => writer.Write("matrix", _matrix, rowsAsColumns: columnsAsRows)));

        var mapped = file.MapMatrix("matrix", columnsAsRows);

        Assert.True(mapped.IsMapped);
        Assert.Equal((2, 3), (mapped.Rows, mapped.Columns));
        Assert.Equal(_matrix.Values, Fixtures.GetValues(mapped));
        Assert.Equal((columnsAsRows ? file.ReadColumns("matrix") : file.ReadRows("matrix")).Values,
            Fixtures.GetValues(mapped));
    }

    [Fact]
    public void MapMatrix_NotStoredInTheRequestedOrder_IsReadAndTransposed()
    {
        using var folder = new TemporaryFolder();
        using var file = ArrayFiles.Open(folder.WriteNpz(
            "a.npz", writer => writer.Write("matrix", _matrix, rowsAsColumns: true)));

        var rows = file.MapMatrix("matrix", columnsAsRows: false);

        Assert.False(rows.IsMapped);
        Assert.Equal([1, 4, 2, 5, 3, float.NaN], rows.Values);
    }

    [Theory]
    [InlineData("matrix", true)] // the values begin 30 + 10 bytes earlier than in the archive, a multiple of 4
    [InlineData("a", false)] // 30 + 5 bytes earlier
    public void MapMatrix_ExtractedNpyFile_IsMappedIfAligned(string name, bool isAligned)
    {
        using var folder = new TemporaryFolder();
        using var archive = ZipFile.OpenRead(folder.WriteNpz("a.npz", writer => writer.Write(name, _matrix)));
        archive.GetEntry($"{name}.npy")!.ExtractToFile(folder.GetPath($"{name}.npy"));
        using var extracted = ArrayFiles.Open(folder.GetPath($"{name}.npy"));

        var matrix = extracted.MapMatrix(name, columnsAsRows: false);

        // The header aligns the values within the archive. In the extracted file, the entry's header of 30 bytes and
        // its name no longer precede them.
        Assert.Equal(_matrix.Values, Fixtures.GetValues(matrix));
        Assert.Equal(isAligned, matrix.IsMapped);
    }

    [Theory]
    [InlineData("arrays_deflated.npz", "single")]
    [InlineData("arrays.npz", "single_big")]
    [InlineData("arrays.npz", "double")]
    [InlineData("scipy.mat", "single")]
    public void MapMatrix_CompressedOrOfAnotherNumberType_IsReadIntoMemory(string fixture, string name)
    {
        using var file = Fixtures.Open(fixture);

        var matrix = file.MapMatrix(name, columnsAsRows: true);

        Assert.False(matrix.IsMapped);
        Assert.Equal(file.ReadColumns(name).Values, matrix.Values);
    }

    [Fact]
    public void MapMatrix_ArchiveWrittenByNumPy_EqualsTheReadMatrix()
    {
        using var file = Fixtures.Open("arrays.npz");

        Assert.Equal(file.ReadColumns("single").Values,
            Fixtures.GetValues(file.MapMatrix("single", columnsAsRows: true)));
        Assert.Equal(file.ReadRows("rows_first").Values,
            Fixtures.GetValues(file.MapMatrix("rows_first", columnsAsRows: false)));
    }

    [Fact]
    public void Write_AnyNames_WritesNumPyHeaderAndAlignsValues()
    {
        using var folder = new TemporaryFolder();
        string[] names = ["a", "matrix", "a longer name that shifts what follows"];
        var path = folder.WriteNpz("a.npz", writer =>
        {
            writer.Write("numbers", [1, 2, 3]);
            foreach (var name in names)
                writer.Write(name, _matrix);
        });

        var bytes = File.ReadAllBytes(path);
        foreach (var name in names)
        {
            // The array follows the name of its entry: there is no extra field.
            var array = bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes($"{name}.npy")) + name.Length + ".npy".Length;
            Assert.Equal("\x93NUMPY\x01\0", Encoding.Latin1.GetString(bytes, array, 8));
            var headerLength = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(array + 8));
            var values = array + 10 + headerLength;
            var header = Encoding.ASCII.GetString(bytes, array + 10, headerLength);
            Assert.Equal("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3,), }", header.TrimEnd());
            Assert.EndsWith("\n", header);
            Assert.Equal(0, values % 64);
            Assert.Equal(5f, BitConverter.ToSingle(bytes, values + (4 * sizeof(float))));
        }
    }

    [Fact]
    public void Writer_StreamThatCannotSeek_IsRefused()
    {
        using var stream = new GZipStream(new MemoryStream(), CompressionMode.Compress);

        Assert.Throws<ArgumentException>(() => new NpzWriter(stream));
    }

    [Fact]
    public void Load_TruncatedAnywhere_ThrowsUnseenDataExceptionWithThePath()
    {
        using var folder = new TemporaryFolder();
        DatasetConverter.Save(SmallDataset.Create(), folder.GetPath("whole.npz"));
        var whole = File.ReadAllBytes(folder.GetPath("whole.npz"));
        for (var length = 0; length < whole.Length; length += 7)
        {
            var path = folder.Write("cut.npz", whole[..length]);
            Assert.Contains(path, Assert.Throws<UnseenDataException>(() => DatasetLoader.Load(path)).Message,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Load_ShapeLargerThanTheStoredValues_ThrowsWithTheArrayAndBothCounts()
    {
        using var folder = new TemporaryFolder();
        DatasetConverter.Save(SmallDataset.Create(), folder.GetPath("small.npz"));
        var bytes = File.ReadAllBytes(folder.GetPath("small.npz"));
        var shape = bytes.AsSpan().IndexOf("'shape': (3, 60,)"u8) + "'shape': ("u8.Length;
        bytes[shape] = (byte)'4'; // states 4 features per sample, but the file has 3
        var path = folder.Write("small.npz", bytes);

        Assert.Equal(
            $"{path}: array 'features' should have 240 numbers of type Single, but there is room for 180. The file "
            + "is cut short or damaged. Download or copy it again.",
            Assert.Throws<UnseenDataException>(() => DatasetLoader.Load(path)).Message);
    }

    [Fact]
    public void MapMatrix_Zip64Directory_IsMapped()
    {
        using var folder = new TemporaryFolder();
        var path = folder.WriteNpz("a.npz", writer => writer.Write("matrix", _matrix));
        folder.Write("a64.npz", WithZip64(File.ReadAllBytes(path)));
        using var file = ArrayFiles.Open(folder.GetPath("a64.npz"));

        var matrix = file.MapMatrix("matrix", columnsAsRows: false);

        Assert.True(matrix.IsMapped);
        Assert.Equal(_matrix.Values, Fixtures.GetValues(matrix));
    }

    /// <summary>Rewrites an archive of one entry with a Zip64 directory, which archives beyond 4 GB need.</summary>
    private static byte[] WithZip64(byte[] archive)
    {
        var end = archive.AsSpan(archive.Length - EndLength);
        var directoryOffset = (int)BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);
        var entry = archive.AsSpan(directoryOffset, archive.Length - EndLength - directoryOffset);
        var inZip64 = uint.MaxValue; // the value is in the 64-bit field
        var written = new MemoryStream();
        using var writer = new BinaryWriter(written);
        writer.Write(archive, 0, directoryOffset);
        writer.Write(entry[..20]);
        writer.Write(inZip64); // stored length
        writer.Write(inZip64); // length
        writer.Write(entry[28..30]);
        writer.Write((ushort)28); // length of the extra field
        writer.Write(entry[32..42]);
        writer.Write(inZip64); // position of the local header
        writer.Write(entry[CentralEntryLength..]);
        writer.Write((ushort)1);
        writer.Write((ushort)24);
        writer.Write((long)BinaryPrimitives.ReadUInt32LittleEndian(entry[24..]));
        writer.Write((long)BinaryPrimitives.ReadUInt32LittleEndian(entry[20..]));
        writer.Write((long)BinaryPrimitives.ReadUInt32LittleEndian(entry[42..]));
        var end64 = written.Position;
        writer.Write("PK\x06\x06"u8);
        writer.Write(44L); // length of what follows
        writer.Write((ushort)45);
        writer.Write((ushort)45);
        writer.Write(0L); // numbers of the disks
        writer.Write(1L);
        writer.Write(1L);
        writer.Write(end64 - directoryOffset);
        writer.Write((long)directoryOffset);
        writer.Write("PK\x06\x07"u8);
        writer.Write(0);
        writer.Write(end64);
        writer.Write(1);
        writer.Write(end[..12]);
        writer.Write(inZip64);
        writer.Write(inZip64);
        writer.Write((ushort)0);
        return written.ToArray();
    }
}
