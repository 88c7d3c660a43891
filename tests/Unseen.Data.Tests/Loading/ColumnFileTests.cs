using System.Numerics;
using Parquet;
using Parquet.Schema;
using Unseen.Data.Arrays;
using Unseen.Data.Layouts;
using Unseen.Data.Loading;

namespace Unseen.Data.Tests.Loading;

/// <summary>Parquet files in the forms that pandas, Spark and this project write: a column of lists, or one column per
/// feature.</summary>
public sealed class ColumnFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static string[] ImageLabels => Array.ConvertAll(InputProblem.Labels, label => InputProblem.Names[label]);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, CompressionMethod.None)]
    [InlineData(7, CompressionMethod.Snappy)]
    [InlineData(16, CompressionMethod.Zstd)]
    [InlineData(1000, CompressionMethod.Gzip)]
    public async Task Load_ParquetListsAndClassesCsv_HasTheValues(int rowsPerGroup, CompressionMethod compression)
    {
        WriteClasses();
        await Write("features.parquet", rowsPerGroup, compression, ("image", Column(Images())),
            ("label", Column(ImageLabels)), ("features", Lists(InputProblem.Features, InputProblem.Width)));

        var dataset = DatasetLoader.Load(_folder.FullPath);

        InputProblem.AssertRead(dataset, ownSplit: true);
        Assert.Equal(Images(), dataset.ImageFiles);
    }

    [Fact]
    public async Task Load_OnlyMatrixHasAnotherName_IsUsedAsFeaturesWithANote()
    {
        WriteClasses();
        await Write("features.parquet", 16, CompressionMethod.Snappy, ("label", Column(ImageLabels)),
            ("quality", Column(Array.ConvertAll(InputProblem.Labels, label => label / 10.0))),
            ("clip_vector", Lists(InputProblem.Features, InputProblem.Width)));

        var dataset = DatasetLoader.Load(_folder.FullPath);

        InputProblem.AssertRead(dataset, ownSplit: true);
        Assert.Contains("features.parquet: 'clip_vector', the only matrix of numbers, taken as 'features'.",
            dataset.Notes);
    }

    [Fact]
    public async Task Load_OneColumnPerFeature_IsReadWithoutTheIndexColumn()
    {
        var columns = Enumerable.Range(0, InputProblem.Width).Select(d => ($"f{d}", Column(
            [.. InputProblem.Features.Where((_, i) => i % InputProblem.Width == d)])));
        long[] index = [.. Enumerable.Range(0, InputProblem.Images).Select(i => (long)i)];
        await Write("features.parquet", 20, CompressionMethod.Snappy,
            [.. columns, ("label", Column(ImageLabels)), ("__index_level_0__", Column(index))]);
        var attributes = InputProblem.DescriptorRows.Columns;
        await Write("classes.parquet", 100, CompressionMethod.Snappy,
            [("class", Column(InputProblem.Names)),
                ("role", Column([.. Enumerable.Range(0, 6).Select(i => i < 4 ? "seen" : "unseen")])),
                .. Enumerable.Range(0, attributes).Select(a => ($"a{a}", Column(
                    [.. InputProblem.Descriptors.Where((_, i) => i % attributes == a)])))]);

        var dataset = DatasetLoader.Load(_folder.FullPath);

        InputProblem.AssertRead(dataset, ownSplit: true);
        Assert.Equal(["features.parquet: column 7 ('Unnamed: 0') taken as an index and left out.",
            InputProblem.HeldOutNote("features.parquet")], dataset.Notes);
    }

    [Fact]
    public async Task Read_NumbersOfEveryType_ReturnsTheWrittenValues()
    {
        int[] whole = [0, 1, 2, 100, 7, 3];
        await Write("all.parquet", 4, CompressionMethod.None,
            ("i8", Column(To<sbyte>(whole))), ("u8", Column(To<byte>(whole))), ("i16", Column(To<short>(whole))),
            ("u16", Column(To<ushort>(whole))), ("i32", Column(whole)), ("u32", Column(To<uint>(whole))),
            ("i64", Column(To<long>(whole))), ("u64", Column(To<ulong>(whole))), ("f32", Column(To<float>(whole))),
            ("f64", Column(To<double>(whole))), ("l64", Lists(To<double>(whole), 1)),
            ("li", Lists(To<int>([.. whole, .. whole]), 2)));
        using var file = ArrayFiles.Open(_folder.GetPath("all.parquet"));

        foreach (var entry in file.Entries.Where(entry => entry.Name != "li"))
        {
            Assert.Equal((entry.Name, ArrayKind.Number), (entry.Name, entry.Kind));
            Assert.Equal(whole, file.ReadIntegers(entry.Name));
        }

        Assert.Equal("[6, 2]", file.Find("li")!.ShapeText);
        Assert.Equal(To<float>([.. whole, .. whole]), Fixtures.GetValues(file.ReadRows("li")));
    }

    [Fact]
    public async Task ReadRows_IncompleteRows_ThrowsWithTheRow()
    {
        await Write("null.parquet", 10, CompressionMethod.None,
            ("x", new TestColumn(name => new DataField<float?>(name), 3,
            (group, field, _) => group.WriteAsync<float>(field, new float?[] { 1, null, 3 }))));
        await Write("ragged.parquet", 10, CompressionMethod.None, ("x", Ragged(0, 1, 0, 0, 1, 1)));
        await Write("lengths.parquet", 10, CompressionMethod.None, ("x", Ragged(0, 1, 0, 0)));
        using var nulls = ArrayFiles.Open(_folder.GetPath("null.parquet"));
        using var ragged = ArrayFiles.Open(_folder.GetPath("ragged.parquet"));
        using var lengths = ArrayFiles.Open(_folder.GetPath("lengths.parquet"));

        Assert.EndsWith("null.parquet: row 2 of column 'x' has no number.",
            Assert.Throws<UnseenDataException>(() => nulls.ReadRows("x")).Message, StringComparison.Ordinal);
        Assert.EndsWith("ragged.parquet: row 2 of column 'x' has no list of 2 numbers, unlike the other rows.",
            Assert.Throws<UnseenDataException>(() => ragged.ReadRows("x")).Message, StringComparison.Ordinal);
        Assert.Contains("lists of different lengths",
            Assert.Throws<UnseenDataException>(() => lengths.ReadRows("x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_DamagedOrTruncatedFile_SucceedsOrThrowsUnseenDataException()
    {
        WriteClasses();
        await Write("features.parquet", 16, CompressionMethod.Snappy, ("label", Column(ImageLabels)),
            ("features", Lists(InputProblem.Features, InputProblem.Width)));
        var bytes = File.ReadAllBytes(_folder.GetPath("features.parquet"));
        var random = new Random(3);
        var refused = 0;
        for (var i = 0; i < 400; i++)
        {
            byte[] damaged = i % 4 == 0 ? bytes[..random.Next(bytes.Length)] : [.. bytes];
            for (var k = i % 4 == 0 ? 0 : random.Next(1, 4); k > 0; k--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            _folder.Write("features.parquet", damaged);
            try
            {
                DatasetLoader.Load(_folder.FullPath);
            }
            catch (UnseenDataException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 100, 400);
    }

    private static string[] Images() => [.. Enumerable.Range(0, InputProblem.Images).Select(i => $"é {i}.jpg")];

    private static T[] To<T>(int[] values)
        where T : INumberBase<T> => Array.ConvertAll(values, T.CreateChecked);

    private void WriteClasses()
    {
        InputProblem.WriteTables(_folder);
        File.Delete(_folder.GetPath("features.csv"));
        File.Delete(_folder.GetPath("labels.csv"));
    }

    private static TestColumn Column<T>(T[] values)
        where T : struct => new(name => new DataField<T>(name), values.Length, (group, field, rows) =>
            group.WriteAsync<T>(field, values.AsMemory(rows)));

    private static TestColumn Column(string[] values) => new(name => new DataField<string>(name), values.Length,
        (group, field, rows) => group.WriteAsync(field, values[rows]));

    private static TestColumn Lists<T>(T[] values, int width)
        where T : struct
    {
        T?[] items = [.. values.Select(value => (T?)value)];
        int[] levels = [.. values.Select((_, i) => i % width == 0 ? 0 : 1)];
        return new(name => new ListField(name, new DataField<T?>("element")), values.Length / width,
            (group, field, rows) =>
            {
                var range = (rows.Start.Value * width)..(rows.End.Value * width);
                return group.WriteAsync<T>(field, items.AsMemory(range), levels.AsMemory(range));
            });
    }

    /// <summary>A column of three lists. In the Parquet repetition levels, 0 begins a list, 1 continues it.</summary>
    private static TestColumn Ragged(params int[] levels) =>
        new(name => new ListField(name, new DataField<float?>("element")), 3, (group, field, _) =>
            group.WriteAsync<float>(field, levels.Select(level => (float?)level).ToArray(), levels));

    private async Task Write(string file, int rowsPerGroup, CompressionMethod compression,
        params (string Name, TestColumn Column)[] columns)
    {
        var schema = new ParquetSchema(columns.Select(column => column.Column.Create(column.Name)));
        await using var stream = File.Create(_folder.GetPath(file));
        await using var writer = await ParquetWriter.CreateAsync(schema, stream,
            new ParquetOptions { CompressionMethod = compression });
        for (var row = 0; row < columns[0].Column.Rows; row += rowsPerGroup)
        {
            using var group = writer.CreateRowGroup();
            var rows = row..Math.Min(columns[0].Column.Rows, row + rowsPerGroup);
            foreach (var (i, field) in schema.GetDataFields().Index())
                await columns[i].Column.Write(group, field, rows);
        }
    }

    /// <summary>A column to write.</summary>
    /// <param name="Create">creates its field with the given name</param>
    /// <param name="Rows">number of its rows</param>
    /// <param name="Write">writes some of its rows</param>
    private sealed record TestColumn(
        Func<string, Field> Create, int Rows, Func<ParquetRowGroupWriter, DataField, Range, Task> Write);
}
