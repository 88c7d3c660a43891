using System.Text.Json.Nodes;
using Unseen.Data;
using Unseen.Data.Loading;
using Unseen.Runs;

namespace Unseen.Cli.Tests.Commands;

public sealed class ReproduceCommandTests
{
    [Fact]
    public async Task Reproduce_TwoExperiments_WritesReportsWithEveryNumberAndComputesNothingTwice()
    {
        using var folder = new TemporaryFolder();
        string[] line =
        [
            "reproduce", "relu,prior", "--data", TinyDataset.Save(folder), "--out", folder["out"], "--quick",
                "--epochs", "1", "--classifier-epochs",
            "2", "--seeds", "2", "--no-cache", "--json",
        ];
        var run = await CommandRun.Run(line);

        Assert.Equal((ExitCode.Done, true), (run.ExitCode, (bool)JsonNode.Parse(run.LastLine)!["complete"]!));
        var json = JsonNode.Parse(File.ReadAllText(folder["out/tiny-relu.json"]))!;
        Assert.Equal(12, json["cells"]!.AsArray().Count);
        Assert.All(json["cells"]!.AsArray(), cell => Assert.Equal(2, cell!["seeds"]!.AsArray().Count));
        Assert.Equal(1 + (12 * 2), File.ReadAllLines(folder["out/tiny-relu.csv"]).Length);
        var page = File.ReadAllText(folder["out/tiny-prior.html"]);
        foreach (var expected in new[] { "prior on tiny", "Quick: few and narrow generators", "<dt>Total time",
            "<dt>Time to train", "chosen on validation", "<svg", "unseen reproduce prior --data", "--classifier-epochs 2" })
            Assert.Contains(expected, page);
        foreach (var external in new[] { "src=\"http", "href=\"http", "url(http", "@import" })
            Assert.DoesNotContain(external, page);

        var written = Directory.GetFiles(folder["out/cells"]).ToDictionary(file => file, File.GetLastWriteTimeUtc);
        Assert.Equal(ExitCode.Done, (await CommandRun.Run(line)).ExitCode);
        Assert.Equal(written, Directory.GetFiles(folder["out/cells"])
            .ToDictionary(file => file, File.GetLastWriteTimeUtc));
    }

