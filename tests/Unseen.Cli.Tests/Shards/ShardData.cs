using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Parquet;
using Parquet.Schema;
using Parquet.Serialization;
using Unseen.Data;
using Unseen.Data.Numpy;
using Unseen.Inference;

namespace Unseen.Cli.Tests.Shards;

/// <summary>Creates models, and files of features. The code under test, which reads these files, takes no part in
/// writing them.</summary>
internal static class ShardData
{
    public const int Width = 6;

    /// <summary>Creates a model of five classes, two of them unseen.</summary>
    public static UnseenModel Model(int seed = 1, int width = Width)
    {
        var random = new Random(seed);
        const int classes = 5;
        return new UnseenModel(
            ClassifierForm.Linear, new ModelTensor([classes, width], Values(random, classes * width)),
                new ModelTensor([classes], Values(random, classes)),
            [.. Enumerable.Range(0, classes).Select(c => $"class {c}")],
                [.. Enumerable.Range(0, classes).Select(c => c % 2 == 0)], FeatureScaling.None);
    }

    /// <summary>Creates the default model with the fits of five known images, so that it can refuse images.</summary>
    public static UnseenModel Refusing()
    {
        var model = Model();
        return new UnseenModel(model.Form, model.Tensors["classifier.weight"], model.Tensors["classifier.bias"],
            model.ClassNames, model.IsSeen, model.Scaling, knownFit: new KnownFit([0.5f, 0.6f, 0.7f, 0.8f, 0.9f]));
    }

    public static FeatureMatrix Features(int seed, int rows) =>
        new(Values(new Random(seed), rows * Width), rows, Width);

    public static string[] Names(int rows) => [.. Enumerable.Range(0, rows).Select(row => $"photo \"{row}\", é.jpg")];

    /// <summary>Writes a .npz file as <c>unseen features extract</c> does: uncompressed, float32.</summary>
    public static void WriteStored(string path, FeatureMatrix features, string[]? names = null)
    {
        using var stream = File.Create(path);
        using var writer = new NpzWriter(stream);
        writer.Write("features", features);
        if (names is not null)
            writer.Write("image_files", names);
    }

    /// <summary>Writes a .npz file as <c>numpy.savez_compressed</c> does, of float64 or float32 values.</summary>
    public static void WriteDeflated(
        string path, string name, FeatureMatrix features, bool isDouble, string[]? names = null)
    {
        using var archive = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        using (var entry = archive.CreateEntry(name + ".npy", CompressionLevel.Fastest).Open())
        {
            entry.Write(Header(isDouble ? "<f8" : "<f4", $"({features.Rows}, {features.Columns})"));
            Span<byte> bytes = stackalloc byte[8];
            for (var row = 0; row < features.Rows; row++)
                foreach (var value in features.Row(row))
                {
                    if (isDouble)
                        BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
                    else
                        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
                    entry.Write(bytes[..(isDouble ? 8 : 4)]);
                }
        }

        if (names is null)
            return;
        var length = names.Max(one => one.Length);
        using var texts = archive.CreateEntry("image_files.npy", CompressionLevel.Fastest).Open();
        texts.Write(Header($"<U{length}", $"({names.Length},)"));
        foreach (var one in names)
            texts.Write(Encoding.UTF32.GetBytes(one.PadRight(length, '\0')));
    }

    /// <summary>Writes a compressed .npz file of zeros.</summary>
    public static void WriteZeros(string path, int rows, int width)
    {
        using var archive = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        using var entry = archive.CreateEntry("features.npy", CompressionLevel.Fastest).Open();
        entry.Write(Header("<f4", $"({rows}, {width})"));
        var zeros = new byte[width * sizeof(float)];
        for (var row = 0; row < rows; row++)
            entry.Write(zeros);
    }

    /// <summary>Writes a Parquet file with the columns of <c>unseen features extract</c>, in row groups of a given
    /// size.</summary>
    public static async Task WriteParquet(string path, FeatureMatrix features, int rowsPerGroup)
    {
        var names = Names(features.Rows);
        var rows = names.Select((name, row) => new Row { image = name, features = [.. features.Row(row)] });
        await ParquetSerializer.SerializeAsync(rows, path, new ParquetOptions { RowGroupSize = rowsPerGroup });
    }

    /// <summary>Writes a Parquet file of lists. Each list has at least one value; a value can be null.</summary>
    public static async Task WriteLists(string path, params float?[][] lists)
    {
        var schema = new ParquetSchema(new ListField("features", new DataField<float?>("element")));
        await using var stream = File.Create(path);
        await using var writer = await ParquetWriter.CreateAsync(schema, stream);
        using var group = writer.CreateRowGroup();
        await group.WriteAsync<float>(
            schema.GetDataFields()[0], lists.SelectMany(list => list).ToArray(),
            lists.SelectMany(list => list.Select((_, i) => i == 0 ? 0 : 1)).ToArray());
    }

    /// <summary>Writes a Parquet file of zeros. Only one row group at a time is in memory.</summary>
    public static async Task WriteGroups(string path, int groups, int rowsPerGroup, int width)
    {
        var schema = new ParquetSchema(new ListField("features", new DataField<float?>("element")));
        await using var stream = File.Create(path);
        await using var writer = await ParquetWriter.CreateAsync(schema, stream);
        int[] levels = [.. Enumerable.Range(0, rowsPerGroup * width).Select(i => i % width == 0 ? 0 : 1)];
        float?[] zeros = [.. levels.Select(_ => (float?)0)];
        for (var i = 0; i < groups; i++)
        {
            using var group = writer.CreateRowGroup();
            await group.WriteAsync<float>(schema.GetDataFields()[0], zeros, levels);
        }
    }

    private static byte[] Header(string type, string shape)
    {
        var text = $"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)text.Length, 0, .. Encoding.ASCII.GetBytes(text)];
    }

    private static float[] Values(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2) - 1)];

    private sealed class Row
    {
#pragma warning disable IDE1006, SA1300 // the columns' names
        public string? image { get; set; }

        public string? label { get; set; }

        public List<float> features { get; set; } = [];
#pragma warning restore
    }
}
