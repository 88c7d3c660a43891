using System.Buffers.Binary;
using System.Text;
using Unseen.Data.Arrays;
using Unseen.Data.Layouts;

namespace Unseen.Data.Tests.Matlab;

/// <summary>MATLAB 4 files, and the sparse matrices and structs of MATLAB 5.</summary>
public sealed class OddMatTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(4, false)]
    [InlineData(5, false)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    public void Version4_NumbersAndText_AreRead(int type, bool bigEndian)
    {
        double[] values = [1, 2, 3, 40, 5, 6];
        var path = _folder.Write("four.mat",
            [.. Matrix("x", 2, 3, type * 10, values, bigEndian), .. Matrix("names", 2, 3, 51, [.. "acbad "u8.ToArray()
                .Select(letter => (double)letter)], bigEndian)]);

        using var file = ArrayFiles.Open(path);

        Assert.Equal([("x", ArrayKind.Number), ("names", ArrayKind.Text)],
            file.Entries.Select(entry => (entry.Name, entry.Kind)));
        Assert.Equal([1, 2, 3, 40, 5, 6], file.ReadColumns("x").Values);
        Assert.Equal([1, 3, 5], file.ReadRows("x").Row(0).ToArray());
        Assert.Equal(["abd", "ca"], file.ReadStrings("names"));
    }

    [Fact]
    public void Version4_SparseMatrix_IsReadAsTheFullMatrix()
    {
        // The columns are row numbers, column numbers and values. The last row is the shape.
        var path = _folder.Write("sparse.mat", Matrix("s", 3, 3, 2, [2, 1, 3, 1, 4, 4, 7.5, -1, 0], bigEndian: false));

        using var file = ArrayFiles.Open(path);

        Assert.Equal([3, 4], file.Find("s")!.Shape);
        Assert.Equal([0, 7.5f, 0, 0, 0, 0, 0, 0, 0, -1, 0, 0], file.ReadColumns("s").Values);
    }

    [Fact]
    public void Version4_TruncatedFile_ThrowsWithTheMissingBytes()
    {
        var bytes = Matrix("x", 2, 3, 0, [1, 2, 3, 4, 5, 6], bigEndian: false);

        Assert.Contains("matrix 0 ('x') is cut short: 8 bytes are missing", Assert.Throws<UnseenDataException>(
            () => ArrayFiles.Open(_folder.Write("cut.mat", bytes[..^8]))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("scipy.mat")]
    [InlineData("scipy_compressed.mat")]
    public void Version5_SparseMatrix_IsReadAsTheFullMatrix(string fixture)
    {
        using var file = Fixtures.Open(fixture);

        Assert.Equal([1, 0, 0, 0, 1, 0, 0, 0, 1], file.ReadColumns("sparse").Values);
        Assert.Equal([1, 0, 0, 0, 1, 0, 0, 0, 1], file.ReadIntegers("sparse"));
    }

    [Theory]
    [InlineData(1_000_000, 1_000_000)] // more elements than an array can have
    [InlineData(3, 1_000_000)]
    public void Version5_SparseMatrixLargerThanItsFile_ThrowsBeforeAllocating(int rows, int columns)
    {
        var path = _folder.Write("claims.mat", Version5(Array(5, "s", [rows, columns],
            [.. Element(5, Ints(0)), .. Element(5, Ints(0, 1)), .. Element(9, BitConverter.GetBytes(1.0))])));
        using var file = ArrayFiles.Open(path);
        file.AvailableMemory = () => double.MaxValue;
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<UnseenDataException>(() => file.ReadColumns("s"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Theory]
    [InlineData(0, 5, 2)] // a row that does not exist
    [InlineData(0, 1, 9)] // more values than the file has
    [InlineData(1, 1, 2)] // the first column does not begin with the first value
    public void Version5_DamagedSparse_IsRefused(int start, int row, int end)
    {
        var path = _folder.Write("damaged.mat", Version5(Array(5, "s", [3, 1],
            [.. Element(5, Ints(0, row)), .. Element(5, Ints(start, end)), .. Element(9, new byte[16])])));
        using var file = ArrayFiles.Open(path);

        Assert.Throws<UnseenDataException>(() => file.ReadColumns("s"));
    }

    [Fact]
    public void Version5_StructsWithOneTextField_AreReadAsTheTexts()
    {
        byte[] Text(string text) => Array(4, "", [1, text.Length], Element(16, Encoding.UTF8.GetBytes(text)));
        byte[] field = [.. Element(5, Ints(8)), .. Element(1, "name\0\0\0\0"u8.ToArray())];
        var cells = Array(1, "", [2, 1], [.. Text("ant"), .. Text("bee")]);
        var path = _folder.Write("struct.mat", Version5(
            [.. Array(2, "many", [1, 2], [.. field, .. Text("ant"), .. Text("bee")]),
                .. Array(2, "one", [1, 1], [.. field, .. cells])]));

        using var file = ArrayFiles.Open(path);

        Assert.Equal(["ant", "bee"], file.ReadStrings("many"));
        Assert.Equal(["ant", "bee"], file.ReadStrings("one"));
    }

    [Fact]
    public void Version5_StructOfNumbers_IsRefused()
    {
        using var file = Fixtures.Open("scipy.mat");

        Assert.Contains("class Double", Assert.Throws<UnseenDataException>(() => file.ReadStrings("record")).Message,
            StringComparison.Ordinal);
    }

    private static byte[] Matrix(string name, int rows, int columns, int type, double[] values, bool bigEndian)
    {
        byte[] Number(double value) => (type / 10) switch
        {
            0 => BitConverter.GetBytes(value),
            1 => BitConverter.GetBytes((float)value),
            2 => BitConverter.GetBytes((int)value),
            3 => BitConverter.GetBytes((short)value),
            4 => BitConverter.GetBytes((ushort)value),
            _ => [(byte)value],
        };
        byte[] Ordered(byte[] bytes) => bigEndian ? [.. bytes.Reverse()] : bytes;
        int[] header = [type + (bigEndian ? 1000 : 0), rows, columns, 0, name.Length + 1];
        return [.. header.SelectMany(field => Ordered(BitConverter.GetBytes(field))), .. Encoding.ASCII.GetBytes(name),
            0,
            .. values.SelectMany(value => Ordered(Number(value)))];
    }

    private static byte[] Version5(byte[] arrays) =>
        [.. Encoding.ASCII.GetBytes("MATLAB 5.0 MAT-file".PadRight(124)), 0, 1, (byte)'I', (byte)'M', .. arrays];

    private static byte[] Array(byte kind, string name, int[] shape, byte[] content)
    {
        byte[] body = [.. Element(6, [kind, 0, 0, 0, 0, 0, 0, 0]), .. Element(5, Ints(shape)),
            .. Element(1, Encoding.ASCII.GetBytes(name)), .. content];
        return [.. Ints(14, body.Length), .. body];
    }

    private static byte[] Element(int type, byte[] content)
    {
        var padded = new byte[(content.Length + 7) & ~7];
        content.CopyTo(padded, 0);
        return [.. Ints(type, content.Length), .. padded];
    }

    private static byte[] Ints(params int[] numbers)
    {
        var bytes = new byte[4 * numbers.Length];
        for (var i = 0; i < numbers.Length; i++)
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4 * i), numbers[i]);
        return bytes;
    }
}
