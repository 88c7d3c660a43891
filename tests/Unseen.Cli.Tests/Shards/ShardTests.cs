using System.Text.Json.Nodes;
using Parquet;
using Parquet.Serialization;
using Parquet.Serialization.Attributes;
using Unseen.Data;
using Unseen.Inference;
using Unseen.Runs;
using Unseen.Runs.Shards;

namespace Unseen.Cli.Tests.Shards;

public sealed class ShardTests : IDisposable
{
    // The numbers of rows of the files, in the order of the files' names.
    private static readonly int[] _lengths = [1, 37, 300, 9000, 0];

    private readonly TemporaryFolder _folder = new();
    private readonly UnseenModel _model = ShardData.Model();

    public ShardTests()
    {
        _model.Save(Model);
        Directory.CreateDirectory(In);
    }

    private string Model => _folder["model.safetensors"];

    private string In => _folder["in"];

    private string Out => _folder["out"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("1", 3, false)]
    [InlineData("3", 9, true)]
    public async Task Predict_AllShardsTogether_EqualPredictionsOfSingleRows(string threads, int top, bool unseenOnly)
    {
        for (var i = 0; i < _lengths.Length; i++)
            ShardData.WriteStored(Path.Combine(In, $"part-{i}.npz"), Features(i), ShardData.Names(_lengths[i]));

        for (var shard = 1; shard <= 3; shard++)
        {
            var run = await Predict([$"{shard}/3", "--threads", threads, "--top", $"{top}", .. unseenOnly
                ? ["--unseen-only"] : Array.Empty<string>()]);
            Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
            Assert.Equal(Enumerable.Range(0, _lengths.Length).Count(i => i % 3 < shard),
                Directory.GetFiles(Out, "*.parquet").Length);
        }

        var candidates = unseenOnly ? CandidateClasses.UnseenOnly : CandidateClasses.All;
        for (var i = 0; i < _lengths.Length; i++)
        {
            var rows = await Read(Path.Combine(Out, $"part-{i}.parquet"));
            var each = Math.Min(top, unseenOnly ? 2 : 5);
            Assert.Equal(_lengths[i] * each, rows.Count);
            var (features, names) = (Features(i), ShardData.Names(_lengths[i]));
            for (var row = 0; row < _lengths[i]; row++)
                foreach (var (place, expected) in _model.PredictTop(features.Row(row), top, candidates).Index())
                {
                    var found = rows[(row * each) + place];
                    Assert.Equal((row, names[row], place + 1), (found.row, found.image, found.rank));
                    Assert.Equal((expected.ClassName, expected.IsUnseen), (found.@class, found.unseen));
                    Assert.Equal(expected.Score, found.score, 1e-4f);
                    Assert.Equal(expected.Probability, found.probability, 1e-4f);
                }
        }
    }

