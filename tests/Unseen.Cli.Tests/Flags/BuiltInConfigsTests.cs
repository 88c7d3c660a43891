using System.CommandLine;
using System.Text.Json.Nodes;
using Unseen.Cli.Flags;
using Unseen.Methods.CadaVae;
using Unseen.Methods.CeGzsl;
using Unseen.Methods.Dgz;
using Unseen.Methods.Ensemble;
using Unseen.Methods.Free;
using Unseen.Methods.Sdgzsl;
using Unseen.Methods.TfVaegan;
using Unseen.Methods.Wgan;
using Unseen.Methods.Zla;
using Unseen.Runs;
using Unseen.Runs.Folders;
using Unseen.Training;

namespace Unseen.Cli.Tests.Flags;

public sealed class BuiltInConfigsTests
{
    private static readonly string[] _datasets = ["AwA2", "CUB", "SUN", "aPY", "FLO"];

    // Published U / S / H on AwA2, CUB, SUN, aPY and FLO; null or absent if no published result is known. Sources: for
    // the first four methods, Chen et al., IJCAI 2022; for SDGZSL, its authors' list of results; for each other method,
    // its own article.
    private static readonly Dictionary<string, string?[]> _published = new()
    {
        ["f-clswgan"] = ["57.7 / 71.0 / 63.7", "59.4 / 63.3 / 61.3", "46.2 / 35.2 / 40.0", "32.5 / 57.2 / 41.5"],
        ["wgan-zlap"] = ["65.4 / 82.2 / 72.8", "73.0 / 64.8 / 68.7", "50.1 / 38.0 / 43.2", "40.2 / 53.8 / 46.0"],
        ["ce-gzsl"] = ["65.3 / 75.0 / 69.9", "66.9 / 65.9 / 66.4", "52.4 / 34.3 / 41.5", "28.3 / 65.8 / 39.6"],
        ["ce-gzsl-zlap"] = ["64.8 / 80.9 / 72.0", "71.2 / 66.2 / 68.6", "50.9 / 35.7 / 42.0", "38.3 / 60.9 / 47.0"],
        ["tf-vaegan"] = ["59.8 / 75.1 / 66.6", "52.8 / 64.7 / 58.1", "45.6 / 40.7 / 43.0", null, "62.5 / 84.1 / 71.7"],
        ["free"] = ["60.4 / 75.4 / 67.1", "55.7 / 59.9 / 57.7", "47.4 / 37.2 / 41.7", null, "67.4 / 84.5 / 75.0"],
        ["sdgzsl"] =
            ["64.6 / 73.6 / 68.8", "59.9 / 66.4 / 63.0", "44.9 / 37.3 / 40.8", "38.0 / 57.4 / 45.7",
                "61.6 / 79.3 / 69.4"],
        ["cada-vae"] = ["55.8 / 75.0 / 63.9", "51.6 / 53.5 / 52.4", "47.2 / 35.7 / 40.6"],
    };

    public static TheoryData<string> Names => [.. BuiltInConfigs.DatasetNames];

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryConfig_IsReadWithoutWarningAndMatchesItsName(string name)
    {
        var config = BuiltInConfigs.Read(name);
        var (dataset, method) = ((string)config["dataset"]!, (string)config["method"]!);
        Assert.Equal($"{dataset.ToLowerInvariant()}-{method}", name);
        Assert.Equal($"unseen train --config {name} --data data/{dataset}", (string)config["command"]!);
        Assert.False(string.IsNullOrWhiteSpace((string?)config["paper"]));

        var options = Options(name, out var warnings);
        Assert.Empty(warnings);
        Assert.Empty(options.Validate());
        Assert.Equal(Protocol.Paper, options.Protocol);
        Assert.Equal(method.Split('-')[0] is "eszsl" or "sae" or "ale" or "devise", !options.Classifier.HasSoftmax);
        if (options.Classifier.HasSoftmax)
            Assert.StartsWith(options.Generator.Name, method);
        var published = config["published"] is { } known ? $"{known["U"]} / {known["S"]} / {known["H"]}" : null;
        Assert.Equal(
            _published.GetValueOrDefault(method, []).ElementAtOrDefault(Array.IndexOf(_datasets, dataset)), published);
    }

    [Theory]
    [InlineData("cub-wgan-zlap", 30)] // described by sentences
    [InlineData("cub-tf-vaegan-zlap", 45)] // described by 312 attributes
    [InlineData("cub-free-zla", 45)]
    public void SigmaOfCub_DependsOnItsDescriptors(string name, double sigma) =>
        Assert.Equal(sigma, ((ZlaOptions)Options(name, out _).Adjustment).Sigma);

