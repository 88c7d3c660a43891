using System.Text.Json.Nodes;
using Unseen.Data.Loading;
using Unseen.Runs;

namespace Unseen.Cli.Tests.Commands;

public sealed class EvaluateCommandTests(TrainedRun trained) : IClassFixture<TrainedRun>
{
    [Fact]
    public async Task Evaluate_SameData_HasTheRecordedScores()
    {
        var run = await CommandRun.Run("evaluate", trained.Run, "--json");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        var json = JsonNode.Parse(run.Output)!;
        Assert.True((bool)json["sameData"]!);
        foreach (var metric in (string[])["U", "S", "H", "T1"])
            Assert.Equal((double)json["recorded"]![metric]!, (double)json[metric]!, 3);
    }

    [Fact]
    public async Task Evaluate_OtherData_Warns()
    {
        using var folder = new TemporaryFolder();
        var dataset = TinyDataset.Create();
        dataset.Features.WritableRow(0)[0] += 1;
        DatasetConverter.Save(dataset, folder["other.npz"]);

        var run = await CommandRun.Run("evaluate", trained.Run, "--data", folder["other.npz"]);

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.StartsWith("warning: the data's files differ", run.Error);
    }

    [Fact]
    public async Task Evaluate_OtherClasses_NamesTheFirstDifference()
    {
        using var folder = new TemporaryFolder();
        var dataset = TinyDataset.Create();
        dataset.ClassNames[1] = "zebra";
        DatasetConverter.Save(dataset, folder["other.npz"]);

        var run = await CommandRun.Run("evaluate", trained.Run, "--data", folder["other.npz"]);

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.EndsWith("unseen evaluate: tiny: class 1 is 'zebra' in the dataset and 'class b' in the model. Evaluate "
            + "the model on a dataset with the same classes in the same order.\n", run.Error);
    }

    [Fact]
    public async Task Evaluate_MissingRun_FailsWithBadInput()
    {
        var run = await CommandRun.Run("evaluate", "nowhere");

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Equal("unseen evaluate: nowhere does not exist. RUN is the folder of a run, or a model file.\n",
            run.Error);
    }
}
