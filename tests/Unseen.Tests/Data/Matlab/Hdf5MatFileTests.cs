using Unseen.Data;
using Unseen.Data.Arrays;

namespace Unseen.Tests.Data.Matlab;

public sealed class Hdf5MatFileTests
{
    [Fact]
    public void ReadColumns_EveryNumberClass_HasTheValues()
    {
        using var file = Fixtures.Open("v73.mat");
        foreach (var type in Fixtures.NumberTypes)
        {
            var matrix = file.ReadColumns(type);

            Assert.Equal((3, 5), (matrix.Rows, matrix.Columns));
            Assert.Equal(Fixtures.Values(15, type), matrix.Values);
        }
    }

    [Fact]
    public void ReadColumns_CompressedChunks_HaveTheValues()
    {
        using var file = Fixtures.Open("v73.mat");

        Assert.Equal([300, 257], file.Find("large")!.Shape);
        Assert.Equal(Fixtures.Values(300 * 257, "single"), file.ReadColumns("large").Values);
    }

    [Fact]
    public void ReadStrings_TextAndReferences_AreTheStrings()
    {
        using var file = Fixtures.Open("v73.mat");

        Assert.Equal(["a flower"], file.ReadStrings("title"));
        Assert.Equal(["ab", "cde"], file.ReadStrings("rows"));
        Assert.Equal(Fixtures.Names, file.ReadStrings("names"));
    }

    [Fact]
    public void ReadIntegers_Empty_IsEmpty()
    {
        using var file = Fixtures.Open("v73.mat");

        Assert.Empty(file.ReadIntegers("empty"));
    }

    [Fact]
    public void Entries_StructAndReferenceStore_AreUnsupportedAndHidden()
    {
        using var file = Fixtures.Open("v73.mat");

        Assert.Equal(ArrayKind.Unsupported, file.Find("record")!.Kind);
        Assert.Null(file.Find("#refs#"));
    }

    [Fact]
    public void ReadStrings_MoreCellsThanCanBeFoundInTime_IsRefused()
    {
        using var file = Fixtures.Open("v73.mat");

        Assert.Equal(ArrayKind.Unsupported, file.Find("too_many")!.Kind);
        Assert.Throws<DataException>(() => file.ReadStrings("too_many"));
    }

    [Theory]
    [InlineData(520)]
    [InlineData(1000)]
    [InlineData(20000)]
    public void Open_CutShort_IsADataException(int length)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("short.mat", File.ReadAllBytes(Fixtures.PathOf("v73.mat"))[..length]);

        Assert.Throws<DataException>(() =>
        {
            using var file = ArrayFile.Open(path);
            file.ReadColumns("large");
        });
    }
}
