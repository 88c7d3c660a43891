using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Unseen.Runs;
using Unseen.Runs.Predictions;
using Unseen.Runs.Shards;

namespace Unseen.Cli.Tests.Shards;

/// <summary>Tests which files are scored again if a sharded prediction is repeated.</summary>
public sealed class ShardResumeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ShardResumeTests()
    {
        ShardData.Model().Save(Model);
        Directory.CreateDirectory(_folder["in"]);
    }

    private string Model => _folder["model.safetensors"];

    private string Out => _folder["out"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Predict_Killed_ContinuesToTheSameBytesAndLeavesNothingBehind()
    {
        ShardData.WriteStored(_folder["in/a.npz"], ShardData.Features(1, 100), ShardData.Names(100));
        ShardData.WriteDeflated(_folder["in/b.npz"], "features", ShardData.Features(2, 300_000), isDouble: true);
        string[] Args(string folder) =>
            ["predict", Model, "--features", _folder["in"], "--out", folder, "--shard", "1/1", "--format", "jsonl",
            "--top", "5"];
        for (var kill = 0; kill < 2; kill++)
        {
            string[] earlier = kill == 0 ? [] : Directory.GetFiles(Out, "b.jsonl.*.tmp");
            using var process = UnseenProcess.Start(_folder.FullPath, Args(Out));
            await process.WaitUntil(() => Directory.Exists(Out) && Directory.EnumerateFiles(Out, "b.jsonl.*.tmp")
                .Except(earlier).Any(path => new FileInfo(path).Length > 1_000_000));
            await process.Kill();
            Assert.Equal(["a.json", "a.jsonl"], Directory.GetFiles(Out).Select(path => Path.GetFileName(path))
                .Where(name => !name.EndsWith(".tmp", StringComparison.Ordinal)).Order());
            // The temporary file of the earlier process was deleted.
            Assert.DoesNotContain(Assert.Single(Directory.GetFiles(Out, "b.jsonl.*.tmp")), earlier);
        }

        File.WriteAllText(Path.Combine(Out, "c.jsonl.0123456789abcdef0123456789abcdef.tmp"), "another's");
        var run = await CommandRun.Run(Args(Out));
        Assert.Contains("1 file done, 1 skipped", run.Output, StringComparison.Ordinal);
        File.Delete(Path.Combine(Out, "c.jsonl.0123456789abcdef0123456789abcdef.tmp"));

        await CommandRun.Run(Args(_folder["whole"]));
        string[] files = [.. Directory.GetFiles(_folder["whole"]).Select(path => Path.GetFileName(path)).Order()];
        Assert.Equal(["a.json", "a.jsonl", "b.json", "b.jsonl"], files);
        Assert.Equal(files, Directory.GetFiles(Out).Select(path => Path.GetFileName(path)).Order());
        foreach (var file in files)
            Assert.Equal(File.ReadAllBytes(_folder[$"whole/{file}"]), File.ReadAllBytes(Path.Combine(Out, file)));
    }

    [Fact]
    public void DeleteAbandoned_FileThatIsBeingWritten_Stays()
    {
        Directory.CreateDirectory(Out);
        AtomicFile.Write(Path.Combine(Out, "a.csv"), stream =>
        {
            AtomicFile.DeleteAbandoned(Out, name => name == "a.csv");
            stream.WriteByte(1);
        });

        Assert.Equal([1], File.ReadAllBytes(Path.Combine(Out, "a.csv")));
    }

    [Fact]
    public async Task Predict_InputReplacedWithTheSameLengthAndTime_IsScoredAgain()
    {
        var time = new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        Directory.CreateDirectory(_folder["other"]);
        foreach (var (path, seed) in new[] { ("in/a.npz", 1), ("other/a.npz", 2) })
        {
            ShardData.WriteStored(_folder[path], ShardData.Features(seed, 500));
            File.SetLastWriteTimeUtc(_folder[path], time);
        }

        Assert.Contains("1 file done", (await Predict("in", "1/1")).Output, StringComparison.Ordinal);
        var first = File.ReadAllBytes(Path.Combine(Out, "a.parquet"));
        var run = await Predict("other", "1/1");
        Assert.Equal(
            (ExitCode.BadInput,
            $"unseen predict: {Path.Combine(Out, "a.parquet")}: this file has the results of "
            + $"{_folder["in/a.npz"]}, not of {_folder["other/a.npz"]}. Choose another folder with --out, or delete "
            + "the file.\n"), (run.ExitCode, run.Error));
        Assert.Equal(first, File.ReadAllBytes(Path.Combine(Out, "a.parquet")));

        File.Copy(_folder["other/a.npz"], _folder["in/a.npz"], overwrite: true);
        File.SetLastWriteTimeUtc(_folder["in/a.npz"], time);
        Assert.Contains("1 file done, 0 skipped", (await Predict("in", "1/1")).Output, StringComparison.Ordinal);
        Assert.NotEqual(first, File.ReadAllBytes(Path.Combine(Out, "a.parquet")));
    }

    [Fact]
    public async Task IsComplete_AfterAFileWasAddedBetweenParts_SaysWhichRemains()
    {
        ShardData.WriteStored(_folder["in/b.npz"], ShardData.Features(1, 5));
        ShardData.WriteStored(_folder["in/c.npz"], ShardData.Features(2, 5));
        List<string> warnings = [];
        var context = new RunContext
        {
            Warn = warnings.Add,
            Cancellation = TestContext.Current.CancellationToken,
        };
        var prediction = new ShardedPrediction(context)
        {
            Folder = Out,
            Format = PredictionFormat.Parquet,
            Top = 1,
            UnseenOnly = false,
            Threads = 1
        };
        string[] files = [_folder["in/b.npz"], _folder["in/c.npz"]];
        await Predict("in", "1/2"); // scores b
        ShardData.WriteStored(_folder["in/a.npz"], ShardData.Features(3, 5));
        await Predict("in", "2/2"); // scores b again, since b is now the second of three files

        Assert.False(prediction.IsComplete(Model, files));
        Assert.Contains(
            $"1 of 2 files must still be scored, the first of them {_folder["in/c.npz"]}: files or the model changed "
            + "meanwhile. Run the same command again to score them.", warnings);
        await Predict("in", "1/1");
        Assert.True(prediction.IsComplete(Model, files));
    }

    [Fact]
    public async Task Predict_ModelIsReplacedMeanwhile_RecordsTheModelThatWasUsed()
    {
        ShardData.WriteStored(_folder["in/a.npz"], ShardData.Features(1, 50));
        Dictionary<string, byte[]> expected = [];
        for (var seed = 1; seed <= 2; seed++)
        {
            ShardData.Model(seed).Save(_folder[$"{seed}"]);
            await CommandRun.Run("predict", _folder[$"{seed}"], "--features", _folder["in"], "--shard", "1/1", "--out",
                _folder[$"out{seed}"], "--format", "csv");
            expected.Add(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_folder[$"{seed}"]))),
                File.ReadAllBytes(_folder[$"out{seed}/a.csv"]));
        }

        using var isOver = new CancellationTokenSource();
        var replacing = Task.Run(() =>
        {
            for (var i = 0; !isOver.IsCancellationRequested; i++)
            {
                File.Copy(_folder[$"{1 + (i % 2)}"], _folder["next"], overwrite: true);
                File.Move(_folder["next"], Model, overwrite: true);
            }
        }, TestContext.Current.CancellationToken);
        for (var i = 0; i < 40; i++)
        {
            await Predict("in", "1/1", "--format", "csv");
            Assert.Equal(expected[(string)JsonNode.Parse(File.ReadAllText(Path.Combine(Out, "a.json")))!["model"]!],
                File.ReadAllBytes(Path.Combine(Out, "a.csv")));
        }

        await isOver.CancelAsync();
        await replacing;
    }

    [Fact]
    public async Task Predict_TopAboveTheNumberOfClasses_WritesAllClasses()
    {
        ShardData.WriteStored(_folder["in/a.npz"], ShardData.Features(1, 50));
        await Predict("in", "1/1", "--top", "2000000");

        await using (var reader = await Parquet.ParquetReader.CreateAsync(
            Path.Combine(Out, "a.parquet"), cancellationToken: TestContext.Current.CancellationToken))
            Assert.Equal([250L], reader.RowGroups.Select(group => group.RowCount));
        Assert.Contains("0 files done, 1 skipped", (await Predict("in", "1/1", "--top", "5")).Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Predict_LargeParquet_NeedsMemoryForARowGroupOnly()
    {
        const int width = 1024;
        const int groups = 40; // of 4 MB each
        ShardData.Model(width: width).Save(Model);
        await ShardData.WriteGroups(_folder["in/a.parquet"], groups, rowsPerGroup: 1000, width);
        using var process = UnseenProcess.StartWithin(
            megabytes: 100, _folder.FullPath, Args("in", "1/1", "--threads", "2"));
        var run = await process.End();

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        Assert.Contains("40000 rows", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PredictWithoutShards_FeatureThatIsNotFinite_NamesTheFileAndRow()
    {
        var features = ShardData.Features(1, 5);
        features.WritableRow(3)[2] = float.NaN;
        ShardData.WriteStored(_folder["x.npz"], features);
        var run = await CommandRun.Run("predict", Model, "--features", _folder["x.npz"]);

        Assert.Equal(
            (ExitCode.BadInput,
            $"unseen predict: {_folder["x.npz"]}: row 3 has a feature that is NaN or infinite. Compute "
            + "the features again.\n"), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task Predict_EmptyFile_IsReportedAsEmpty()
    {
        File.WriteAllBytes(_folder["in/a.npz"], []);
        var run = await Predict("in", "1/1");

        Assert.Equal(
            (ExitCode.BadInput,
            $"unseen predict: {_folder["in/a.npz"]}: the file is empty (0 bytes). Download or copy it again.\n"),
            (run.ExitCode, run.Error));
    }

    private string[] Args(string folder, params string[] shard) =>
        ["predict", Model, "--features", _folder[folder], "--out", Out, "--shard", .. shard];

    private Task<CommandRun> Predict(string folder, params string[] shard) => CommandRun.Run(Args(folder, shard));
}
