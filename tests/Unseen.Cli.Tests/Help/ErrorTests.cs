using Unseen.Runs;

namespace Unseen.Cli.Tests.Help;

public sealed class ErrorTests
{
    [Theory]
    [InlineData("tran", "unseen: unknown command 'tran'. Did you mean train? See unseen --help.")]
    [InlineData("data inspct x",
        "unseen data: unknown command 'inspct'. Did you mean inspect? See unseen data --help.")]
    [InlineData(
        "train --clasifier linear",
            "unseen train: unknown option --clasifier. Did you mean --classifier? See unseen train --help.")]
    [InlineData("train --zzzzzzzzz", "unseen train: unknown option --zzzzzzzzz. See unseen train --help.")]
    [InlineData("train",
        "unseen train: PROJECT (a folder of photographs and descriptions, which unseen init makes) or --data DIR "
        + "(a dataset of features) is required. See unseen train --help.")]
    [InlineData("help trian", "unseen: unknown command 'trian'. Did you mean train? See unseen --help.")]
    [InlineData("help data inspct",
        "unseen data: unknown command 'inspct'. Did you mean inspect? See unseen data --help.")]
    [InlineData("compare foo", "unseen compare: unexpected argument 'foo'. See unseen compare --help.")]
    [InlineData("predict run --tpo 3",
        "unseen predict: unknown option --tpo. Did you mean --top? See unseen predict --help.")]
    [InlineData("train --data", "unseen train: --data needs a value. See unseen train --help.")]
    [InlineData("train --data x --data y", "unseen train: --data is given more than once. See unseen train --help.")]
    [InlineData("evaluate", "unseen evaluate: RUN is required. See unseen evaluate --help.")]
    [InlineData("train --data x --sigma abc",
        "unseen train: --sigma must be a number, auto or law, but was 'abc'. See unseen train --help.")]
    [InlineData(
        "train --data x --sigma -3",
            "unseen train: --sigma must be finite and greater than 0, but was -3. See unseen train --help.")]
    [InlineData(
        "train --data x --adjust zal",
        "unseen train: --adjust must be one of none, zla, calibrated, dgz, logit, but was 'zal'. Did you mean zla? "
            + "See unseen train --help.")]
    [InlineData(
        "train --data x --generator wgan --epochs 0",
            "unseen train: --epochs must be at least 1, but was 0. See unseen train --help.")]
    [InlineData("train --data x --seeds 1,1",
        "unseen train: --seeds must all differ, but were 1, 1. See unseen train --help.")]
    [InlineData("train --data x --seeds 0",
        "unseen train: --seeds must be a count from 1 to 1000, or a list such as 0,7,42, but was 0. See unseen train --help.")]
    [InlineData(
        "train --data x --seed -1",
        "unseen train: --seed must be from 0 to 2147483646, but was -1. See unseen train --help.")]
    [InlineData(
        "train --data x --seed 3 --seeds 1,2",
        "unseen train: --seed and a list of seeds cannot be combined: --seeds is 1,2. Leave one out. See unseen train --help.")]
    [InlineData(
        "train --data x --cache y --no-cache",
        "unseen train: --cache and --no-cache cannot be combined. Leave one out. See unseen train --help.")]
    [InlineData("train --data x --precision f16",
        "unseen train: --precision must be one of auto, fp32, bf16, but was 'f16'. Did you mean bf16? See unseen "
        + "train --help.")]
    [InlineData("predict nowhere --top 0",
        "unseen predict: --top must be at least 1, but was 0. See unseen predict --help.")]
    [InlineData(
        "demo --all-pairs --unseen 3,6",
        "unseen demo: --all-pairs and --unseen cannot be combined. Leave one out. See unseen demo --help.")]
    public async Task Usage_Wrong_IsOneLineThatSaysWhatToDo(string line, string message)
    {
        var run = await CommandRun.Of(line.Split(' '));

        Assert.Equal((ExitCode.BadUsage, "", message + "\n"), (run.ExitCode, run.Output, run.Error));
    }

    [Theory]
    [InlineData("train --data nowhere",
        "unseen train: nowhere: the dataset does not exist. Name a folder with a dataset, or an .npz file.")]
    [InlineData(
        "predict nowhere --features x.csv",
        "unseen predict: nowhere does not exist. RUN is the folder of a run, or a model file.")]
    public async Task Input_Absent_IsOneLineThatNamesIt(string line, string message)
    {
        var run = await CommandRun.Of(line.Split(' '));

        Assert.Equal((ExitCode.BadInput, "", message + "\n"), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task Device_Absent_IsRefusedBeforeTheRunFolderIsMade()
    {
        using var folder = new TemporaryFolder();
        var run = await CommandRun.Of(
            "train", "--data", TinyDataset.Save(folder), "--device", "nonsense", "--out", folder["run"]);

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.StartsWith("unseen train: the device 'nonsense' is not available.",
            run.Error);
        Assert.False(Directory.Exists(folder["run"]));
    }
}
