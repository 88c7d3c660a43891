using System.Text.Json.Nodes;
using Unseen.Data.Loading;
using Unseen.Evaluation;
using Unseen.Inference;
using Unseen.TestSupport;

namespace Unseen.Cli.Tests.Commands;

/// <summary>The sample plug-in, built with the tests and loaded as a user's own would be.</summary>
public sealed class PluginTests
{
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    private static readonly string _plugin = Path.Combine(
        SharedData.RepositoryRoot, "samples", "plugin", "bin", Configuration, "net10.0", "Unseen.Samples.Plugin.dll");

    [Theory]
    [InlineData("nearest", "cosine")]
    [InlineData("nearest", "linear")]
    [InlineData("centre", "cosine")]
    public async Task Train_MethodsOfAPlugin_GoWithTheBuiltInOnes(string generator, string classifier)
    {
        using var folder = new TemporaryFolder();
        var data = TinyDataset.Save(folder);
        string[] line = ["train", "--data", data, "--plugin", _plugin, "--generator", generator, "--classifier", classifier, "--classifier-epochs", "10", "--no-cache", "--json"];
        var run = await CommandRun.Of([.. line, "--out", folder["run"]]);

        Assert.Equal(ExitCode.Done, run.ExitCode);
        var json = JsonNode.Parse(run.LastLine)!;
        Assert.Equal((generator, classifier), ((string)json["generator"]!, (string)json["classifier"]!));
        var evaluated = ModelEvaluator.Evaluate(UnseenModel.Load(folder["run"]), DatasetLoader.Load(data));
        Assert.Equal((double)json["H"]!, evaluated.H, 1e-3);
        var again = await CommandRun.Of("train", "--config", folder["run/options.json"], "--out", folder["again"], "--no-cache", "--json");
        Assert.Equal((double)json["H"]!, (double)JsonNode.Parse(again.LastLine)!["H"]!);
    }

    [Fact]
    public async Task Train_PluginGenerator_KnowsSomethingOfUnseenClasses()
    {
        using var folder = new TemporaryFolder();
        var run = await CommandRun.Of(
            "train", "--data", TinyDataset.Save(folder), "--plugin", _plugin, "--generator", "nearest", "--out", folder["run"], "--no-cache", "--json");
        Assert.True((double)JsonNode.Parse(run.LastLine)!["T1"]! > 50); // chance is 33
    }

    [Fact]
    public async Task Train_UnknownName_ListsThePluginsMethodsToo()
    {
        var run = await CommandRun.Of("train", "--data", "x", "--plugin", _plugin, "--generator", "neerest");
        Assert.Equal(ExitCode.BadUsage, run.ExitCode);
        Assert.Contains("f-vaegan-d2, ce-gzsl, nearest, but was 'neerest'. Did you mean nearest?", run.Error);
    }

    [Fact]
    public async Task Train_PluginThatIsNone_SaysWhatItMustBe()
    {
        using var folder = new TemporaryFolder();
        async Task<string> Error(string path)
        {
            var run = await CommandRun.Of("train", "--data", "x", "--plugin", path);
            Assert.Equal(ExitCode.BadInput, run.ExitCode);
            return Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
        }

        Assert.Contains("plugin must be a file, but was nowhere.dll", await Error("nowhere.dll"));
        Assert.Contains("plugin must be a .NET assembly built against this version of Unseen", await Error(folder.Write("text.dll", "no assembly")));
        Assert.Contains("with a public IGeneratorPlugin or IClassifierPlugin", await Error(typeof(Inference.UnseenModel).Assembly.Location));
    }
}
