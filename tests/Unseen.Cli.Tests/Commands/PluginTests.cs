using System.Text.Json.Nodes;
using Unseen.Data.Loading;
using Unseen.Evaluation;
using Unseen.Inference;
using Unseen.Methods;
using Unseen.Runs;
using Unseen.Runs.Photographs;
using Unseen.TestSupport;
using Unseen.Training;

namespace Unseen.Cli.Tests.Commands;

/// <summary>The sample plug-in, which is built with the tests and loaded as a user's own plug-in would be.</summary>
public sealed class PluginTests
{
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    private static readonly string _lastGenerator = MethodCatalog.BuiltIn.Generators[^1].Name;

    private static readonly string _plugin = Path.Combine(
        SharedData.RepositoryRoot, "samples", "plugin", "bin", Configuration, "net10.0", "Unseen.Samples.Plugin.dll");

    [Theory]
    [InlineData("nearest", "cosine")]
    [InlineData("nearest", "linear")]
    [InlineData("centre", "cosine")]
    public async Task Train_MethodsOfAPlugin_CombineWithBuiltInMethods(string generator, string classifier)
    {
        using var folder = new TemporaryFolder();
        var data = TinyDataset.Save(folder);
        string[] line = ["train", "--data", data, "--plugin", _plugin, "--generator", generator, "--classifier",
            classifier, "--classifier-epochs", "10", "--no-cache", "--json"];
        var run = await CommandRun.Run([.. line, "--out", folder["run"]]);

        Assert.Equal(ExitCode.Done, run.ExitCode);
        var json = JsonNode.Parse(run.LastLine)!;
        Assert.Equal((generator, classifier), ((string)json["generator"]!, (string)json["classifier"]!));
        var evaluated = ModelEvaluator.Evaluate(UnseenModel.Load(folder["run"]), DatasetLoader.Load(data));
        Assert.Equal((double)json["H"]!, evaluated.H, 1e-3);
        var again = await CommandRun.Run(
            "train", "--config", folder["run/options.json"], "--out", folder["again"], "--no-cache", "--json");
        Assert.Equal((double)json["H"]!, (double)JsonNode.Parse(again.LastLine)!["H"]!);
    }

