using System.Text.Json.Nodes;
using Unseen.Experiments;
using Unseen.Runs.Records;

namespace Unseen.Runs.Reproduction;

/// <summary>Formats the results of an experiment as CSV and JSON. A cell is one configuration of the
/// experiment.</summary>
internal static class CellTables
{
    /// <summary>Creates the lines of a CSV table: a header, then one line per cell and seed.</summary>
    public static IEnumerable<string> Csv(IReadOnlyList<ExperimentCell> cells, ExperimentResults results)
    {
        yield return CsvText.Line(
            "dataset", "series", "variant", "x", "generator", "classifier", "adjustment", "pseudo", "protocol", "seed",
                "U", "S", "H", "T1", "ausuc",
            "strength", "gamma", "classifier_epoch", "generator_epoch", "validation_H", "generator_seconds",
                "classifier_seconds", "pseudo_features");
        foreach (var cell in cells)
            foreach (var result in results.GetResults(cell))
                yield return CsvText.Line(
                    results.Dataset.Name, cell.Series, cell.Variant, cell.X, cell.Options.Generator.Name,
                        cell.Options.Classifier.Name,
                    cell.Options.Adjustment.Name, cell.Options.HasGenerator ? cell.Options.PseudoPerClass
                        : null, Names.Get(cell.Options.Protocol), result.Seed,
                    result.U, result.S, result.H, result.T1, result.Ausuc, GetStrength(cell, result),
                        result.Chosen.Gamma,
                    result.Chosen.ClassifierEpoch, result.Chosen.GeneratorEpoch, result.Chosen.ValidationH,
                        result.GeneratorSeconds, result.ClassifierSeconds,
                    result.PseudoFeatures);
    }

    /// <summary>Creates an object with the results and options of each cell, the data, the versions and the
    /// machine.</summary>
    public static JsonObject Json(
        ExperimentKind kind, IReadOnlyList<ExperimentCell> cells, ExperimentResults results, ExperimentScale scale,
            DataSource source, DateTimeOffset time)
    {
        var description = RunDescription.Create(scale.Base with { Seeds = scale.Seeds }, source, results.Dataset, time);
        return new JsonObject
        {
            ["experiment"] = Names.Get(kind),
            ["dataset"] = results.Dataset.Name,
            ["quick"] = scale.IsQuick,
            ["generators"] = scale.Generators is { } names
                ? JsonText.CreateArray(names.Select(name => (JsonNode)name)) : null,
            ["complete"] = cells.All(cell => results.GetResults(cell).Count == scale.Seeds.Count),
            ["time"] = description.Time,
            ["cells"] = JsonText.CreateArray(cells.Select(cell => Cell(cell, results))),
            ["data"] = JsonText.FromRecord(description.Data),
            ["packages"] = JsonText.FromRecord(description.Packages),
            ["machine"] = JsonText.FromRecord(description.Machine),
        };
    }

    /// <summary>Gets the strength of the adjustment, such as ZLA's σ; null if it has none.</summary>
    private static double? GetStrength(ExperimentCell cell, CellResult result) =>
        cell.Options.Adjustment.StrengthOption is { } option ? result.Chosen.Options.Find(option.Name) : null;

    private static JsonObject Cell(ExperimentCell cell, ExperimentResults results) => new()
    {
        ["series"] = cell.Series,
        ["variant"] = cell.Variant,
        ["x"] = cell.X,
        ["options"] = cell.Options.ToJson(),
        ["seeds"] = JsonText.CreateArray(results.GetResults(cell).Select(result => new JsonObject
        {
            ["seed"] = result.Seed,
            ["U"] = JsonText.Number(result.U),
            ["S"] = JsonText.Number(result.S),
            ["H"] = JsonText.Number(result.H),
            ["T1"] = JsonText.Number(result.T1),
            ["ausuc"] = JsonText.Number(result.Ausuc),
            ["strength"] = GetStrength(cell, result),
            ["gamma"] = JsonText.Number(result.Chosen.Gamma),
            ["classifierEpoch"] = result.Chosen.ClassifierEpoch,
            ["generatorEpoch"] = result.Chosen.GeneratorEpoch,
            ["validationH"] = JsonText.Number(result.Chosen.ValidationH),
            ["generatorSeconds"] = JsonText.Number(result.GeneratorSeconds),
            ["classifierSeconds"] = JsonText.Number(result.ClassifierSeconds),
            ["pseudoFeatures"] = result.PseudoFeatures,
        })),
    };
}
