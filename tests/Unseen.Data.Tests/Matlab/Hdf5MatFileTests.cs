using System.Runtime.InteropServices;
using PureHDF;
using PureHDF.Filters;
using Unseen.Data.Arrays;
using Unseen.Data.Layouts;

namespace Unseen.Data.Tests.Matlab;

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

    [Theory]
    [InlineData("array", 16)] // the dataset can grow to twice its width
    [InlineData("filtered", 16)]
    [InlineData("implicit", 16)]
    [InlineData("edges", 15)] // 3 x 5 in chunks of 2 x 2; the chunks at the edges are not filtered
    [InlineData("packed_edges", 15)]
    public void ReadColumns_ChunksOfTheLatestVersion_HaveTheValues(string name, int count)
    {
        using var file = Fixtures.Open("v73_latest.mat");

        Assert.Equal(Enumerable.Range(0, count).Select(i => (float)i), file.ReadColumns(name).Values);
    }

    [Fact]
    public void ReadStrings_TextAndReferences_ReturnsTheStrings()
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
    public void Entries_StructAndReferenceStore_ListTheStructOnlyAsUnsupported()
    {
        using var file = Fixtures.Open("v73.mat");

        Assert.Equal(ArrayKind.Unsupported, file.Find("record")!.Kind);
        Assert.Null(file.Find("#refs#"));
    }

    [Fact]
    public void ReadStrings_ManyReferencesToOneString_AreAllRead()
    {
        using var file = Fixtures.Open("v73.mat");

        Assert.Equal(Enumerable.Repeat("ant", 1001), file.ReadStrings("too_many"));
    }

    [Fact]
    public void ReadStrings_ManyCells_AreReadInOrder()
    {
        string[] names = [.. Enumerable.Range(0, 2500).Select(i => $"class {i:D4} \u00e9\u4e2d")];
        H5Dataset[] cells = [.. names.Select(name => Characters(name))];
        var store = new H5Group();
        for (var i = 0; i < cells.Length; i++)
            store[$"n{i}"] = cells[i];
        using var folder = new TemporaryFolder();
        var references = new H5ObjectReference[1, cells.Length];
        for (var i = 0; i < cells.Length; i++)
            references[0, i] = new H5ObjectReference(cells[i]);
        new H5File
        {
            ["#refs#"] = store,
            ["names"] = new H5Dataset(references) { Attributes = new() { ["MATLAB_class"] = "cell" } },
        }.Write(folder.GetPath("cells.mat"));

        using var file = ArrayFiles.Open(folder.GetPath("cells.mat"));

        Assert.Equal(names, file.ReadStrings("names"));

        static H5Dataset Characters(string text)
        {
            var letters = new ushort[text.Length, 1];
            for (var i = 0; i < text.Length; i++)
                letters[i, 0] = text[i];
            return new H5Dataset(letters) { Attributes = new() { ["MATLAB_class"] = "char" } };
        }
    }

    [Theory]
    [InlineData(520)]
    [InlineData(1000)]
    [InlineData(20000)]
    public void ReadColumns_TruncatedFile_ThrowsUnseenDataException(int length)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("short.mat", File.ReadAllBytes(Fixtures.GetPath("v73.mat"))[..length]);

        Assert.Throws<UnseenDataException>(() =>
        {
            using var file = ArrayFiles.Open(path);
            file.ReadColumns("large");
        });
    }

    [Fact]
    public void ReadColumns_HeadersThatReferToEachOther_IsRefusedBeforeTheStackOverflows()
    {
        // Found by fuzzing: a shared message whose object header begins with the same shared message.
        var message = Assert.Throws<UnseenDataException>(() =>
        {
            using var file = Fixtures.Open("v73_headers_in_a_circle.mat");
            foreach (var entry in file.Entries)
                file.ReadColumns(entry.Name);
        }).Message;

        Assert.Contains("cannot be read as HDF5", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unwritten", "7200000000 bytes in 900 chunks")] // 900 million values, none of them in the file
    [InlineData("widened", "24000000 bytes in 1 chunks")] // the 3 MB of the stored type would be accepted
    [InlineData("tall_chunk", "536870912 bytes in 1 chunks")] // the array has only 12 values
    [InlineData("many_chunks", "1000000 chunks")]
    public void ReadIntegers_MoreThanTheFileCanHold_ThrowsBeforeAllocating(string name, string found)
    {
        using var file = Fixtures.Open("v73_hostile.mat");
        file.AvailableMemory = () => double.MaxValue;
        var before = GC.GetAllocatedBytesForCurrentThread();

        var message = Assert.Throws<UnseenDataException>(() => file.ReadIntegers(name)).Message;

        Assert.Contains($"array '{name}' should have ", message, StringComparison.Ordinal);
        Assert.Contains("but a file of 6640 bytes cannot hold that", message, StringComparison.Ordinal);
        Assert.Contains(found, message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void ReadColumns_ArraysThatTogetherExceedTheLimit_RefusesTheSecond()
    {
        using var file = Fixtures.Open("v73_hostile.mat");

        Assert.Equal(500_000, file.ReadColumns("first").Values.Length);
        Assert.Contains("in addition to the arrays before it",
            Assert.Throws<UnseenDataException>(() => file.ReadColumns("second")).Message, StringComparison.Ordinal);
        // An array that was read before can be read again.
        Assert.Equal(500_000, file.ReadColumns("first").Values.Length);
    }

    [Fact]
    public void ReadStrings_CellThatContainsTwoCells_IsRefused()
    {
        using var file = Fixtures.Open("v73_hostile.mat");

        Assert.Contains("2 cells in a cell",
            Assert.Throws<UnseenDataException>(() => file.ReadStrings("outer")).Message, StringComparison.Ordinal);
        Assert.Equal(["fox", "fox"], file.ReadStrings("inner"));
    }

    [Fact]
    public void ReadColumns_TwoArraysOfTheSameName_ReadsTheListedArray()
    {
        using var folder = new TemporaryFolder();
        var bytes = File.ReadAllBytes(Fixtures.GetPath("v73.mat"));
        "large\0"u8.CopyTo(bytes.AsSpan(bytes.AsSpan().LastIndexOf("\0int32\0"u8) + 1)); // renames a link
        using var file = ArrayFiles.Open(folder.Write("twice.mat", bytes));

        var entry = Assert.Single(file.Entries, entry => entry.Name == "large");
        Assert.Equal(entry.Count, file.ReadColumns("large").Values.Length);
    }

    [Fact]
    public async Task Open_HeadersThatLeadPastTheEnd_IsRefusedWithinAMinute()
    {
        var exception = await Task.Run(() => Record.Exception(() => Fixtures.Open("v73_past_end.mat")),
            TestContext.Current.CancellationToken)
            // Found by fuzzing: opening this file never ended.
            .WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        Assert.IsType<UnseenDataException>(exception);
    }

    [Theory]
    [InlineData(16, 8)]
    [InlineData(7, 11)] // edge chunks on both sides
    [InlineData(48, 40)]
    public void ReadColumns_ChecksummedChunks_HaveTheValuesAndADamagedChunkIsRefused(int height, int width)
    {
        using var folder = new TemporaryFolder();
        var values = new float[48, 40];
        for (var i = 0; i < values.Length; i++)
            values[i / 40, i % 40] = i + 0.5f;
        var path = Path.Combine(folder.FullPath, "checked.mat");
        new H5File
        {
            ["x"] = new H5Dataset(values, [(uint)height, (uint)width],
            datasetCreation: new(Filters: [Fletcher32Filter.Id]))
        }.Write(path);

        using (var file = ArrayFiles.Open(path))
            Assert.Equal(values.Cast<float>(), file.ReadColumns("x").Values);

        var bytes = File.ReadAllBytes(path);
        var twoValues = MemoryMarshal.AsBytes<float>([41.5f, 42.5f]);
        bytes[bytes.AsSpan().IndexOf(twoValues)] ^= 1;
        using var damaged = ArrayFiles.Open(folder.Write("damaged.mat", bytes));
        Assert.Throws<UnseenDataException>(() => damaged.ReadColumns("x"));
    }
}