    [Fact]
    public async Task Predict_Parquet_HasRowGroupsOfAtMost8192SamplesAndTheSameBytesWithAnyThreads()
    {
        ShardData.WriteStored(Path.Combine(In, "a.npz"), ShardData.Features(1, 20_000));
        await Predict("1/1", "--threads", "1", "--top", "2");
        var one = File.ReadAllBytes(Path.Combine(Out, "a.parquet"));
        Directory.Delete(Out, recursive: true);
        await Predict("1/1", "--threads", "5", "--top", "2");

        Assert.Equal(one, File.ReadAllBytes(Path.Combine(Out, "a.parquet")));
        await using var reader = await ParquetReader.CreateAsync(
            Path.Combine(Out, "a.parquet"), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(["row", "rank", "class", "unseen", "score", "probability"],
            reader.Schema.Fields.Select(field => field.Name));
        Assert.Equal([16_384L, 16_384L, 7_232L], reader.RowGroups.Select(group => group.RowCount));
    }

    [Fact]
    public async Task Predict_EveryFileFormat_GivesTheSameResults()
    {
        var features = ShardData.Features(3, 500);
        ShardData.WriteStored(Path.Combine(In, "stored.npz"), features, ShardData.Names(500));
        ShardData.WriteDeflated(Path.Combine(In, "deflated.npz"), "x", features, isDouble: false, ShardData.Names(500));
        ShardData.WriteDeflated(Path.Combine(In, "double.npz"), "features", features, isDouble: true,
            ShardData.Names(500));
        await ShardData.WriteParquet(Path.Combine(In, "columns.parquet"), features, rowsPerGroup: 90);

        foreach (var format in new[] { "parquet", "csv", "jsonl" })
        {
            var run = await Predict("1/1", "--format", format, "--threads", "4");
            Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
            Assert.Single(Directory.GetFiles(In).Select(Path.GetFileNameWithoutExtension)
                .Select(name => Convert.ToBase64String(File.ReadAllBytes(Path.Combine(Out, $"{name}.{format}"))))
                .Distinct());
        }

        Assert.StartsWith("row,image,rank,class,unseen,score,probability\n0,\"photo \"\"0\"\", é.jpg\",1,class ",
            File.ReadAllText(Path.Combine(Out, "stored.csv")), StringComparison.Ordinal);
        var line = JsonNode.Parse(File.ReadAllLines(Path.Combine(Out, "stored.jsonl"))[499])!;
        Assert.Equal((499, "photo \"499\", é.jpg"), ((int)line["row"]!, (string)line["image"]!));
        var best = _model.Predict(features.Row(499));
        Assert.Equal((best.ClassName, best.Score), ((string)line["class"]!, (float)line["score"]!), (a, b) =>
            a.Item1 == b.Item1 && Math.Abs(a.Item2 - b.Item2) < 1e-3);
    }

    [Fact]
    public async Task Predict_Again_SkipsFilesWhoseResultsAreUpToDate()
    {
        ShardData.WriteStored(Path.Combine(In, "a.npz"), Features(1));
        ShardData.WriteStored(Path.Combine(In, "b.npz"), Features(2));
        var (a, b) = (Path.Combine(Out, "a.parquet"), Path.Combine(Out, "b.parquet"));
        var first = await Predict("1/1");
        Assert.Matches(
            @"\A.*a\.npz: 37 rows in .*\n.*b\.npz: 300 rows in .*\n2 files done, 0 skipped: 337 rows in .*, \d+ rows per second\n\z", first.Output);
        var (bytesA, bytesB) = (File.ReadAllBytes(a), File.ReadAllBytes(b));

        Assert.Matches(@"\A.*a\.npz: already done\n.*b\.npz: already done\n0 files done, 2 skipped: 0 rows in .*\n\z",
            (await Predict("1/1")).Output);

        File.Delete(a);
        Assert.Contains("1 file done, 1 skipped: 37 rows", (await Predict("1/1")).Output, StringComparison.Ordinal);
        using (var stream = File.OpenWrite(b))
            stream.SetLength(100);
        Assert.Contains("1 file done, 1 skipped: 300 rows", (await Predict("1/1")).Output, StringComparison.Ordinal);
        File.WriteAllText(ShardRecord.GetPath(b), "{ \"model\": 3");
        Assert.Contains("1 file done, 1 skipped: 300 rows", (await Predict("1/1")).Output, StringComparison.Ordinal);
        File.WriteAllText(ShardRecord.GetPath(b), "{ \"format\": \"parquet\", \"model\": \"x\" }");
        Assert.Contains("1 file done, 1 skipped: 300 rows", (await Predict("1/1")).Output, StringComparison.Ordinal);
        File.SetLastWriteTimeUtc(Path.Combine(In, "a.npz"), new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc));
        Assert.Contains("1 file done, 1 skipped: 37 rows", (await Predict("1/1")).Output, StringComparison.Ordinal);
        Assert.Equal(bytesA, File.ReadAllBytes(a));
        Assert.Equal(bytesB, File.ReadAllBytes(b));

        foreach (var other in new[] { new[] { "--top", "2" }, ["--unseen-only"], [] })
            Assert.Contains("2 files done, 0 skipped", (await Predict(["1/1", .. other])).Output,
                StringComparison.Ordinal);
        ShardData.Model(seed: 2).Save(Model);
        Assert.Contains("2 files done, 0 skipped", (await Predict("1/1")).Output, StringComparison.Ordinal);
        Assert.NotEqual(bytesB, File.ReadAllBytes(b));
        var record = JsonNode.Parse(File.ReadAllText(ShardRecord.GetPath(b)))!;
        Assert.Equal((300, new FileInfo(b).Length, "parquet"),
            ((int)record["rows"]!, (long)record["outputBytes"]!, (string)record["format"]!));
    }

