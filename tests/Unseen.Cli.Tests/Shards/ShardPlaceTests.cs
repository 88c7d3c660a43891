using Unseen.Runs;

namespace Unseen.Cli.Tests.Shards;

/// <summary>Tests that outputs which would overwrite an input are refused.</summary>
public sealed class ShardPlaceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ShardPlaceTests()
    {
        Directory.CreateDirectory(_folder["data/real"]);
        Directory.CreateDirectory(_folder["link"]);
        ShardData.Model().Save(_folder["model.safetensors"]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Predict_InputThatLinksIntoTheOutputFolder_IsRefused()
    {
        await ShardData.WriteParquet(_folder["data/real/a.parquet"], ShardData.Features(1, 5), rowsPerGroup: 5);
        File.CreateSymbolicLink(_folder["link/b.parquet"], "../data/real/a.parquet");
        File.CreateSymbolicLink(_folder["data/real/b.parquet"], "a.parquet");
        File.CreateSymbolicLink(_folder["link/a.parquet"], "../data/real/b.parquet");

        await Refuses(_folder["data/real/a.parquet"], "--features", _folder["link"], "--shard", "1/2", "--out",
            _folder["data/real"]);
    }

    [Fact]
    public async Task Predict_FolderBehindALinkedParent_IsRefused()
    {
        await ShardData.WriteParquet(_folder["data/real/a.parquet"], ShardData.Features(1, 5), rowsPerGroup: 5);
        Directory.CreateSymbolicLink(_folder["mount"], _folder["data"]);

        await Refuses(_folder["data/real/a.parquet"], "--features", _folder["mount/real"], "--shard", "1/1", "--out",
            _folder["data/real"]);
        await Refuses(_folder["data/real/a.parquet"], "--features", _folder["data/real/a.parquet"], "--shards", "1",
            "--out", _folder["mount/real"]);
    }

    [Fact]
    public async Task Predict_OutputOverItsFeaturesOrModel_IsRefused()
    {
        ShardData.WriteStored(_folder["x.npz"], ShardData.Features(1, 5));
        File.CreateSymbolicLink(_folder["y.npz"], "x.npz");

        await Refuses(_folder["x.npz"], "--features", _folder["x.npz"], "--out", _folder["x.npz"]);
        await Refuses(_folder["x.npz"], "--features", _folder["y.npz"], "--out", _folder["x.npz"]);
        await Refuses(_folder["model.safetensors"], "--features", _folder["x.npz"], "--out",
            _folder["model.safetensors"]);
    }

    [Fact]
    public void Places_ChainOfLinks_ReturnsEveryPath()
    {
        File.WriteAllText(_folder["data/real/a"], "");
        Directory.CreateSymbolicLink(_folder["short"], "data/real");
        // The ".." after "short" is the parent of the folder that the link leads to, not of the link.
        File.CreateSymbolicLink(_folder["data/b"], "../short/../real/a");
        File.CreateSymbolicLink(_folder["c"], _folder["data/b"]);
        File.CreateSymbolicLink(_folder["round"], "round");
        var root = RealPath.Resolve(_folder.FullPath);

        Assert.Equal([$"{root}/c", $"{root}/data/b", $"{root}/data/real/a"], RealPath.Places(_folder["c"]));
        Assert.Equal($"{root}/data/real/new/x", RealPath.Resolve(_folder["short/new/x"]));
        Assert.Equal($"{root}/round", RealPath.Resolve(_folder["round"]));
    }

    private async Task Refuses(string kept, params string[] args)
    {
        var before = File.ReadAllBytes(kept);
        var run = await CommandRun.Run(["predict", _folder["model.safetensors"], .. args]);

        Assert.Equal(ExitCode.BadUsage, run.ExitCode);
        Assert.StartsWith("unseen predict: --out ", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(kept));
        Assert.Empty(Directory.EnumerateFiles(_folder.FullPath, "*.tmp", SearchOption.AllDirectories));
    }
}
