using System.Diagnostics;
using System.Text.Json.Nodes;
using Unseen.Evaluation;
using Unseen.Training;

namespace Unseen.Cli.Runs;

/// <summary>Results as JSON: the content of metrics.json, and the summary that --json prints.</summary>
internal static class RunMetrics
{
    public const string FileName = "metrics.json";

    /// <summary>Means, deviations and chosen settings, in the form of --json.</summary>
    public static JsonObject Summary(RunResult result) => new()
    {
        ["generator"] = result.Options.GeneratorName,
        ["classifier"] = result.Options.ClassifierName,
        ["adjust"] = RunConfig.FlagTextOf(result.Options.Adjustment),
        ["protocol"] = RunConfig.FlagTextOf(result.Options.Protocol),
        ["seeds"] = JsonText.Of(result.Seeds.Select(seed => seed.Seed)),
        ["U"] = JsonText.Number(result.U.Mean),
        ["S"] = JsonText.Number(result.S.Mean),
        ["H"] = JsonText.Number(result.H.Mean),
        ["T1"] = JsonText.Number(result.T1.Mean),
        ["ausuc"] = JsonText.Number(result.Ausuc.Mean),
        ["seconds"] = JsonText.Number(result.Seconds),
        ["sd"] = new JsonObject
        {
            ["U"] = JsonText.Number(result.U.Deviation),
            ["S"] = JsonText.Number(result.S.Deviation),
            ["H"] = JsonText.Number(result.H.Deviation),
            ["T1"] = JsonText.Number(result.T1.Deviation),
            ["ausuc"] = JsonText.Number(result.Ausuc.Deviation),
        },
        ["chosen"] = JsonText.OfNodes(result.Seeds.Select(seed => Chosen(seed.Chosen))),
        ["interrupted"] = result.Interrupted,
    };

    /// <summary>The summary, what it took, and every seed by itself.</summary>
    public static JsonObject Full(RunResult result, IReadOnlyList<string> classNames, double loadSeconds)
    {
        var metrics = Summary(result);
        metrics["loadSeconds"] = JsonText.Number(loadSeconds);
        metrics["peakMemoryBytes"] = Process.GetCurrentProcess().PeakWorkingSet64;
        metrics["perSeed"] = JsonText.OfNodes(result.Seeds.Select(Seed));
        metrics["classesWithoutTestImages"] = JsonText.Of(result.Seeds[0].Test.ClassesWithoutTestImages.Select(label => classNames[label]));
        return metrics;
    }

    /// <summary>The scores of one evaluation.</summary>
    public static JsonObject Scores(GzslResult test) => new()
    {
        ["U"] = JsonText.Number(test.U),
        ["S"] = JsonText.Number(test.S),
        ["H"] = JsonText.Number(test.H),
        ["T1"] = JsonText.Number(test.T1),
        ["ausuc"] = JsonText.Number(test.Ausuc),
    };

    private static JsonObject Seed(SeedResult result)
    {
        var seed = Scores(result.Test);
        seed.Insert(0, "seed", result.Seed);
        seed["seconds"] = JsonText.Number(result.Seconds);
        seed["chosen"] = Chosen(result.Chosen);
        return seed;
    }

    private static JsonObject Chosen(ChosenSettings chosen) => new()
    {
        ["sigma"] = chosen.Sigma,
        ["validationSigma"] = chosen.ValidationSigma,
        ["gamma"] = JsonText.Number(chosen.Gamma),
        ["lambda"] = chosen.Lambda,
        ["unseenWeight"] = chosen.UnseenWeight,
        ["featurePenalty"] = chosen.FeaturePenalty,
        ["descriptorPenalty"] = chosen.DescriptorPenalty,
        ["generatorEpoch"] = chosen.GeneratorEpoch,
        ["classifierEpoch"] = chosen.ClassifierEpoch,
        ["validationH"] = JsonText.Number(chosen.ValidationH),
    };
}
