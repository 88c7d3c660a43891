using Unseen.Runs;
using Unseen.Runs.Store;
using Unseen.Runs.Sweeps.Results;

namespace Unseen.Cli.Tests.Sweeps;

public sealed class RunQueryTests
{
    [Theory]
    [InlineData("1,2", "12", false)]
    [InlineData("0,1", "1", false)]
    [InlineData("12", "12", true)]
    public void Holds_SeveralSeeds_AreNotReadAsOneNumber(string seeds, string value, bool expected)
    {
        var run = DoneRun.Create(0, "", 4) with { Config = $$"""{"data": "digits", "seeds": [{{seeds}}]}""" };

        Assert.Equal(expected, new RunFilter("seed", "=", value).Holds(RunRow.Create(run)));
        Assert.Equal(!expected, new RunFilter("seed", "!=", value).Holds(RunRow.Create(run)));
    }

    [Theory]
    [InlineData("adjust==zla")]
    [InlineData("H>>40")]
    [InlineData("H=>40")]
    [InlineData("adjust!==zla")]
    [InlineData("adjust<>zla")]
    public void Read_UnknownOperator_Throws(string text) =>
        Assert.Contains($"but was '{text}'",
            Assert.Throws<UsageException>(() => RunFilter.Read(text, "--where")).Message, StringComparison.Ordinal);

    [Fact]
    public void Find_SortedByNumbersAndWords_HasTheNumbersInOrder()
    {
        using var folder = new TemporaryFolder();
        var store = RunStore.Open(folder["runs.db"]);
        string[] values = ["10", "\"auto\"", "9", "1.5"];
        foreach (var (i, value) in values.Index())
        {
            var run = DoneRun.Create(i, $"\"sigma\": {value}", 4);
            store.Add("made", new(run.Id, i, run.Dataset, run.Config, run.Folder), run.Metrics!);
        }

        var rows = new RunQuery { Sort = "-sigma" }.Find(store);

        Assert.Equal(["1.5", "9", "10", "auto"], rows.Select(row => row.Options["sigma"]));
    }
}
