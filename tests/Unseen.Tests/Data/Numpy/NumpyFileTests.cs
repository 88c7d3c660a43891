using Unseen.Data;
using Unseen.Data.Arrays;
using Unseen.Data.Numpy;

namespace Unseen.Tests.Data.Numpy;

public sealed class NumpyFileTests
{
    public static TheoryData<string> Archives => ["arrays.npz", "arrays_deflated.npz"];

    [Theory]
    [MemberData(nameof(Archives))]
    public void ReadColumns_EveryTypeAndByteOrder_HasNumPysValues(string fixture)
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
    public void ReadStrings_UnicodeAndBytes_AreTheStrings(string fixture)
    {
        using var file = Fixtures.Open(fixture);

        Assert.Equal(Fixtures.Names, file.ReadStrings("names"));
        Assert.Equal(Fixtures.Names, file.ReadStrings("names_big"));
        Assert.Equal(["ab", "cde"], file.ReadStrings("bytes"));
    }

    [Fact]
    public void ReadColumns_DeflatedManyChunks_AreAllThere()
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
    public void Open_PythonObjects_SaysHowToSaveThem()
        => Assert.Contains("save Python objects as unicode text", Assert.Throws<DataException>(() => Fixtures.Open("objects.npy")).Message, StringComparison.Ordinal);

    [Fact]
    public void Write_EveryKind_ReadsBackTheSame()
    {
        using var folder = new TemporaryFolder();
        var matrix = new FeatureMatrix([1, 2, 3, 4, 5, float.NaN], 2, 3);
        var path = folder.PathOf("written.npz");
        using (var stream = File.Create(path))
        using (var writer = new NpzWriter(stream))
        {
            writer.Write("matrix", matrix);
            writer.Write("columns", matrix, rowsAsColumns: true);
            writer.Write("numbers", [1, -2, int.MaxValue]);
            writer.Write("names", Fixtures.Names);
            writer.Write("none", Array.Empty<string>());
        }

        using var file = ArrayFile.Open(path);
        Assert.Equal([2, 3], file.Find("matrix")!.Shape);
        Assert.Equal([3, 2], file.Find("columns")!.Shape);
        Assert.Equal(matrix.Values, file.ReadRows("matrix").Values);
        Assert.Equal(matrix.Values, file.ReadColumns("columns").Values);
        Assert.Equal([1, -2, int.MaxValue], file.ReadIntegers("numbers"));
        Assert.Equal(Fixtures.Names, file.ReadStrings("names"));
        Assert.Empty(file.ReadStrings("none"));
    }
}