    [Fact]
    public void PhotoCommand_WithAPlugin_NamesThePluginsFile()
    {
        var plugin = PluginAssembly.Load(_plugin);
        var project = new PhotoProject("birds", "images", "classes.csv", ["tiny.onnx"], null, null, null);

        var command = PhotoCommand.Create(project, new RunOptions { Plugin = plugin });

        Assert.Contains($" --plugin {Words.Quoted(plugin.Path)}", command, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_PluginGenerator_RecognisesUnseenClassesBetterThanChance()
    {
        using var folder = new TemporaryFolder();
        var run = await CommandRun.Run(
            "train", "--data", TinyDataset.Save(folder), "--plugin", _plugin, "--generator", "nearest", "--out",
                folder["run"], "--no-cache", "--json");
        Assert.InRange((double)JsonNode.Parse(run.LastLine)!["T1"]!, 50, 100); // 100 ± 0 over six seeds; chance is 33
    }

    [Fact]
    public async Task Help_WithAPlugin_ListsItsMethodsAndTheirOptions()
    {
        var help = (await CommandRun.Run("train", "--plugin", _plugin, "--help", "all")).Output;
        foreach (var part in (string[])[$"{_lastGenerator}, nearest", "devise, cosine", "logit, handicap",
            "--sharpness <X>", "--cosine-temperature <X>", "--seen-bonus <X>"])
            Assert.Contains(part, Unwrapped(help));

        var methods = (await CommandRun.Run("methods", "nearest", "--plugin", _plugin)).Output;
        Assert.Contains("--sharpness 20 How much more the nearest classes weigh (", Unwrapped(methods));
        var listed = (await CommandRun.Run("methods", "--plugin", _plugin)).Output;
        foreach (var name in (string[])["nearest", "cosine", "handicap"])
            Assert.Contains(name, listed);
    }

    [Fact]
    public async Task Train_OptionsOfAPlugin_AreFlagsAndAreRecordedWithTheRun()
    {
        using var folder = new TemporaryFolder();
        var run = await CommandRun.Run(
            "train", "--data", TinyDataset.Save(folder), "--plugin", _plugin, "--generator", "nearest", "--classifier",
                "cosine", "--adjust", "handicap",
            "--sharpness", "7", "--cosine-temperature", "0.1", "--seen-bonus", "2", "--classifier-epochs", "3",
                "--out", folder["run"], "--no-cache", "--json");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        var config = JsonNode.Parse(File.ReadAllText(folder["run/options.json"]))!["config"]!;
        Assert.Equal((_plugin, "nearest", "cosine", "handicap"),
            ((string)config["plugin"]!, (string)config["generator"]!, (string)config["classifier"]!,
            (string)config["adjust"]!));
        Assert.Equal((7, 0.1, 2), ((double)config["sharpness"]!, (double)config["cosineTemperature"]!,
            (double)config["seenBonus"]!));
        Assert.Equal("handicap", (string)JsonNode.Parse(run.LastLine)!["adjust"]!);

        var wrong = await CommandRun.Run(
            "train", "--data", "x", "--plugin", _plugin, "--generator", "nearest", "--sharpness", "0");
        Assert.Contains("--sharpness must be finite and greater than 0, but was 0.", wrong.Error);
    }

    [Fact]
    public async Task Compare_MethodsOfAPlugin_ShareATableWithBuiltInMethods()
    {
        using var folder = new TemporaryFolder();
        var run = await CommandRun.Run(
            "compare", "--data", TinyDataset.Save(folder), "--plugin", _plugin, "--generator", "nearest,centre",
                "--classifier", "cosine,linear", "--adjust", "none,handicap",
            "--sharpness", "5,20", "--classifier-epochs", "2", "--out", folder["compared"], "--no-cache");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        foreach (var part in (string[])["nearest + cosine + handicap, sharpness 5",
            "nearest + linear + none, sharpness 20", "centre + cosine + handicap"])
            Assert.Contains(part, Unwrapped(run.Output));
    }

    [Fact]
    public async Task Sweep_DryRunWithAPlugin_PlansARunForEachValue()
    {
        using var folder = new TemporaryFolder();
        var data = TinyDataset.Save(folder);
        var spec = folder.Write(
            "spec.json",
            new JsonObject
            {
                ["name"] = "own",
                ["datasets"] = new JsonArray(data),
                ["options"] = new JsonObject
                {
                    ["plugin"] = _plugin,
                    ["generator"] = "nearest",
                    ["classifierEpochs"] = 2,
                    ["sigma"] = 3
                },
                ["vary"] = new JsonObject
                {
                    ["sharpness"] = new JsonArray(5, 20),
                    ["classifier"] = new JsonArray("linear", "cosine")
                },
            }.ToJsonString());
        var planned = await CommandRun.Run("sweep", spec, "--dry-run", "--out", folder["own"], "--store",
            folder["runs.db"], "--no-cache");

        Assert.Equal(ExitCode.Done, planned.ExitCode);
        Assert.Contains("own: 4 runs", planned.Output);
        Assert.Contains("\"sharpness\":5", planned.Output.Replace(" ", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reproduce_WithAPlugin_HasRowsForThePluginsMethods()
    {
        using var folder = new TemporaryFolder();
        var run = await CommandRun.Run(
            "reproduce", "main", "--data", TinyDataset.Save(folder), "--plugin", _plugin, "--quick", "--epochs", "1",
                "--hidden", "8", "--classifier-epochs", "1",
            "--own-pseudo", "2", "--seeds", "1", "--out", folder["report"], "--no-cache", "--quiet");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        var report = string.Concat(Directory.EnumerateFiles(folder["report"], "*.csv", SearchOption.AllDirectories)
            .Select(File.ReadAllText));
        foreach (var part in (string[])["nearest,as published", "handicap", "cosine"])
            Assert.Contains(part, report);
    }

    [Fact]
    public async Task Train_WithPluginMethodsInterrupted_ResumesToTheSameModel()
    {
        using var folder = new TemporaryFolder();
        string[] flags =
        [
            "train", "--data", TinyDataset.Save(folder), "--plugin", _plugin, "--generator", "nearest", "--classifier",
                "cosine", "--adjust", "handicap",
            "--classifier-epochs", "2000", "--threads", "1", "--no-cache", "--json",
        ];
        var whole = await CommandRun.Run([.. flags, "--out", folder["whole"]]);
        var cut = await CommandRun.Interrupt([folder["cut"]],
            () => File.Exists(folder["cut/metrics.jsonl"]), // the first epoch creates it
            [.. flags, "--out", folder["cut"]]);
        Assert.Equal(ExitCode.Interrupted, cut.ExitCode);

        var resumed = await CommandRun.Run("train", "--resume", folder["cut"], "--json");
        Assert.Equal(ExitCode.Done, resumed.ExitCode);
        Assert.Equal(
            UnseenModel.Load(folder["whole"]).Tensors["classifier.weight"].Values.ToArray(),
            UnseenModel.Load(folder["cut"]).Tensors["classifier.weight"].Values.ToArray());
        Assert.Equal((double)JsonNode.Parse(whole.LastLine)!["H"]!, H(folder["cut"]));
    }

    [Fact]
    public async Task Evaluate_PluginOfTheRunIsMissing_Succeeds()
    {
        using var folder = new TemporaryFolder();
        var data = TinyDataset.Save(folder);
        await CommandRun.Run(
            "train", "--data", data, "--plugin", _plugin, "--generator", "nearest", "--classifier", "cosine",
                "--classifier-epochs", "2", "--out", folder["run"], "--no-cache");
        File.WriteAllText(folder["run/options.json"],
            File.ReadAllText(folder["run/options.json"])
            .Replace("Unseen.Samples.Plugin.dll", "gone.dll", StringComparison.Ordinal));

        var evaluated = await CommandRun.Run("evaluate", folder["run"], "--data", data, "--no-cache");

        Assert.Equal((ExitCode.Done, ""), (evaluated.ExitCode, evaluated.Error));
    }

    [Theory]
    [InlineData("train --data DIR", false)]
    [InlineData("train --data DIR/options.json", false)]
    [InlineData("train --data nowhere --out DIR --overwrite", false)]
    [InlineData("train --data nowhere --plugin DIR/gone.dll", true)]
    [InlineData("train --data nowhere --config DIR/options.json", true)]
    [InlineData("train --resume DIR", true)]
    [InlineData("train DIR", true)]
    [InlineData("compare --data DIR", false)]
    [InlineData("compare --data nowhere --config DIR/options.json", true)]
    [InlineData("reproduce main --data DIR", false)]
    [InlineData("methods DIR", false)]
    [InlineData("sweep DIR/spec.json", true)]
    [InlineData("sweep report DIR/spec.json", false)]
    [InlineData("doctor DIR", false)]
    [InlineData("evaluate DIR", false)]
    public async Task Plugin_NamedInAFile_IsLoadedOnlyIfTheCommandTakesOptionsFromThatFile(string line, bool isLoaded)
    {
        using var folder = new TemporaryFolder();
        var plugin = JsonValue.Create(folder["gone.dll"]).ToJsonString();
        Directory.CreateDirectory(folder["images"]);
        folder.Write("options.json", $$"""{ "config": { "plugin": {{plugin}} } }""");
        folder.Write("unseen.json", $$"""{ "config": { "plugin": {{plugin}} } }""");
        folder.Write("spec.json", $$"""{ "datasets": ["nowhere"], "options": { "plugin": {{plugin}} } }""");

        var run = await CommandRun.Run([.. line.Split(' ').Select(
            word => word.Replace("DIR", folder.FullPath, StringComparison.Ordinal))]);

        Assert.NotEqual(ExitCode.Done, run.ExitCode);
        Assert.Equal(isLoaded, run.Error.EndsWith(
            $": the plug-in {folder["gone.dll"]} does not exist.\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Train_PluginNamedInAProject_IsLoadedOnlyIfTheProjectIsTheArgument()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["images"]);
        folder.Write("classes.csv", "class,a\nx,1\n");
        folder.Write("unseen.json", new JsonObject
        {
            ["config"] = new JsonObject { ["plugin"] = _plugin, ["generator"] = "nearest", ["sharpness"] = 0 },
        }.ToJsonString());

        var asData = await CommandRun.Run("train", "--data", folder.FullPath);
        var asProject = await CommandRun.Run("train", folder.FullPath, "--sharpness", "0");

        Assert.Equal((ExitCode.BadUsage, $"unseen train: unseen.json: the plug-in {_plugin} is not loaded from here. If you "
            + "trust it, name it with --plugin. See unseen train --help.\n"), (asData.ExitCode, asData.Error));
        Assert.DoesNotContain("plug-in", asProject.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("unknown", asProject.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Suggest_APluginInAConfiguration_IsNotLoaded()
    {
        using var folder = new TemporaryFolder();
        var config = folder.Write("c.json", new JsonObject { ["plugin"] = _plugin }.ToJsonString());

        var named = await CommandRun.Run("[suggest]", $"unseen train --plugin \"{_plugin}\" --sharp");
        var configured = await CommandRun.Run("[suggest]", $"unseen train --config \"{config}\" --sharp");

        Assert.Equal(("--sharpness\n", ""), (named.Output, configured.Output));
    }

    [Fact]
    public async Task Train_UnknownName_ListsThePluginsMethodsToo()
    {
        var run = await CommandRun.Run("train", "--data", "x", "--plugin", _plugin, "--generator", "neerest");
        Assert.Equal(ExitCode.BadUsage, run.ExitCode);
        Assert.Contains($"{_lastGenerator}, nearest, but was 'neerest'. Did you mean nearest?", run.Error);
    }

    [Fact]
    public async Task Train_FileThatIsNotAPlugin_IsRefusedWithTheReason()
    {
        using var folder = new TemporaryFolder();
        async Task<string> Error(string path)
        {
            var run = await CommandRun.Run("train", "--data", "x", "--plugin", path);
            Assert.Equal(ExitCode.BadInput, run.ExitCode);
            return Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
        }

        Assert.Contains("the plug-in nowhere.dll does not exist", await Error("nowhere.dll"));
        Assert.Contains("is not a .NET assembly built against this version of Unseen",
            await Error(folder.Write("text.dll", "no assembly")));
        Assert.Contains("with a public record derived from GeneratorOptions",
            await Error(typeof(Inference.UnseenModel).Assembly.Location));
    }

    private static double H(string run) =>
        (double)JsonNode.Parse(File.ReadAllText(Path.Combine(run, "metrics.json")))!["H"]!;

    /// <summary>Joins wrapped help and tables into one line: each run of white space becomes one space.</summary>
    private static string Unwrapped(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
