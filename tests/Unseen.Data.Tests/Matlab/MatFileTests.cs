using Unseen.Data.Arrays;

namespace Unseen.Data.Tests.Matlab;

public sealed class MatFileTests
{
    public static TheoryData<string> OwnFiles =>
        ["little.mat", "little_compressed.mat", "big.mat", "big_compressed.mat"];

    public static TheoryData<string> SciPyFiles => ["scipy.mat", "scipy_compressed.mat"];

    [Theory]
    [MemberData(nameof(OwnFiles))]
    public void ReadColumns_DoublesInAnyStorageType_HaveTheValues(string fixture)
    {
        using var file = Fixtures.Open(fixture);
        foreach (var type in Fixtures.NumberTypes)
        {
            var matrix = file.ReadColumns($"double_as_{type}");

            Assert.Equal((4, 3), (matrix.Rows, matrix.Columns));
            Assert.Equal(Fixtures.Values(12, type), matrix.Values);
        }

        Assert.Equal([7], file.ReadIntegers("scalar"));
    }

    [Theory]
    [MemberData(nameof(OwnFiles))]
    public void ReadStrings_TextAndCells_ReturnsTheStrings(string fixture)
    {
        using var file = Fixtures.Open(fixture);

        Assert.Equal(["hard-leaved café"], file.ReadStrings("title"));
        Assert.Equal(Fixtures.Names, file.ReadStrings("names"));
        Assert.Equal(Fixtures.Names[..2], file.ReadStrings("nested"));
    }

    [Theory]
    [MemberData(nameof(SciPyFiles))]
    public void ReadColumns_EveryNumberClassWrittenBySciPy_HasTheValues(string fixture)
    {
        using var file = Fixtures.Open(fixture);
        foreach (var type in Fixtures.NumberTypes)
            Assert.Equal(Fixtures.Values(15, type), file.ReadColumns(type).Values);
        Assert.Equal([1, 0, 1], file.ReadIntegers("logical"));
        Assert.Equal([float.NaN, float.PositiveInfinity, float.NegativeInfinity, -0f],
            file.ReadColumns("special").Values);
    }

    [Theory]
    [MemberData(nameof(SciPyFiles))]
    public void ReadStrings_TextWrittenBySciPy_ReturnsTheStrings(string fixture)
    {
        using var file = Fixtures.Open(fixture);

        Assert.Equal(["a flower"], file.ReadStrings("title"));
        Assert.Equal(["ab", "cde"], file.ReadStrings("rows"));
        Assert.Equal(Fixtures.Names, file.ReadStrings("names"));
    }

    [Fact]
    public void ReadRows_ColumnMajorMatrix_IsTransposed()
    {
        using var file = Fixtures.Open("scipy.mat");

        var rows = file.ReadRows("double");

        Assert.Equal((5, 3), (rows.Rows, rows.Columns));
        Assert.Equal(file.ReadColumns("double").Values[1], rows.Row(1)[0]);
        Assert.Equal(file.ReadColumns("double").Row(2)[4], rows.Row(4)[2]);
    }

    [Fact]
    public void ReadColumns_ThreeDimensions_JoinsTheLastTwo()
    {
        using var file = Fixtures.Open("scipy.mat");

        var matrix = file.ReadColumns("cube");

        Assert.Equal((12, 2), (matrix.Rows, matrix.Columns));
        Assert.Equal(Fixtures.Values(24, "double"), matrix.Values);
    }

    [Fact]
    public void ReadColumns_ManyChunks_HasAllValues()
    {
        using var file = Fixtures.Open("scipy_compressed.mat");

        var matrix = file.ReadColumns("large");

        Assert.Equal((257, 300), (matrix.Rows, matrix.Columns));
        Assert.Equal(Fixtures.Values(300 * 257, "single"), matrix.Values);
    }

    [Theory]
    [InlineData("record", "struct")]
    [InlineData("complex", "complex")]
    [InlineData("title", "char")]
    public void ReadColumns_NotRealNumbers_ThrowsWithTheType(string name, string found)
    {
        using var file = Fixtures.Open("scipy.mat");

        var exception = Assert.Throws<UnseenDataException>(() => file.ReadColumns(name));

        Assert.Contains($"'{name}'", exception.Message, StringComparison.Ordinal);
        Assert.Contains(found, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("empty")]
    [InlineData("empty_rows")]
    public void ReadColumns_Empty_IsRefusedWithItsShape(string name)
    {
        using var file = Fixtures.Open("scipy.mat");

        Assert.Contains("[0, ", Assert.Throws<UnseenDataException>(() => file.ReadColumns(name)).Message,
            StringComparison.Ordinal);
        Assert.Empty(file.ReadIntegers(name));
    }

    [Fact]
    public void ReadStrings_NumberInACell_IsRefused()
    {
        using var file = Fixtures.Open("scipy.mat");

        Assert.Contains("class Double", Assert.Throws<UnseenDataException>(() => file.ReadStrings("mixed")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void ReadIntegers_Fraction_ThrowsWithTheElement()
    {
        using var file = Fixtures.Open("scipy.mat");

        var exception = Assert.Throws<UnseenDataException>(() => file.ReadIntegers("fraction"));

        Assert.EndsWith("array 'fraction', element 0: 1.5 is not a whole number of 32 bits. Save whole numbers.",
            exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadColumns_AbsentArray_ThrowsWithTheExistingNames()
    {
        using var file = Fixtures.Open("little.mat");

        Assert.Contains("scalar, title, names",
            Assert.Throws<UnseenDataException>(() => file.ReadColumns("features")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Entries_EveryVariable_HasItsShapeAndKind()
    {
        using var file = Fixtures.Open("scipy.mat");

        Assert.Equal([2, 3, 4], file.Find("cube")!.Shape);
        Assert.Equal(ArrayKind.Text, file.Find("names")!.Kind);
        Assert.Equal(ArrayKind.Unsupported, file.Find("record")!.Kind);
        Assert.Equal("logical", file.Find("logical")!.Type);
    }
}
