using System.Globalization;
using Parquet.Serialization;
using Unseen.Runs;

namespace Unseen.Cli.Tests.Shards;

public sealed class ShardRejectTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ShardRejectTests()
    {
        ShardData.Model().Save(Model);
        Directory.CreateDirectory(In);
    }

    private string Model => _folder["model.safetensors"];

    private string In => _folder["in"];

    private string Out => _folder["out"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("parquet")]
    [InlineData("csv")]
    public async Task Predict_Reject_WritesTheFitOfEveryRow(string format)
    {
        var model = ShardData.Refusing();
        model.Save(Model);
        var features = ShardData.Features(1, 300);
        ShardData.WriteStored(Path.Combine(In, "a.npz"), features);

        var plain = await Predict("1/1", "--format", format);
        var run = await Predict("1/1", "--format", format, "--reject", "40%");
        var again = await Predict("1/1", "--format", format, "--reject", "40%");

        Assert.Equal((ExitCode.Done, ExitCode.Done), (plain.ExitCode, run.ExitCode));
        Assert.Contains("already done", again.Output, StringComparison.Ordinal);
        var path = Path.Combine(Out, $"a.{format}");
        (float Fit, bool IsKnown)[] found = format == "csv"
            ? [.. File.ReadLines(path).Skip(1).Select(line => line.Split(','))
                .Select(cells => (float.Parse(cells[^2], CultureInfo.InvariantCulture), cells[^1] == "yes"))]
            : [.. (await ParquetSerializer.DeserializeAsync<FitRow>(
                path, cancellationToken: TestContext.Current.CancellationToken)).Data
                .Select(row => (row.fit, row.known))];
        Assert.Equal(300, found.Length);
        for (var row = 0; row < found.Length; row++)
        {
            var expected = model.Predict(features.Row(row), withFit: true);
            Assert.Equal(expected.Fit!.Value, found[row].Fit, 1e-5f);
            Assert.Equal(expected.IsKnown(0.4), found[row].IsKnown);
        }

        Assert.Equal(2, found.DistinctBy(one => one.IsKnown).Count());
    }

    [Fact]
    public async Task Predict_RejectWithoutThresholds_IsRefusedAndWritesNothing()
    {
        ShardData.WriteStored(Path.Combine(In, "a.npz"), ShardData.Features(1, 3));

        var run = await Predict("1/1", "--reject", "5%");

        Assert.Equal(ExitCode.BadUsage, run.ExitCode);
        Assert.Contains("cannot refuse: it has no thresholds. ", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.Exists(Out) ? Directory.GetFiles(Out) : []);
    }

    private Task<CommandRun> Predict(params string[] shard) => CommandRun.Run(
        ["predict", Model, "--features", In, "--out", Out, "--shard", .. shard]);

    private sealed class FitRow
    {
#pragma warning disable IDE1006 // the columns' names
        public float fit { get; set; }

        public bool known { get; set; }
#pragma warning restore IDE1006
    }
}