    [Fact]
    public async Task Predict_Cancelled_LeavesWholeFilesOnly()
    {
        ShardData.WriteStored(Path.Combine(In, "a.npz"), Features(1));
        ShardData.WriteDeflated(Path.Combine(In, "b.npz"), "features", ShardData.Features(2, 200_000), isDouble: true);
        var run = await CommandRun.Interrupt([Out],
            () => Directory.Exists(Out)
                && Directory.EnumerateFiles(Out, "b.jsonl.*").Any(path => new FileInfo(path).Length > 0),
            Args("1/1", "--format", "jsonl", "--top", "5", "--threads", "3"));

        Assert.Equal(ExitCode.Interrupted, run.ExitCode);
        Assert.Contains("interrupted. 1 of 2 files are complete in ", run.Error, StringComparison.Ordinal);
        Assert.Equal(["a.json", "a.jsonl"], Outputs());
    }

    [Fact]
    public async Task Predict_FeatureThatIsNotFinite_NamesTheFirstSuchRow()
    {
        ShardData.WriteStored(Path.Combine(In, "a.npz"), Features(1));
        var features = ShardData.Features(2, 30_000);
        features.WritableRow(29_000)[1] = float.NaN;
        features.WritableRow(17_001)[3] = float.PositiveInfinity;
        ShardData.WriteStored(Path.Combine(In, "b.npz"), features);
        await ShardData.WriteParquet(_folder["c.parquet"],
            new FeatureMatrix(features.Values[(16_990 * ShardData.Width)..(17_010 * ShardData.Width)], 20,
            ShardData.Width), rowsPerGroup: 3);

        var run = await Predict("1/1", "--threads", "7");
        Assert.Equal(
            (ExitCode.BadInput,
            $"unseen predict: {Path.Combine(In, "b.npz")}: row 17001 has a feature that is NaN or "
            + "infinite. Compute the features again.\n"), (run.ExitCode, run.Error));
        Assert.Equal(["a.json", "a.parquet"], Outputs());

        run = await CommandRun.Run("predict", Model, "--features", _folder["c.parquet"], "--shard", "1/1", "--out", Out,
            "--threads", "3");
        Assert.Equal(
            (ExitCode.BadInput,
            $"unseen predict: {_folder["c.parquet"]}: row 11 has a feature that is NaN or infinite. Compute "
            + "the features again.\n"), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task Predict_FeaturesTooLargeForFiniteScores_NamesTheFirstSuchRow()
    {
        var features = ShardData.Features(2, 5000);
        features.WritableRow(4321).Fill(3e38f);
        features.WritableRow(4400).Fill(3e38f);
        ShardData.WriteStored(Path.Combine(In, "b.npz"), features);

        var run = await Predict("1/1");

        Assert.Equal(
            (ExitCode.BadInput,
            $"unseen predict: {Path.Combine(In, "b.npz")}: row 4321 has features that are too large for "
            + "finite scores. Were they computed by the right image model?\n"), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task Predict_FeatureListsOfWrongLength_NamesTheRow()
    {
        float?[] whole = [1, 2, 3, 4, 5, 6];
        async Task<string> Error(params float?[][] lists)
        {
            await ShardData.WriteLists(Path.Combine(In, "a.parquet"), lists);
            var run = await Predict("1/1");
            Assert.Equal(ExitCode.BadInput, run.ExitCode);
            Assert.Empty(Outputs());
            return run.Error[(run.Error.IndexOf("a.parquet: ", StringComparison.Ordinal) + 11)..];
        }

        Assert.Equal("row 1 must be a list of 6 numbers, the model's width, but was 5.\n",
            await Error(whole, whole[1..], [.. whole, 7], whole));
        Assert.Equal("row 2 must be a list of 6 numbers, the model's width, but was 5 and null.\n",
            await Error(whole, whole, [1, 2, null, 4, 5, 6]));
        Assert.Equal("row 0 must be a list of 6 numbers, the model's width, but was 7.\n", await Error([.. whole, 7]));
        ShardData.WriteStored(Path.Combine(In, "b.npz"), new FeatureMatrix(new float[15], 3, 5));
        File.Delete(Path.Combine(In, "a.parquet"));
        Assert.Contains(
            "b.npz: array 'features' must be numbers of shape [N, 6] in C order or [6, N] in Fortran order, 6 being "
            + "the model's width, but was <f4 [3, 5] in C order.",
            (await Predict("1/1")).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.npz", 0.5)]
    [InlineData("a.npz", 0.98)]
    [InlineData("b.npz", 1.0)]
    [InlineData("c.parquet", 0.5)]
    [InlineData("c.parquet", 0.01)]
    public async Task Predict_DamagedShard_NamesTheFileInOneLine(string name, double kept)
    {
        var features = ShardData.Features(1, 3000);
        var path = Path.Combine(In, name);
        if (name == "a.npz")
            ShardData.WriteStored(path, features);
        else if (name == "b.npz")
            ShardData.WriteDeflated(path, "features", features, isDouble: false);
        else
            await ShardData.WriteParquet(path, features, rowsPerGroup: 500);
        var bytes = File.ReadAllBytes(path);
        // The deflated file gets zeros in the middle. The other files are cut short.
        File.WriteAllBytes(path, name == "b.npz" ? [.. bytes[..1000], .. new byte[2000], .. bytes[3000..]]
            : bytes[..(int)(kept * bytes.Length)]);

        var run = await Predict("1/1", "--threads", "3");

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.StartsWith($"unseen predict: {path}: ", run.Error, StringComparison.Ordinal);
        Assert.Equal(1, run.Error.Count(letter => letter == '\n'));
        Assert.Empty(Outputs());
    }

    [Fact]
    public async Task Predict_DamagedParquet_SucceedsOrNamesTheFile()
    {
        await ShardData.WriteParquet(Path.Combine(In, "c.parquet"), ShardData.Features(1, 60), rowsPerGroup: 25);
        var bytes = File.ReadAllBytes(Path.Combine(In, "c.parquet"));
        var random = new Random(5);
        for (var i = 0; i < 60; i++)
        {
            byte[] damaged = [.. bytes];
            for (var k = 0; k < 4; k++)
                damaged[random.Next(bytes.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(Path.Combine(In, "c.parquet"), damaged);
            var run = await Predict("1/1", "--threads", "2");
            Assert.True(run.ExitCode == ExitCode.Done || run.Error.Contains("c.parquet: ", StringComparison.Ordinal),
                $"{i}: {run.Error}");
        }
    }

    [Fact]
    public async Task Shard_RowGroupTooLarge_IsRefused()
    {
        await ShardData.WriteParquet(_folder["a.parquet"], ShardData.Features(1, 90), rowsPerGroup: 50);

        using (new ParquetShard(_folder["a.parquet"], ShardData.Width,
            largestGroup: 50 * ShardData.Width * sizeof(float)))
        {
        }

        var refusal = Assert.Throws<UnseenDataException>(
            () => new ParquetShard(_folder["a.parquet"], ShardData.Width,
            largestGroup: (50 * ShardData.Width * sizeof(float)) - 1));
        Assert.Equal(
            $"{_folder["a.parquet"]}: row group 0 has 1200 bytes of features as float32, but at most 1199 can be read "
            + "at once. Write the file with smaller row groups.", refusal.Message);
    }

    [Theory]
    [InlineData("0/3", "--shard must be I/N with I from 1 to N, such as 1/4, but was '0/3'.")]
    [InlineData("4/3", "--shard must be I/N with I from 1 to N, such as 1/4, but was '4/3'.")]
    [InlineData("x", "--shard must be I/N with I from 1 to N, such as 1/4, but was 'x'.")]
    [InlineData("1/1 --format table", "--format must be one of csv, jsonl, parquet with --shard, but was 'table'.")]
    [InlineData("1/1 --threads 0", "--threads must be at least 1, but was 0.")]
    [InlineData("1/1 --top 0", "--top must be at least 1, but was 0.")]
    public async Task Predict_InvalidFlags_AreRefusedWithTheValidValues(string flags, string message)
    {
        ShardData.WriteStored(Path.Combine(In, "a.npz"), Features(1));
        var run = await Predict(flags.Split(' '));
        Assert.Equal((ExitCode.BadUsage, $"unseen predict: {message} See unseen predict --help.\n"),
            (run.ExitCode, run.Error));
        Assert.False(Directory.Exists(Out));
    }

    [Fact]
    public async Task Predict_InvalidInputOrOutputPaths_AreRefused()
    {
        async Task Refuses(int exitCode, string message, params string[] args)
        {
            var run = await CommandRun.Run(["predict", Model, .. args]);
            Assert.Equal(exitCode, run.ExitCode);
            Assert.Contains(message, run.Error, StringComparison.Ordinal);
        }

        await Refuses(
            ExitCode.BadInput, "the folder has no .npz or .parquet files.",
            "--features", In, "--shard", "1/1", "--out", Out);
        await Refuses(
            ExitCode.BadInput, "it does not exist. Features are .npz or .parquet files",
            "--features", _folder["none"], "--shard", "1/1", "--out", Out);
        ShardData.WriteStored(Path.Combine(In, "a.npz"), Features(1));
        await Refuses(ExitCode.BadUsage, "--shard needs --out DIR, a folder for the results.", "--features", In, "--shard", "1/1");
        await Refuses(ExitCode.BadUsage, "--out must be a folder with --shard, but ", "--features", In,
            "--shard", "1/1", "--out", Model);
        await Refuses(ExitCode.BadUsage, "--out and --features are the same folder.",
            "--features", In, "--shard", "1/1", "--out", In + "/");
        await Refuses(ExitCode.BadUsage, "--shard is for features, not photographs", "photo.jpg", "--shard",
            "1/1", "--out", Out);
        await Refuses(ExitCode.BadUsage, "Name one file, or add --shard 1/1", "--features", In);
        await Refuses(ExitCode.BadUsage, "--threads needs --shard", "--features", Path.Combine(In, "a.npz"),
            "--threads", "2");
        await Refuses(ExitCode.BadUsage, "--format parquet needs --shard", "--features",
            Path.Combine(In, "a.npz"), "--format", "parquet");
        await ShardData.WriteParquet(Path.Combine(In, "a.parquet"), Features(1), rowsPerGroup: 5);
        await Refuses(
            ExitCode.BadInput, "a.npz and a.parquet would have the same results file.",
            "--features", In, "--shard", "1/1", "--out", Out);
        Assert.False(Directory.Exists(Out));
    }

    [Fact]
    public void Find_ExtensionsInUpperCase_AreFound()
    {
        Directory.CreateDirectory(_folder["upper"]);
        _folder.Write("upper/a.npz", "");
        _folder.Write("upper/b.NPZ", "");
        _folder.Write("upper/c.Parquet", "");

        Assert.Equal(["a.npz", "b.NPZ", "c.Parquet"],
            ShardFiles.Find(_folder["upper"]).Select(path => Path.GetFileName(path)));
    }

    [Fact]
    public async Task Predict_LargeFile_NeedsLittleMemory()
    {
        const int width = 2048;
        const int rows = 50_000; // 400 MB
        ShardData.Model(width: width).Save(Model);
        ShardData.WriteZeros(Path.Combine(In, "zeros.npz"), rows, width);
        using var process = UnseenProcess.StartWithin(megabytes: 120, _folder.FullPath, Args("1/1"));
        var run = await process.End();

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        var predictions = await Read(Path.Combine(Out, "zeros.parquet"));
        Assert.Equal(rows, predictions.Count);
        Assert.Single(predictions.Select(prediction => prediction.@class).Distinct());
    }

    private static FeatureMatrix Features(int i) => ShardData.Features(i, _lengths[i]);

    private static async Task<IList<Prediction>> Read(string path) =>
        (await ParquetSerializer.DeserializeAsync<Prediction>(
            path, cancellationToken: TestContext.Current.CancellationToken)).Data;

    private string[] Args(params string[] shard) =>
        ["predict", Model, "--features", In, "--out", Out, "--shard", .. shard];

    private Task<CommandRun> Predict(params string[] shard) => CommandRun.Run(Args(shard));

    private string[] Outputs() =>
        Directory.Exists(Out) ? [.. Directory.GetFiles(Out).Select(path => Path.GetFileName(path))
        .Order(StringComparer.Ordinal)] : [];

    private sealed class Prediction
    {
#pragma warning disable IDE1006 // the columns' names
        public long row { get; set; }

        public string? image { get; set; }

        public int rank { get; set; }

        [ParquetRequired]
        public string @class { get; set; } = "";

        public bool unseen { get; set; }

        public float score { get; set; }

        public float probability { get; set; }
#pragma warning restore IDE1006
    }
}