    [Theory]
    [InlineData("awa2", 1000, 0.005)]
    [InlineData("cub", 30, 2)]
    [InlineData("sun", 60, 0.8)]
    [InlineData("apy", 300, 0.04)]
    public void PublishedSettings_OfEachDataset_AreThoseOfThePaper(string dataset, double sigma, double unseenWeight)
    {
        var zlap = Options($"{dataset}-wgan-zlap", out _);
        var wgan = (WganOptions)zlap.Generator;
        Assert.Equal((sigma, 10, 512, 4096, 5),
            (((ZlaOptions)zlap.Adjustment).Sigma, zlap.PseudoPerClass, wgan.BatchSize, wgan.Hidden, wgan.CriticSteps));
        Assert.Equal(unseenWeight, ((DgzOptions)Options($"{dataset}-wgan-dgz", out _).Adjustment).UnseenWeight);
        var ceGzsl = (CeGzslOptions)Options($"{dataset}-ce-gzsl-zlap", out _).Generator;
        Assert.Equal((dataset == "cub" ? 2048 : 4096, 0.99), (ceGzsl.BatchSize, ceGzsl.LearningRateDecay));
    }

    [Fact]
    public void PublishedSettings_OfOtherMethods_AreThoseOfTheirAuthors()
    {
        var tfVaegan = Options("cub-tf-vaegan", out _);
        Assert.Equal((300, "att", 1.0, 600), (tfVaegan.PseudoPerClass, (string?)BuiltInConfigs.Read("cub-tf-vaegan")
            ["config"]!["semantics"], ((TfVaeganOptions)tfVaegan.Generator).TrainingFeedback,
            tfVaegan.Generator.TrainingEpochs));
        Assert.Equal(10, Options("cub-tf-vaegan-zlap", out _).PseudoPerClass);
        var free = Options("awa2-free", out _);
        Assert.Equal((4600, true, 50.0, 1), (free.PseudoPerClass, ((FreeOptions)free.Generator).NearestCentre,
            ((FreeOptions)free.Generator).CentreMargin, ((FreeOptions)free.Generator).CriticSteps));
        var sdgzsl = Options("flo-sdgzsl", out _);
        Assert.Equal((1200, 2048, 400), (sdgzsl.PseudoPerClass, ((SdgzslOptions)sdgzsl.Generator).SemanticWidth,
            sdgzsl.Generator.TrainingEpochs));
        Assert.Equal((400, new CadaVaeOptions()),
            (Options("sun-cada-vae", out var _).PseudoPerClass, Options("sun-cada-vae", out _).Generator));
    }

    [Fact]
    public void EveryMethod_HasAConfigForEveryDataset()
    {
        var configs = BuiltInConfigs.DatasetNames.Select(BuiltInConfigs.Read)
            .ToLookup(config => (string)config["method"]!, config => (string)config["dataset"]!);
        Assert.Equal(39, configs.Count);
        Assert.All(configs, method => Assert.Equal(_datasets.Order(), method.Order()));
    }

    [Fact]
    public void EncoderConfig_AddsTheImageTextMemberToTheDefault()
    {
        var options = Options("encoder", out var warnings);

        Assert.Empty(warnings);
        Assert.Equal(new RunOptions
        {
            Classifier = new EnsembleOptions { MemberNames = "prototype+linear+image-text" },
        }.ToJson().ToJsonString(), options.ToJson().ToJsonString());
    }

    [Fact]
    public async Task Train_ByConfigurationName_LetsFlagsOverrideTheConfiguration()
    {
        using var folder = new TemporaryFolder();
        var run = await CommandRun.Run(
            "train", "--config", "apy-centre-zlap", "--data", TinyDataset.Save(folder), "--classifier-epochs", "2",
                "--protocol", "fair", "--out", folder["run"],
            "--no-cache", "--json");
        Assert.Equal(ExitCode.Done, run.ExitCode);
        var json = JsonNode.Parse(run.LastLine)!;
        Assert.Equal(("fair", 300), ((string)json["protocol"]!, (double)json["chosen"]![0]!["sigma"]!));
    }

    private static RunOptions Options(string name, out List<string> warnings)
    {
        var command = new Command("train");
        var flags = new FlagSet(command, CommonFlags.GetTrainingFlags(TrainingFlags.BuiltIn));
        var collected = warnings = [];
        return RunOptionsReader.ReadOne(flags.Read(command.Parse(["--config", name])), collected.Add);
    }
}
