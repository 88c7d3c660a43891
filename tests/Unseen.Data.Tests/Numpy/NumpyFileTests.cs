using System.Text;
using Unseen.Data.Layouts;

namespace Unseen.Data.Tests.Numpy;

public sealed class NumpyFileTests
{
    public static TheoryData<string> Archives => ["arrays.npz", "arrays_deflated.npz"];

    [Theory]
    [MemberData(nameof(Archives))]
    public void ReadColumns_EveryTypeAndByteOrder_HasTheValues(string fixture)
    {
        using var file = Fixtures.Open(fixture);
        foreach (var type in Fixtures.NumberTypes)
        {
            Assert.Equal(Fixtures.Values(15, type), file.ReadColumns(type).Values);
            Assert.Equal(Fixtures.Values(15, type), file.ReadColumns($"{type}_big").Values);
        }

        Assert.Equal(Fixtures.Values(15, "half"), file.ReadColumns("half").Values);
        Assert.Equal([1, 0], file.ReadIntegers("logical"));
        Assert.Equal([7], file.ReadIntegers("scalar"));
        Assert.Empty(file.ReadIntegers("empty"));
    }

    [Theory]
    [MemberData(nameof(Archives))]
    public void ReadColumns_RowMajor_IsTransposed(string fixture)
    {
        using var file = Fixtures.Open(fixture);

        Assert.False(file.Find("rows_first")!.ColumnMajor);
        Assert.True(file.Find("single")!.ColumnMajor);
        Assert.Equal(Fixtures.Values(15, "single"), file.ReadColumns("rows_first").Values);
        Assert.Equal(file.ReadRows("single").Values, file.ReadRows("rows_first").Values);
    }

    [Theory]
    [MemberData(nameof(Archives))]
    public void ReadStrings_UnicodeAndBytes_ReturnsTheStrings(string fixture)
    {
        using var file = Fixtures.Open(fixture);

        Assert.Equal(Fixtures.Names, file.ReadStrings("names"));
        Assert.Equal(Fixtures.Names, file.ReadStrings("names_big"));
        Assert.Equal(["ab", "cde"], file.ReadStrings("bytes"));
    }

    [Fact]
    public void ReadColumns_DeflatedManyChunks_HasAllValues()
    {
        using var file = Fixtures.Open("arrays_deflated.npz");

        Assert.Equal(Fixtures.Values(300 * 257, "single"), file.ReadColumns("large").Values);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void ReadColumns_EveryFormatVersion_HasTheValues(int version)
    {
        using var file = Fixtures.Open($"version{version}.npy");

        Assert.Equal(Fixtures.Values(15, "single"), file.ReadColumns($"version{version}").Values);
    }

    [Fact]
    public void Read_PythonObjectsThatAreNotAllStrings_ThrowsWithHowToSaveThem()
    {
        using var file = Fixtures.Open("objects.npy"); // a string and a number

        Assert.Contains("numpy.array(names, dtype=str)",
            Assert.Throws<UnseenDataException>(() => file.ReadStrings("objects")).Message, StringComparison.Ordinal);
        Assert.Contains("numpy.array(objects.tolist())",
            Assert.Throws<UnseenDataException>(() => file.ReadRows("objects")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadStrings_PythonObjectsThatAreStrings_AreReadFromTheirPickle()
    {
        using var folder = new TemporaryFolder();
        var bytes = File.ReadAllBytes(Fixtures.GetPath("objects.npy"));
        var number = bytes.AsSpan().LastIndexOf([(byte)'K', (byte)1, (byte)'e']); // pickle: the number 1, end of list
        byte[] text = [(byte)'X', 5, 0, 0, 0, .. "ok\u00e1p"u8];

        byte[] changed = [.. bytes[..number], .. text, .. bytes[(number + 2)..]];
        using var file = ArrayFiles.Open(folder.Write("objects.npy", changed));

        Assert.Equal(["ant", "ok\u00e1p"], file.ReadStrings("objects"));
    }

    [Fact]
    public void Write_EveryKindOfArray_ReadsBackTheSameValues()
    {
        using var folder = new TemporaryFolder();
        var matrix = new FeatureMatrix([1, 2, 3, 4, 5, float.NaN], 2, 3);
        var path = folder.WriteNpz("written.npz", writer =>
        {
            writer.Write("matrix", matrix);
            writer.Write("columns", matrix, rowsAsColumns: true);
            writer.Write("numbers", [1, -2, int.MaxValue]);
            writer.Write("names", Fixtures.Names);
            writer.Write("none", Array.Empty<string>());
        });

        using var file = ArrayFiles.Open(path);
        Assert.Equal([2, 3], file.Find("matrix")!.Shape);
        Assert.Equal([3, 2], file.Find("columns")!.Shape);
        Assert.Equal(matrix.Values, file.ReadRows("matrix").Values);
        Assert.Equal(matrix.Values, file.ReadColumns("columns").Values);
        Assert.Equal([1, -2, int.MaxValue], file.ReadIntegers("numbers"));
        Assert.Equal(Fixtures.Names, file.ReadStrings("names"));
        Assert.Empty(file.ReadStrings("none"));
    }

    [Theory]
    [InlineData("arrays.npz", "single", 200)]
    [InlineData("arrays.npz", "names", 200)]
    public void Read_OneBitFlipped_ThrowsThatTheChecksumDiffers(string fixture, string name, int offset)
    {
        using var folder = new TemporaryFolder();
        using var file = ArrayFiles.Open(folder.Write("flipped.npz", Flipped(fixture, name, offset)));

        var exception = Assert.Throws<UnseenDataException>(
            () => name == "names" ? (object)file.ReadStrings(name) : file.ReadColumns(name));

        Assert.Contains($"array '{name}' cannot be read: its CRC-32 is ", exception.Message,
            StringComparison.Ordinal);
    }

    /// <summary>Reads a fixture and flips one bit of a stored array.</summary>
    private static byte[] Flipped(string fixture, string name, int offset)
    {
        var bytes = File.ReadAllBytes(Fixtures.GetPath(fixture));
        bytes[bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes($"{name}.npy")) + offset] ^= 1;
        return bytes;
    }
}
