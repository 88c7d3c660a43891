using System.IO.Compression;
using System.Text;
using Unseen.Data.Arrays;
using Unseen.Data.Layouts;
using Unseen.Data.Loading;

namespace Unseen.Data.Tests.Tensors;

/// <summary>Files of safetensors, PyTorch and NumPy, as the feature extractors of other projects write them.</summary>
public sealed class TensorFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("F32")]
    [InlineData("F16")]
    [InlineData("BF16")]
    [InlineData("F64")]
    [InlineData("I64")]
    [InlineData("I32")]
    [InlineData("U8")]
    public void ReadRows_SafeTensorsOfAnyType_HasTheValues(string type)
    {
        float[] values = [1, 2, 3, 40, 5, 6];
        using var file = ArrayFiles.Open(SafeTensors("x.safetensors", ("x", type, [2, 3], values)));

        Assert.Equal(("x", ArrayKind.Number), (file.Entries[0].Name, file.Entries[0].Kind));
        Assert.Equal(values, Fixtures.GetValues(file.ReadRows("x")));
        Assert.Equal([1, 40, 2, 5, 3, 6], Fixtures.GetValues(file.ReadColumns("x")));
    }

    [Fact]
    public void Open_SafeTensorsWithATensorWithoutValues_ReadsTheOtherTensors()
    {
        using var file = ArrayFiles.Open(SafeTensors("x.safetensors", ("a", "F32", [2], [1, 2]),
            ("empty", "F32", [0, 3], []), ("b", "F32", [1], [3])));

        Assert.Equal([1, 2], file.ReadRows("a").Values);
        Assert.Equal([3], file.ReadRows("b").Values);
        Assert.Throws<UnseenDataException>(() => file.ReadRows("empty"));
    }

    [Theory]
    [InlineData("features.safetensors")]
    [InlineData("features.pt")]
    public void Load_TensorsBesideATableOfClasses_AreUsedWithNotes(string name)
    {
        InputProblem.WriteTables(_folder);
        File.Delete(_folder.GetPath("features.csv"));
        File.Delete(_folder.GetPath("labels.csv"));
        float[] labels = [.. InputProblem.Labels.Select(label => (float)label)];
        long[] shape = [InputProblem.Images, InputProblem.Width];
        if (name.EndsWith(".pt", StringComparison.Ordinal))
            Torch(name, ("image_features", "FloatStorage", shape, [InputProblem.Width, 1], 0,
                Bytes("F32", InputProblem.Features)),
                ("targets", "LongStorage", [InputProblem.Images], [1], 0, Bytes("I64", labels)));
        else
            SafeTensors(name, ("image_features", "F32", shape, InputProblem.Features),
                ("targets", "I64", [InputProblem.Images], labels));

        var dataset = DatasetLoader.Load(_folder.FullPath, reading: new ReadingOptions { CountedFrom = 0 });

        InputProblem.AssertRead(dataset, ownSplit: true);
        Assert.Equal([$"{name}: 'image_features' taken as 'features'.", $"{name}: 'targets' taken as 'labels'.",
            InputProblem.HeldOutNote(name)], dataset.Notes);
        Assert.Contains("Say with --counted-from 0 or 1",
            Assert.Throws<UnseenDataException>(() => DatasetLoader.Load(_folder.FullPath)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FeaturesAndLabelsInNpyFiles_AreRead()
    {
        InputProblem.WriteTables(_folder);
        File.Delete(_folder.GetPath("features.csv"));
        File.Delete(_folder.GetPath("labels.csv"));
        Npy("features.npy", "<f4", "(48, 5)", Bytes("F32", InputProblem.Features));
        Npy("labels.npy", "<i8", "(48,)", Bytes("I64", [.. InputProblem.Labels.Select(label => label + 1f)]));

        InputProblem.AssertRead(
            DatasetLoader.Load(_folder.FullPath, reading: new ReadingOptions { CountedFrom = 1 }), ownSplit: true);
    }

    [Fact]
    public void ReadRows_StridedTensorOfASharedStorage_IsGathered()
    {
        // rows 1 to 3 of a [4, 3] matrix, transposed: [3, 3] from element 3 on
        float[] storage = [.. Enumerable.Range(0, 12).Select(i => (float)i)];
        using var file = ArrayFiles.Open(Torch("x.pt", ("x", "FloatStorage", [3, 3], [1, 3], 3,
            Bytes("F32", storage))));

        Assert.Equal([3, 6, 9, 4, 7, 10, 5, 8, 11], file.ReadRows("x").Values);
    }

    [Theory]
    [InlineData("HalfStorage", "F16")]
    [InlineData("BFloat16Storage", "BF16")]
    [InlineData("DoubleStorage", "F64")]
    [InlineData("IntStorage", "I32")]
    [InlineData("ByteStorage", "U8")]
    public void ReadRows_TorchOfAnyType_HasTheValues(string storage, string type)
    {
        float[] values = [1, 2, 3, 40, 5, 6];
        using var file = ArrayFiles.Open(Torch("x.pt", ("x", storage, [2, 3], [3, 1], 0, Bytes(type, values))));

        Assert.Equal(values, file.ReadRows("x").Values);
    }

    [Fact]
    public void ReadRows_TorchOfBigEndianOrder_HasTheValues()
    {
        var path = Torch("x.pt", ("x", "FloatStorage", [2], [1], 0, [0x3F, 0x80, 0, 0, 0x40, 0, 0, 0]));
        using (var archive = ZipFile.Open(path, ZipArchiveMode.Update))
        using (var order = archive.CreateEntry("archive/byteorder").Open())
            order.Write("big"u8);
        using var file = ArrayFiles.Open(path);

        Assert.Equal([1, 2], file.ReadRows("x").Values);
    }

    [Fact]
    public void ReadRows_TorchWithAFlippedBit_IsRefused()
    {
        var path = Torch("x.pt", ("x", "FloatStorage", [2], [1], 0, Bytes("F32", [12345.678f, 1])));
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.AsSpan().IndexOf(Bytes("F32", [12345.678f]))] ^= 1;
        File.WriteAllBytes(path, bytes);
        using var file = ArrayFiles.Open(path);

        Assert.Contains("array 'x' cannot be read: its CRC-32 is",
            Assert.Throws<UnseenDataException>(() => file.ReadRows("x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadRows_ExpandedTorchTensor_ThrowsWithTheReason()
    {
        using var file = ArrayFiles.Open(Torch("x.pt", ("x", "FloatStorage", [3, 2], [0, 1], 0, Bytes("F32", [1, 2]))));

        Assert.Contains("several of its elements are the same element of its storage, as after expand()",
            Assert.Throws<UnseenDataException>(() => file.ReadRows("x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadIntegers_TorchWithoutElementsButOfHugeDimensions_IsEmpty()
    {
        long[] shape = [int.MaxValue, int.MaxValue, 8, 0];
        using var file = ArrayFiles.Open(
            Torch("x.pt", ("x", "LongStorage", shape, [0, 0, 0, 1], 0, Bytes("I64", [1]))));

        Assert.Empty(file.ReadIntegers("x"));
    }

    [Theory]
    [InlineData(0, 0, "several of its elements are the same element of its storage")]
    [InlineData(1 << 10, 1, "it needs 1073741824 elements of its storage, which has 8 bytes")]
    public void ReadRows_TorchTensorLargerThanItsStorage_ThrowsBeforeAllocating(
        int rowStride, int columnStride, string message)
    {
        using var file = ArrayFiles.Open(Torch(
            "x.pt", ("x", "FloatStorage", [1 << 20, 1 << 10], [rowStride, columnStride], 0, Bytes("F32", [1, 2]))));
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Contains(message, Assert.Throws<UnseenDataException>(() => file.ReadRows("x")).Message,
            StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Open_APickleThatWouldRunCode_RunsNothing()
    {
        var marker = _folder.GetPath("ran");
        byte[] pickle = [0x80, 2, .. "cos\nsystem\n"u8, .. Unicode($"touch {marker}"), 0x85, (byte)'R', (byte)'.'];
        using var file = ArrayFiles.Open(Archive("evil.pt", pickle));

        Assert.Equal(ArrayKind.Unsupported, Assert.Single(file.Entries).Kind);
        Assert.False(File.Exists(marker));
    }

    [Theory]
    [InlineData(new byte[] { 0x80, 2 })]
    [InlineData(new byte[] { 0x80, 2, (byte)'t', (byte)'.' })]
    [InlineData(new byte[] { 0x80, 2, (byte)'h', 7, (byte)'.' })]
    [InlineData(new byte[] { 0x80, 2, (byte)'X', 0xFF, 0xFF, 0xFF, 0x7F, (byte)'.' })]
    public void Open_ADamagedPickle_IsRefused(byte[] pickle)
    {
        var path = Archive("damaged.pt", pickle);

        Assert.Throws<UnseenDataException>(() => ArrayFiles.Open(path));
    }

    [Fact]
    public void Open_ADictionaryThatContainsItselfManyTimes_IsRefused()
    {
        byte[] pickle = [0x80, 2, (byte)'}', (byte)'q', 0, (byte)'(', .. Enumerable.Range(0, 100).SelectMany(i =>
            (byte[])[.. Number(i), (byte)'h', 0]), (byte)'u', (byte)'.'];
        var path = Archive("circle.pt", pickle);

        Assert.Contains("more than 65536 items",
            Assert.Throws<UnseenDataException>(() => ArrayFiles.Open(path)).Message, StringComparison.Ordinal);
    }

    private static byte[] Bytes(string type, float[] values) => [.. values.SelectMany(value => type switch
    {
        "F32" => BitConverter.GetBytes(value),
        "F16" => BitConverter.GetBytes((Half)value),
        "BF16" => BitConverter.GetBytes(value)[2..],
        "F64" => BitConverter.GetBytes((double)value),
        "I64" => BitConverter.GetBytes((long)value),
        "I32" => BitConverter.GetBytes((int)value),
        _ => (byte[])[(byte)value],
    })];

    private static byte[] Unicode(string text) =>
        [(byte)'X', .. BitConverter.GetBytes(Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];

    private static byte[] Number(long value) => [(byte)'J', .. BitConverter.GetBytes((int)value)];

    private static byte[] Tuple(IEnumerable<long> values) => [(byte)'(', .. values.SelectMany(Number), (byte)'t'];

    private string SafeTensors(string name, params (string Name, string Type, long[] Shape, float[] Values)[] tensors)
    {
        var offset = 0;
        var parts = tensors.Select(tensor =>
        {
            var begin = offset;
            offset += Bytes(tensor.Type, tensor.Values).Length;
            return $"\"{tensor.Name}\":{{\"dtype\":\"{tensor.Type}\",\"shape\":[{string.Join(',', tensor.Shape)}],"
                + $"\"data_offsets\":[{begin},{offset}]}}";
        });
        var header = Encoding.UTF8.GetBytes($"{{{string.Join(',', parts)}}}");
        return _folder.Write(name, [.. BitConverter.GetBytes((long)header.Length), .. header,
            .. tensors.SelectMany(tensor => Bytes(tensor.Type, tensor.Values))]);
    }

    /// <summary>Writes a dictionary of tensors as torch.save does.</summary>
    private string Torch(string name,
        params (string Name, string Storage, long[] Shape, long[] Strides, int Offset, byte[] Bytes)[] tensors)
    {
        byte[] Item(string key, string storage, long[] shape, long[] strides, int offset, int index) =>
        [
            .. Unicode(key), .. "ctorch._utils\n_rebuild_tensor_v2\n"u8, (byte)'(', (byte)'(', .. Unicode("storage"),
            .. Encoding.ASCII.GetBytes($"ctorch\n{storage}\n"), .. Unicode($"{index}"), .. Unicode("cpu"), .. Number(0),
            (byte)'t', (byte)'Q', .. Number(offset), .. Tuple(shape), .. Tuple(strides), 0x89,
            .. "ccollections\nOrderedDict\n"u8, (byte)')', (byte)'R', (byte)'t', (byte)'R',
        ];
        byte[] pickle = [0x80, 2, (byte)'}', (byte)'q', 0, (byte)'(', .. tensors.SelectMany((tensor, i) =>
            Item(tensor.Name, tensor.Storage, tensor.Shape, tensor.Strides, tensor.Offset, i)), (byte)'u', (byte)'.'];
        return Archive(name, pickle, [.. tensors.Select(tensor => tensor.Bytes)]);
    }

    private string Archive(string name, byte[] pickle, params byte[][] storages)
    {
        using var archive = ZipFile.Open(_folder.GetPath(name), ZipArchiveMode.Create);
        void Add(string entry, byte[] bytes)
        {
            using var stream = archive.CreateEntry($"archive/{entry}", CompressionLevel.NoCompression).Open();
            stream.Write(bytes);
        }

        Add("data.pkl", pickle);
        for (var i = 0; i < storages.Length; i++)
            Add($"data/{i}", storages[i]);
        return _folder.GetPath(name);
    }

    private void Npy(string name, string type, string shape, byte[] values)
    {
        var text = $"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}".PadRight(117) + "\n";
        _folder.Write(name, [0x93, .. "NUMPY"u8, 1, 0, (byte)text.Length, 0, .. Encoding.ASCII.GetBytes(text),
            .. values]);
    }
}
