using Unseen.Runs.Store;
using Unseen.Runs.Sweeps.Results;

namespace Unseen.Cli.Tests.Sweeps;

public sealed class FinishedRunsTests : IDisposable
{
    private const string Results = """{"H": 41, "interrupted": false}""";

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(null)]
    [InlineData("{}")]
    public void Add_FolderWithoutAConfiguration_IsRefused(string? options)
    {
        Write("run/metrics.json", Results);
        if (options is not null)
            Write("run/options.json", options);

        var exception = Assert.Throws<IOException>(
            () => FinishedRuns.Add([_folder["run"]], () => throw new InvalidOperationException("opened")));

        Assert.StartsWith($"{_folder["run"]} is not the folder of a finished run.", exception.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Add_ResultsNotYetMovedIntoPlace_UsesThemAndTheirConfiguration()
    {
        Write("run/metrics.json", """{"H": 12, "interrupted": false}""");
        Write("run/options.json", """{"config": {"sigma": 1}}""");
        Write("run.unseen-new/metrics.json", Results);
        Write("run.unseen-new/options.json", """{"config": {"sigma": 2}, "data": {"name": "tiny"}}""");

        var store = FinishedRuns.Add([_folder["run"]], () => RunStore.Open(_folder["runs.db"]));

        var run = Assert.Single(store.Runs());
        Assert.Equal(("tiny", """{"sigma":2}""", _folder["run"], """{"H":41,"interrupted":false}"""),
            (run.Dataset, run.Config, run.Folder, run.Metrics));
    }

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        _folder.Write(name, text);
    }

    public void Dispose() => _folder.Dispose();
}
