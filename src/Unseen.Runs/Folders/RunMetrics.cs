using System.Diagnostics;
using System.Text.Json.Nodes;
using Unseen.Evaluation;
using Unseen.Training;

namespace Unseen.Runs.Folders;

/// <summary>Results as JSON: the content of metrics.json, and the summary that --json prints.</summary>
internal static class RunMetrics
{
    public const string FileName = "metrics.json";

    /// <summary>Means, deviations and chosen settings, in the form of --json.</summary>
    public static JsonObject Summary(RunResult result) => new()
    {
        ["generator"] = result.Options.Generator.Name,
        ["classifier"] = result.Options.Classifier.Name,
        ["adjust"] = result.Options.Adjustment.Name,
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
        ["chosen"] = JsonText.OfNodes(result.Seeds.Select(seed => Chosen(seed.Chosen, result.Options))),
        ["interrupted"] = result.Interrupted,
    };

    /// <summary>The summary, what it took, and every seed by itself.</summary>
    public static JsonObject Full(RunResult result, IReadOnlyList<string> classNames, double loadSeconds)
    {
        var metrics = Summary(result);
        metrics["loadSeconds"] = JsonText.Number(loadSeconds);
        metrics["peakMemoryBytes"] = Process.GetCurrentProcess().PeakWorkingSet64;
        metrics["perSeed"] = JsonText.OfNodes(result.Seeds.Select(seed => Seed(seed, result.Options)));
        metrics["classesWithoutTestImages"] =
            JsonText.Of(result.Seeds[0].Test.ClassesWithoutTestImages.Select(label => classNames[label]));
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

    private static JsonObject Seed(SeedResult result, RunOptions options)
    {
        var seed = Scores(result.Test);
        seed.Insert(0, "seed", result.Seed);
        seed["seconds"] = JsonText.Number(result.Seconds);
        seed["chosen"] = Chosen(result.Chosen, options);
        return seed;
    }

    private static JsonObject Chosen(ChosenSettings chosen, RunOptions options)
    {
        var json = new JsonObject(chosen.Options.Select(
            option => KeyValuePair.Create(option.Key, (JsonNode?)option.Value)));
        if (chosen.ValidationStrength is { } strength && options.Adjustment.StrengthOption is { } searched)
            json[$"validation{char.ToUpperInvariant(searched.Name[0])}{searched.Name[1..]}"] = strength;
        json["gamma"] = JsonText.Number(chosen.Gamma);
        json["generatorEpoch"] = chosen.GeneratorEpoch;
        json["classifierEpoch"] = chosen.ClassifierEpoch;
        json["validationH"] = JsonText.Number(chosen.ValidationH);
        return json;
    }
}
