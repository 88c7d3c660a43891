using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Unseen.Inference.Tests;

public sealed class ModelFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("unseen-model-").FullName;

    private string FilePath => Path.Combine(_folder, UnseenModel.FileName);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(ClassifierForm.Prototype)]
    [InlineData(ClassifierForm.Linear)]
    public void Load_SavedModel_EqualsTheModelBitForBit(ClassifierForm form)
    {
        var saved = Models.Random(form, scaling: FeatureScaling.MinMax(
            Models.Values(new Random(1), 7), [1, 2, 3, 4, 5, 6, 7]));
        saved.Save(FilePath);
        foreach (var loaded in new[] { UnseenModel.Load(FilePath), UnseenModel.Load(_folder) })
        {
            Assert.Equal((saved.Form, saved.Temperature, saved.FeatureWidth),
                (loaded.Form, loaded.Temperature, loaded.FeatureWidth));
            Assert.Equal(saved.ClassNames, loaded.ClassNames);
            Assert.Equal(saved.IsSeen, loaded.IsSeen);
            Assert.Equal(saved.Metadata, loaded.Metadata);
            Assert.Equal(saved.Scaling.Minimum, loaded.Scaling.Minimum);
            Assert.Equal(saved.Tensors.Keys.Order(), loaded.Tensors.Keys.Order());
            Assert.All(saved.Tensors, entry =>
                Assert.Equal(entry.Value.Values.ToArray(), loaded.Tensors[entry.Key].Values.ToArray()));
            var x = Models.Values(new Random(3), 7);
            Assert.Equal(saved.PredictTop(x, 5), loaded.PredictTop(x, 5));
        }
    }

    [Fact]
    public void Save_AnyModel_WritesTheSafetensorsLayout()
    {
        var model = Models.Random(ClassifierForm.Linear);
        model.Save(FilePath);
        var bytes = File.ReadAllBytes(FilePath);
        var header = (int)BitConverter.ToUInt64(bytes, 0);
        Assert.Equal(0, header % 8);
        using var json = JsonDocument.Parse(bytes.AsMemory(8, header));
        Assert.Equal("fair", json.RootElement.GetProperty("__metadata__").GetProperty("protocol").GetString());
        var entry = json.RootElement.GetProperty("classifier.weight");
        Assert.Equal("F32", entry.GetProperty("dtype").GetString());
        Assert.Equal([5, 7], entry.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32()));
        var begin = entry.GetProperty("data_offsets")[0].GetInt32();
        Assert.Equal(model.Tensors["classifier.weight"].Values.Span[1],
            BitConverter.ToSingle(bytes, 8 + header + begin + 4));
    }

    [Fact]
    public void Save_TargetIsAFolder_LeavesNoTemporaryFile()
    {
        Directory.CreateDirectory(FilePath);
        Assert.ThrowsAny<Exception>(() => Models.Random(ClassifierForm.Linear).Save(FilePath));
        Assert.Equal([FilePath], Directory.EnumerateFileSystemEntries(_folder));
    }

    [Theory]
    [InlineData("", "the file has 0 bytes: it is cut short")]
    [InlineData("\xff\xff\xff\xff\xff\xff\xff\x7f{}", "the file is cut short, or is not a .safetensors file")]
    [InlineData("\x02\0\0\0\0\0\0\0[]", "its header is not valid")]
    [InlineData("\x02\0\0\0\0\0\0\0{}", "metadata unseen.format is missing")]
    public void Load_NotAModel_ThrowsWithTheFault(string content, string message)
    {
        File.WriteAllBytes(FilePath, Encoding.Latin1.GetBytes(content));
        Assert.Contains(message, Assert.Throws<ModelFileException>(() => UnseenModel.Load(FilePath)).Message);
    }

    [Theory]
    [InlineData("""{"w":{"dtype":"F32","shape":[2147483647,2147483647,2147483647],"data_offsets":[0,8]}}""",
        "of 8 bytes")]
    [InlineData("""{"w":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", "of 8 bytes")]
    [InlineData("""{"w":{"dtype":"F32","shape":[-2,0],"data_offsets":[0,0]}}""", "of 0 bytes")]
    [InlineData("""{"v":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"w":"""
        + """{"dtype":"F32","shape":[2147483647,2147483647,2147483647,0],"data_offsets":[8,8]}}""",
        "metadata unseen.format is missing")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,9000000000000000000]}}""", "within 0 to 8")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "at offset 0")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "its tensors take 4 bytes, but it has 8")]
    [InlineData("""{"w":{"dtype":"F16","shape":[4],"data_offsets":[0,8]}}""", "of dtype F32, but was F16")]
    [InlineData("""{"w":5}""", "an object with dtype, shape and data_offsets")]
    public void Load_HostileHeader_ThrowsBeforeAllocating(string header, string message)
    {
        File.WriteAllBytes(FilePath, [.. BitConverter.GetBytes((long)header.Length), .. Encoding.UTF8.GetBytes(header),
            .. new byte[8]]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains(message, Assert.Throws<ModelFileException>(() => UnseenModel.Load(FilePath)).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Load_BranchesWithinBranches_ThrowsBeforeAllocatingForEach()
    {
        const int levels = 1000;
        const int bytesPerByte = 32; // reading keeps several copies of the header's names in memory
        var keys = Enumerable.Range(0, levels).Select(level => string.Concat(
            Enumerable.Repeat("unseen.branch.", level).Append("unseen.format")));
        var header = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, Dictionary<string, string>>
        {
            ["__metadata__"] = keys.ToDictionary(key => key, _ => "4"),
        });
        File.WriteAllBytes(FilePath, [.. BitConverter.GetBytes((long)header.Length), .. header]);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Contains("its branch must not have a branch of its own",
            Assert.Throws<ModelFileException>(() => UnseenModel.Load(FilePath)).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (long)bytesPerByte * header.Length);
    }

    [Fact]
    public void Load_HeaderThatIsTooLong_ThrowsWithTheLimit()
    {
        using (var file = File.Create(FilePath))
        {
            file.Write(BitConverter.GetBytes((1L << 30) + 8));
            file.SetLength((1L << 30) + 16); // takes no space on the disk
        }

        Assert.Contains("the header of the file has 1073741832 bytes, but at most 1073741824 can be read",
            Assert.Throws<ModelFileException>(() => UnseenModel.Load(FilePath)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WithoutAStream_IsRefused() =>
        Assert.Throws<ArgumentNullException>(() => SafeTensorsFile.Read(null!, "x"));

    [Fact]
    public void Load_StreamThatCannotSeek_LoadsTheSameModel()
    {
        var model = Models.Random(ClassifierForm.Prototype);
        model.Save(FilePath);
        using var compressed = new MemoryStream();
        using (var writing = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
            model.Write(writing);
        compressed.Position = 0;
        using var reading = new GZipStream(compressed, CompressionMode.Decompress);

        var loaded = UnseenModel.Load(reading);

        Assert.Equal(model.ClassNames, loaded.ClassNames);
        Assert.Equal(UnseenModel.Load(FilePath).Tensors["classifier.weight"].Values.ToArray(),
            loaded.Tensors["classifier.weight"].Values.ToArray());
    }

    [Fact]
    public void Load_StreamThatIsNotAModel_ThrowsWithItsName() => Assert.StartsWith("flowers: ",
        Assert.Throws<ModelFileException>(() => UnseenModel.Load(new MemoryStream(), "flowers")).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Load_MissingFile_ThrowsWithItsPath() =>
        Assert.Contains(FilePath, Assert.Throws<ModelFileException>(() => UnseenModel.Load(FilePath)).Message);

    [Fact]
    public void Load_LaterFormatVersion_ThrowsWithTheSupportedVersions()
    {
        Models.Random(ClassifierForm.Linear).Save(FilePath);
        Replace("\"unseen.format\":\"1\"", "\"unseen.format\":\"7\"");
        Assert.Contains("format version 7, and this version of Unseen reads 1 to 4",
            Assert.Throws<ModelFileException>(() => UnseenModel.Load(FilePath)).Message);
    }

    [Theory]
    [InlineData("\"unseen.classifier\":\"Linear\"", "\"unseen.classifier\":\"000017\"",
        "metadata unseen.classifier must be one of Prototype, Linear, but was '000017'.")]
    [InlineData("\"unseen.classifier\":\"Linear\"", "\"unseen.classifier\":\"linear\"",
        "metadata unseen.classifier must be one of Prototype, Linear, but was 'linear'.")]
    [InlineData("\"unseen.scaling\":\"None\"", "\"unseen.scaling\":\"0099\"",
        "metadata unseen.scaling must be one of None, MinMax, L2, but was '0099'.")]
    [InlineData("\"unseen.scaling\":\"None\"", "\"unseen.scaling\":\"+001\"",
        "metadata unseen.scaling must be one of None, MinMax, L2, but was '+001'.")]
    public void Load_InvalidNameInMetadata_ThrowsWithTheKey(string old, string fresh, string message)
    {
        Models.Random(ClassifierForm.Linear).Save(FilePath);
        Replace(old, fresh);
        Assert.EndsWith(": " + message, Assert.Throws<ModelFileException>(
            () => UnseenModel.Load(FilePath)).Message);
    }

    [Fact]
    public void Load_MinimumNotFinite_ThrowsWithFileAndColumn()
    {
        Models.Random(ClassifierForm.Linear, scaling: FeatureScaling.MinMax(
            [.. Enumerable.Repeat(12345.678f, 7)], [1, 1, 1, 1, 1, 1, 1])).Save(FilePath);
        var bytes = File.ReadAllBytes(FilePath);
        BitConverter.GetBytes(float.NaN).CopyTo(bytes, bytes.AsSpan().IndexOf(BitConverter.GetBytes(12345.678f)));
        File.WriteAllBytes(FilePath, bytes);

        Assert.StartsWith(
            $"{FilePath}: this is not a whole model: minimum must be finite in every column, but was NaN in column 0",
            Assert.Throws<ModelFileException>(() => UnseenModel.Load(FilePath)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_500TruncationsAndBitFlips_SucceedsOrThrowsModelFileException()
    {
        Models.Random(ClassifierForm.Prototype, scaling: FeatureScaling.L2).Save(FilePath);
        var whole = File.ReadAllBytes(FilePath);
        var random = new Random(17);
        var refused = 0;
        for (var i = 0; i < 500; i++)
        {
            var damaged = i % 2 == 0 ? whole[..random.Next(whole.Length)] : [.. whole];
            if (i % 2 == 1)
                damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(FilePath, damaged);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                UnseenModel.Load(FilePath);
            }
            catch (ModelFileException exception)
            {
                refused++;
                Assert.StartsWith(FilePath, exception.Message, StringComparison.Ordinal);
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 << 20);
        }

        Assert.InRange(refused, 250, 499); // every truncation, and the flips that make the model invalid
    }

    [Fact]
    public void Constructor_PartsThatDisagree_ThrowsWithThePart()
    {
        ModelTensor weight = new([2, 3], new float[6]), bias = new([2], new float[2]);
        string Refusal(ModelTensor? w = null, ModelTensor? b = null, string[]? names = null, bool[]? seen = null,
            FeatureScaling? scaling = null, float temperature = 1) =>
            Assert.Throws<ArgumentException>(() => new UnseenModel(
                ClassifierForm.Linear, w ?? weight, b ?? bias, names ?? ["a", "b"], seen ?? [true, false], scaling
                    ?? FeatureScaling.None, temperature)).Message;
        Assert.Contains("of shape [C, D]", Refusal(w: bias));
        Assert.Contains("classifier.bias must be of shape [2]", Refusal(b: new ModelTensor([3], new float[3])));
        Assert.Contains("2 names", Refusal(names: ["a"]));
        Assert.Contains("classNames must be different for all classes, but was the same for two",
            Refusal(names: ["a", "a"]));
        Assert.Contains("2 flags", Refusal(seen: [true]));
        Assert.Contains("of 3 columns", Refusal(scaling: FeatureScaling.MinMax([0], [1])));
        Assert.Contains("temperature must be finite and greater than 0", Refusal(temperature: 0));
        Assert.Contains("classifier.weight must be finite",
            Refusal(w: new ModelTensor([2, 3], [1, 2, 3, 4, 5, float.NaN])));
        Assert.Contains("the metadata key unseen.branch.x begins with 'unseen.', which is reserved.",
            Assert.Throws<ArgumentException>(() => Models.Random(ClassifierForm.Linear).WithMetadata(
                new Dictionary<string, string> { ["unseen.branch.x"] = "" })).Message);
        foreach (var name in (string[])["classifier.bias", "branch.x", "scaling.span", "fit.mean", "map.weight"])
            Assert.Contains($"the name {name} in extraTensors is reserved for the model's own tensors.",
                Assert.Throws<ArgumentException>(() => new UnseenModel(
                    ClassifierForm.Linear, weight, bias, ["a", "b"], [true, false], FeatureScaling.None,
                    extraTensors: new Dictionary<string, ModelTensor> { [name] = bias })).Message);
        Assert.Contains("shape [2, 3] has 6 values, but 5 are given", Assert.Throws<ArgumentException>(
            () => new ModelTensor([2, 3], new float[5])).Message);
        Assert.Contains("every size must be at least 0, but the shape is [-1, -1]", Assert.Throws<ArgumentException>(
            () => new ModelTensor([-1, -1], new float[1])).Message);
    }

    [Fact]
    public void Constructor_InvalidTensor_ThrowsWithTheParameter()
    {
        ModelTensor weight = new([2, 3], new float[6]), bias = new([2], new float[2]);
        UnseenModel Create(ModelTensor w, ModelTensor b, Dictionary<string, ModelTensor>? extra = null) =>
            new(ClassifierForm.Linear, w, b, ["a", "b"], [true, false], FeatureScaling.None, extraTensors: extra);

        Assert.Throws<ArgumentException>("weight", () => Create(bias, bias));
        Assert.Throws<ArgumentException>("weight", () => Create(new([2, 1], [0, float.NaN]), bias));
        Assert.Throws<ArgumentException>("bias", () => Create(weight, new([3], new float[3])));
        Assert.Throws<ArgumentException>("bias", () => Create(weight, new([2], [0, float.NaN])));
        Assert.Throws<ArgumentException>("extraTensors", () => Create(weight, bias, new() { ["start.bias"] = weight }));
    }

    [Fact]
    public void Metadata_ChangedDictionaryOfTheCaller_StaysTheSame()
    {
        var metadata = new Dictionary<string, string> { ["protocol"] = "fair" };
        var model = new UnseenModel(ClassifierForm.Linear, new([1, 1], [1]), new([1], [0]), ["a"], [true],
            FeatureScaling.None, metadata: metadata);

        metadata["protocol"] = "paper";

        Assert.Equal("fair", model.Metadata["protocol"]);
    }

    private void Replace(string old, string fresh)
    {
        var bytes = File.ReadAllBytes(FilePath);
        var at = bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(old));
        Encoding.UTF8.GetBytes(fresh).CopyTo(bytes.AsSpan(at));
        File.WriteAllBytes(FilePath, bytes);
    }
}
