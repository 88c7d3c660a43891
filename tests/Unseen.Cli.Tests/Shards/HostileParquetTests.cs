using Parquet;
using Parquet.Schema;
using Unseen.Data;
using Unseen.Data.Loading;
using Unseen.Runs;
using Unseen.Runs.Shards;

namespace Unseen.Cli.Tests.Shards;

/// <summary>Damaged Parquet files, and files that would exhaust a reader's stack, memory or time.</summary>
public sealed class HostileParquetTests : IDisposable
{
    private const int Many = 200_000;

    private readonly TemporaryFolder _folder = new();

    private string File => _folder["a.parquet"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("lists in lists", "an unknown field 15 of type List")]
    [InlineData("groups in groups", "the schema is more than 32 groups deep")]
    public async Task Predict_DeepFooter_FailsWithOneLineAndDoesNotCrash(string what, string reason)
    {
        byte[] element = [0x48, 1, (byte)'a', 0x15, 2, 0]; // name "a", one child
        byte[] list = [0xF9, .. Enumerable.Repeat((byte)0x19, Many)];
        Write(what == "lists in lists" ? list
            : Footer([.. Count(Many), .. Enumerable.Repeat(element, Many).SelectMany(bytes => bytes)]));
        ShardData.Model().Save(_folder["model.safetensors"]);
        using var process = UnseenProcess.Start(
            _folder.FullPath, "predict", "model.safetensors", "--features", "a.parquet", "--shard", "1/1", "--out",
            "out");
        var run = await process.End();

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Equal(1, run.Error.Count(letter => letter == '\n'));
        Assert.Contains("a.parquet: the file cannot be read: ", run.Error, StringComparison.Ordinal);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FooterWithFalseClaims_IsRefused()
    {
        byte[] none = Footer([0x1C, 0x48, 1, (byte)'a', 0]); // a root without columns
        Assert.Contains("a.parquet: the schema cannot be read", Refusal(none), StringComparison.Ordinal);
        Assert.Contains("a list of 2147483647 elements has 5 bytes", Refusal(Footer(Count(int.MaxValue))),
            StringComparison.Ordinal);
        Assert.Contains("2147483647 bytes are needed, but only 6 are left",
            Refusal(Footer([0x1C, 0x48, .. Varint(int.MaxValue), 0])), StringComparison.Ordinal);
        Assert.Contains("a SchemaElement has no field 4", Refusal(Footer([0x1C, 0])), StringComparison.Ordinal);
        Assert.Contains("a FileMetaData has field 1 of type Binary instead of Int32", Refusal([0x18, 0]),
            StringComparison.Ordinal);
        Assert.Contains("a FileMetaData has field 1 twice", Refusal([0x15, 2, 0x05, 2, 2]), StringComparison.Ordinal);
        Assert.Contains("a number has more than 5 bytes", Refusal([0x15, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]),
            StringComparison.Ordinal);
        // On this footer, the Parquet library loops forever.
        Assert.Contains("1 bytes are needed, but only 0 are left", Refusal([0x15, 0xFF]), StringComparison.Ordinal);
        Assert.Contains("a group of the schema has 0 children",
            Refusal(Footer([0x2C, 0x48, 1, (byte)'a', 0x15, 2, 0, 0x48, 1, (byte)'b', 0])), StringComparison.Ordinal);
        Assert.Contains("the schema has 2 elements, fewer than its groups should have",
            Refusal(Footer([0x2C, 0x48, 1, (byte)'a', 0x15, 4, 0, 0x15, 0, 0x38, 1, (byte)'b', 0])),
            StringComparison.Ordinal);
        Assert.Contains("the schema has 2 elements, but its tree ends after 1",
            Refusal(Footer([0x2C, 0x48, 1, (byte)'a', 0, 0x15, 0, 0x38, 1, (byte)'b', 0])), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Read_DamagedFooters_ThrowOnlyUnseenDataExceptions()
    {
        await ShardData.WriteParquet(File, ShardData.Features(1, 60), rowsPerGroup: 25);
        var bytes = System.IO.File.ReadAllBytes(File);
        var footer = bytes.Length - 8 - BitConverter.ToInt32(bytes, bytes.Length - 8);
        var random = new Random(7);
        for (var i = 0; i < 2000; i++)
        {
            byte[] damaged = [.. bytes];
            for (var k = random.Next(1, 4); k > 0; k--)
                damaged[random.Next(footer, bytes.Length)] = (byte)(random.Next(2) == 0 ? random.Next(256) : 0x19);
            System.IO.File.WriteAllBytes(File, damaged);
            try
            {
                ReadAll();
            }
            catch (UnseenDataException)
            {
                // The only exception that is allowed.
            }
        }
    }

    [Fact]
    public async Task Read_ListsInListsInAPageHeader_ThrowsWithTheRowGroup()
    {
        await ShardData.WriteParquet(File, ShardData.Features(1, 30_000), rowsPerGroup: 30_000);
        var bytes = System.IO.File.ReadAllBytes(File);
        bytes.AsSpan(4, bytes.Length - 12 - BitConverter.ToInt32(bytes, bytes.Length - 8)).Fill(0x19);
        System.IO.File.WriteAllBytes(File, bytes);

        Assert.Contains(
            "row group 0 cannot be read: a PageHeader has field 1 of type List instead of "
            + "Int32.", Assert.Throws<UnseenDataException>(ReadAll).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CompressionMethod.None)]
    [InlineData(CompressionMethod.Snappy)]
    [InlineData(CompressionMethod.Gzip)]
    [InlineData(CompressionMethod.Zstd)]
    [InlineData(CompressionMethod.Brotli)]
    [InlineData(CompressionMethod.LZ4)]
    public async Task Read_AnyCompression_ReadsNamesAndValues(CompressionMethod compression)
    {
        string?[] names = [.. Enumerable.Range(0, 300).Select(i => i % 7 == 0 ? null : $"photo {i % 40}")];
        await WriteNamed(names, rows: 300, compression);
        using var shard = new ParquetShard(File, ShardData.Width);
        using var block = shard.CreateBlock();
        Assert.True(shard.Take(block));
        block.Load();

        Assert.Equal<IEnumerable<string?>>(names, block.Names.ToArray());
        Assert.Equal(Enumerable.Range(0, 300 * ShardData.Width).Select(i => (float)i), block.Values.ToArray());
    }

    [Theory]
    [InlineData(FeatureRows.MaxNameLength, true)]
    [InlineData(FeatureRows.MaxNameLength + 1, false)]
    public async Task Read_LengthOfNames_IsLimited(int length, bool isAllowed)
    {
        await WriteNamed([.. Enumerable.Repeat(new string('x', length), 300)], rows: 300, CompressionMethod.Zstd);
        if (isAllowed)
            ReadAll();
        else
            Assert.Equal($"{File}: row 0 has a name of 4097 characters, but names of images can have at most 4096. "
                + "Shorten the name.",
                Assert.Throws<UnseenDataException>(ReadAll).Message);
    }

    [Fact]
    public async Task Read_HugeNames_AreRefusedBeforeTheyAreRead()
    {
        await WriteNamed([.. Enumerable.Repeat(new string('x', 2 << 20), 9)], rows: 9, CompressionMethod.Zstd);

        Assert.Matches(
            "row group 0 has [0-9]{7,8} bytes of names, but at most 1196032 can be read at once\\. Write .*\\.|"
            + "pages of more than 1196032 bytes", Assert.Throws<UnseenDataException>(ReadAll).Message);
    }

    [Fact]
    public async Task Open_FewerNamesThanRows_IsRefused()
    {
        await WriteNamed(["a", "b", "c", "d", "e"], rows: 5, CompressionMethod.None);
        var bytes = System.IO.File.ReadAllBytes(File);
        // The searched bytes are the path, the codec and the number of values, which is 5.
        var count = bytes.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[.. "image"u8, 0x15, 0, 0x16, 10]) + 8;
        Assert.True(count > 8);
        bytes[count] = 6;
        System.IO.File.WriteAllBytes(File, bytes);

        Assert.Equal($"{File}: row group 0 has 5 rows, but 3 names in column 'image'. Write one name for each row.",
            Assert.Throws<UnseenDataException>(ReadAll).Message);
    }

    // The version, the schema, the number of rows, and no row groups.
    private static byte[] Footer(byte[] schema) => [0x15, 2, 0x19, .. schema, 0x16, 0, 0x19, 0x0C, 0];

    private static byte[] Count(int elements) => [0xFC, .. Varint(elements)];

    private static byte[] Varint(int value) =>
        value < 0x80 ? [(byte)value] : [(byte)(value | 0x80), .. Varint(value >> 7)];

    private void Write(byte[] footer) =>
        System.IO.File.WriteAllBytes(File, [.. "PAR1"u8, .. footer, .. BitConverter.GetBytes(footer.Length),
        .. "PAR1"u8]);

    private string Refusal(byte[] footer)
    {
        Write(footer);
        return Assert.Throws<UnseenDataException>(ReadAll).Message;
    }

    private void ReadAll()
    {
        using var shard = new ParquetShard(File, ShardData.Width);
        using var block = shard.CreateBlock();
        while (shard.Take(block))
            block.Load();
    }

    private async Task WriteNamed(string?[] names, int rows, CompressionMethod compression)
    {
        var schema = new ParquetSchema(new ListField("features", new DataField<float?>("element")),
            new DataField("image", typeof(string), isNullable: true));
        await using var stream = System.IO.File.Create(File);
        await using var writer = await ParquetWriter.CreateAsync(
            schema, stream, new ParquetOptions { CompressionMethod = compression });
        using var group = writer.CreateRowGroup();
        var (features, image) = (schema.GetDataFields()[0], schema.GetDataFields()[1]);
        float?[] values = [.. Enumerable.Range(0, rows * ShardData.Width).Select(i => (float?)i)];
        await group.WriteAsync<float>(
            features, values, values.Select((_, i) => i % ShardData.Width == 0 ? 0 : 1).ToArray());
        await group.WriteAsync(image, names!);
    }
}
