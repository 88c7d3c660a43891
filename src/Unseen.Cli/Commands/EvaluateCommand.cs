using System.CommandLine;
using System.Text.Json.Nodes;
using Spectre.Console;
using Unseen.Cli.Flags;
using Unseen.Cli.Reporting;
using Unseen.Cli.Screens;
using Unseen.Data;
using Unseen.Evaluation;
using Unseen.Inference;
using Unseen.Runs;
using Unseen.Runs.Folders;

namespace Unseen.Cli.Commands;

/// <summary><c>unseen evaluate</c>: a saved model on a dataset's test images.</summary>
internal static class EvaluateCommand
{
    public static Command Create(Terminal terminal)
    {
        var run = new Argument<string>("RUN") { Description = "The folder of a run, or a model file." };
        var command = new DocumentedCommand(
            "evaluate", "Score a saved model on the test images of its dataset, or of another with the same classes.")
        {
            Examples = ["unseen evaluate runs/awa2", "unseen evaluate runs/awa2 --data /mnt/data/AwA2 --json"],
        };
        command.Add(run);
        var flags = new FlagSet(
            command, CommonFlags.Data, CommonFlags.Features, CommonFlags.Semantics, CommonFlags.Cache,
                CommonFlags.NoCache, CommonFlags.Json);
        command.SetAction(parsed => Run(parsed.GetRequiredValue(run), flags.Read(parsed), terminal));
        return command;
    }

    private static int Run(string run, FlagValues values, Terminal terminal)
    {
        var json = values.IsOn(CommonFlags.Json);
        var screen = terminal.ForPeople(json);
        var cache = DataCache.Of(values);
        var record = RunRecord.Read(run);
        var model = UnseenModel.Load(run);
        var source = CommonFlags.SourceOf(values, record.Source);
        var dataset = source.Load(cache);
        var sameData = record.Checksums.Count == 0 ? (bool?)null : Same(record.Checksums, dataset);
        if (sameData == false)
            terminal.Warn(
                "the data's files differ from those that the model was trained with (checksums in options.json).");

        var scores = ModelEvaluator.Evaluate(model, dataset);
        var table = MetricsTable.Create(dataset.Name, "U", "S", "H", "T1", "AUSUC");
        table.AddRow(["now", .. Words.Cells(scores)]);
        if (record.Scores is { } recorded)
            table.AddRow([$"recorded, seed {recorded["seed"]}", .. Recorded(recorded)]);
        screen.Render(table);
        screen.Line($"{dataset.Split.TestSeen.Length} test images of seen classes, {dataset.Split.TestUnseen.Length} "
            + "of unseen");
        screen.Line($"Model: seed {record.Scores?["seed"] ?? "unknown"}, protocol {record.Protocol ?? "unknown"}");
        if (json)
            terminal.Output.WriteLine(JsonText.OneLine(Summary(scores, record, sameData)));
        return ExitCode.Done;
    }

    private static bool Same(IReadOnlyDictionary<string, string> checksums, GzslDataset dataset) =>
        checksums.Count == dataset.Checksums.Count
            && dataset.Checksums.All(pair => checksums.GetValueOrDefault(pair.Key) == pair.Value);

    private static string[] Recorded(JsonObject scores)
    {
        double Value(string name) => (double?)scores[name] ?? double.NaN;
        return
        [
            Words.Percent(Value("U")), Words.Percent(Value("S")), Words.Percent(Value("H")), Words.Percent(Value("T1")),
            Words.Area(new MeanAndDeviation(Value("ausuc"), 0), seeds: 1),
        ];
    }

    private static JsonObject Summary(GzslResult scores, RunRecord record, bool? sameData)
    {
        var summary = RunMetrics.Scores(scores);
        summary.Insert(0, "protocol", record.Protocol);
        summary["recorded"] = record.Scores?.DeepClone();
        summary["sameData"] = sameData;
        return summary;
    }
}