    [Fact]
    public async Task Reproduce_SomeGenerators_LeavesOutExperimentsWithoutThem()
    {
        using var folder = new TemporaryFolder();
        string[] line = ["--data", TinyDataset.Save(folder), "--out", folder["out"], "--generators", "centre",
            "--quick", "--classifier-epochs", "1", "--no-cache"];

        var run = await CommandRun.Run(["reproduce", "heads,resampling", .. line]);
        var none = await CommandRun.Run(["reproduce", "heads", .. line]);

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Contains("heads is left out, because it compares none of the generators centre.", run.Error,
            StringComparison.Ordinal);
        Assert.False(File.Exists(folder["out/tiny-heads.html"]));
        var page = File.ReadAllText(folder["out/tiny-resampling.html"]);
        Assert.Contains("Limited to these generators: centre.", page, StringComparison.Ordinal);
        Assert.Contains("<dd>centre in closed form</dd>", page, StringComparison.Ordinal);
        Assert.Equal(["centre"], JsonNode.Parse(File.ReadAllText(folder["out/tiny-resampling.json"]))!["generators"]!
            .AsArray().Select(name => (string)name!));
        Assert.Equal(ExitCode.BadUsage, none.ExitCode);
        Assert.Contains("none of the experiments compares any of these generators. Name others.", none.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reproduce_Encoder_ComparesZeroShotWithTrainingOnTheEncodersVectors()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(1);
        DatasetConverter.Save(TinyDataset.Create() with
        {
            Descriptors = new FeatureMatrix(
                [.. Enumerable.Range(0, TinyDataset.Classes * TinyDataset.FeatureWidth).Select(_ =>
                    (float)random.NextDouble())], TinyDataset.Classes, TinyDataset.FeatureWidth),
        }, folder["tiny.npz"]);

        var run = await CommandRun.Run("reproduce", "encoder", "--data", folder["tiny.npz"], "--out", folder["out"],
            "--quick", "--classifier-epochs", "2", "--no-cache");
        var widths = await CommandRun.Run("reproduce", "encoder", "--data", TinyDataset.Save(folder), "--out",
            folder["other"], "--quick", "--no-cache");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        var page = File.ReadAllText(folder["out/tiny-encoder.html"]);
        Assert.Contains("zero-shot", page, StringComparison.Ordinal);
        Assert.Matches("σ [0-9.]+ w [0-9.]+", page);
        Assert.Equal(ExitCode.BadInput, widths.ExitCode);
        Assert.Contains("features have 16 columns and descriptors 5", widths.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reproduce_Cancelled_WritesAReportMarkedAsIncomplete()
    {
        using var folder = new TemporaryFolder();
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();
        var run = await CommandRun.Until(
            cancellation.Token, "reproduce", "relu", "--data", TinyDataset.Save(folder), "--out", folder["out"],
                "--quick", "--no-cache");

        Assert.Equal(ExitCode.Interrupted, run.ExitCode);
        Assert.Contains("Interrupted. Run the same command again to continue.", run.Output);
        Assert.Contains("Not complete", File.ReadAllText(folder["out/tiny-relu.html"]));
    }

    [Fact]
    public async Task Reproduce_Pictures_DrawsPlacesSimilaritiesAndConfusions()
    {
        using var folder = new TemporaryFolder();
        var run = await CommandRun.Run(
            "reproduce", "pictures", "--data", TinyDataset.Save(folder), "--out", folder["out"], "--quick", "--epochs",
                "1", "--classifier-epochs", "2", "--no-cache");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        var pictures = JsonNode.Parse(File.ReadAllText(folder["out/tiny-pictures.json"]))!["pictures"]!;
        Assert.Equal((3, 7, 10), (pictures["syntheticToReal"]!.AsArray().Count,
            pictures["trainToTest"]!.AsArray().Count, pictures["confusionAfter"]!.AsArray().Count));
        Assert.Equal(3 * (TinyDataset.ImagesPerClass + 30), pictures["places"]!.AsArray().Count);
        Assert.All(pictures["confusionBefore"]!.AsArray(), row =>
            Assert.Equal(1, row!.AsArray().Sum(share => (double)share!), 1e-9));
        Assert.Contains("t-SNE of real and generated features", File.ReadAllText(folder["out/tiny-pictures.html"]));
    }

    [Theory]
    [InlineData("reproduce mian --data x", ExitCode.BadUsage,
        "EXPERIMENT must be one of main, resampling, plug-in, relu, heads, pseudo-count, prior, cost, pictures, "
        + "protocols, encoder, all, but was 'mian'. Did you mean main?")]
    [InlineData("reproduce main", ExitCode.BadUsage, "--data ROOT is required.")]
    [InlineData("reproduce main --data nowhere", ExitCode.BadInput, "nowhere: the folder does not exist.")]
    [InlineData("reproduce main --data x --pseudo-counts 0,3", ExitCode.BadUsage,
        "--pseudo-counts must be whole numbers of at least 1, separated by commas, but was '0,3'.")]
    [InlineData("reproduce main --data x --generators centre,wgn", ExitCode.BadUsage,
        "--generators must be generators that unseen methods lists, but 'wgn' is not one of them. Did you mean wgan?")]
    public async Task Reproduce_WrongArguments_FailsWithOneLineThatNamesTheProblem(
        string line, int exitCode, string message)
    {
        var run = await CommandRun.Run(line.Split(' '));
        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(message, run.Error);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task Reproduce_RootOfSeveralDatasets_UsesTheNamedDatasets()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in new[] { "one", "two", "three" })
        {
            Directory.CreateDirectory(folder[$"root/{name}"]);
            File.Copy(TinyDataset.Save(folder), folder[$"root/{name}/data.npz"]);
        }

        var run = await CommandRun.Run(
            "reproduce", "relu", "--data", folder["root"], "--datasets", "one,three", "--out", folder["out"],
                "--quick", "--epochs", "1",
            "--classifier-epochs", "1", "--no-cache", "--json");
        Assert.Equal(2, JsonNode.Parse(run.LastLine)!["reports"]!.AsArray().Count);
        var wrong = await CommandRun.Run(
            "reproduce", "relu", "--data", folder["root"], "--datasets", "four", "--out", folder["out"]);
        Assert.Equal(ExitCode.BadInput, wrong.ExitCode);
        Assert.Contains("the folder does not exist. --datasets names folders of ROOT.", wrong.Error);
    }
}
