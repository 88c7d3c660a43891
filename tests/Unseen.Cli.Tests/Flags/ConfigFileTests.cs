using Unseen.Runs;

namespace Unseen.Cli.Tests.Flags;

public sealed class ConfigFileTests
{
    [Theory]
    [InlineData("""{ "classifierEpoch": 3 }""",
        "run.json: unknown key 'classifierEpoch'. Did you mean classifierEpochs?")]
    [InlineData("""{ "entirely": 3 }""", "run.json: unknown key 'entirely'.")]
    [InlineData("""{ "classifierEpochs": "3" }""", "run.json: classifierEpochs must be a whole number, but was \"3\".")]
    [InlineData("""{ "classifierEpochs": 3.5 }""", "run.json: classifierEpochs must be a whole number, but was '3.5'.")]
    [InlineData("""{ "classifierEpochs": 0 }""", "run.json: classifierEpochs must be at least 1, but was 0.")]
    [InlineData("""{ "outputRelu": "yes" }""", "run.json: outputRelu must be true or false, but was \"yes\".")]
    [InlineData("""{ "sigma": [1, 2] }""", "run.json: sigma must be a number or \"auto\", but was a list.")]
    [InlineData("""{ "adjust": "zal" }""",
        "run.json: adjust must be one of none, zla, calibrated, dgz, logit, but was 'zal'. Did you mean zla?")]
    [InlineData("""{ "config": 3 }""", "run.json: config must be a JSON object, but was 3.")]
    [InlineData("[]", "run.json must be a JSON object, but was a list.")]
    public async Task Config_Invalid_NamesTheKeyAndTheRule(string json, string message)
    {
        using var folder = new TemporaryFolder();
        var run = await CommandRun.Run("train", "--data", "nowhere", "--config", folder.Write("run.json", json));

        Assert.Equal((ExitCode.BadUsage, $"unseen train: {message} See unseen train --help.\n"),
            (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task Config_NotJson_NamesTheLineAndByte()
    {
        using var folder = new TemporaryFolder();
        var run = await CommandRun.Run("train", "--config", folder.Write("run.json", "{ nonsense"));

        Assert.Equal(ExitCode.BadUsage, run.ExitCode);
        Assert.StartsWith("unseen train: run.json: it is not valid JSON (line 1, byte 3).", run.Error);
    }

    [Fact]
    public async Task Resume_OptionsThatCannotBeRead_NamesTheFile()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("options.json", "{}");
        using var locked = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        var run = await CommandRun.Run("train", "--resume", folder.FullPath);

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.StartsWith($"unseen train: {file}: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Config_FlagForTheSameOption_OverridesTheConfig()
    {
        using var folder = new TemporaryFolder();
        var config =
            folder.Write(
            "run.json", """{ /* fast */ "sigma": "nonsense that a flag hides", "data": "from-config", }""");

        var run = await CommandRun.Run("train", "--config", config, "--sigma", "5", "--data", "from-flag");

        Assert.Equal("unseen train: from-flag: the dataset does not exist. Name a folder with a dataset, or an .npz file.\n", run.Error);
    }

    [Fact]
    public async Task Config_ListInCompare_VariesTheOption()
    {
        using var folder = new TemporaryFolder();
        var config = folder.Write("run.json", """{ "adjust": ["none", "zla"], "sigma": [3], "seeds": [4, 5] }""");

        var run = await CommandRun.Run(
            ["compare", "--config", config, "--data", TinyDataset.Save(folder), "--out", folder["grid"],
                .. TrainedRun.Quick]);

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        Assert.StartsWith("tiny: 2 configurations, 2 seeds each\n", run.Output);
        Assert.Contains("Seeds     4, 5", run.Output);
    }
}
