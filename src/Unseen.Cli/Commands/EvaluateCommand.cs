using System.CommandLine;
using Spectre.Console;
using Unseen.Cli.Flags;
using Unseen.Cli.Reporting;
using Unseen.Cli.Screens;
using Unseen.Evaluation;
using Unseen.Inference;
using Unseen.Runs;
using Unseen.Runs.Folders;
using Unseen.Runs.Records;

namespace Unseen.Cli.Commands;

/// <summary><c>unseen evaluate</c>: evaluates a saved model on a dataset's test images.</summary>
internal static class EvaluateCommand
{
    private static readonly Flag _data = CommonFlags.Data with
    {
        Description = "The dataset to score the model on [default: the one that it was trained on].",
    };

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
            command, _data, CommonFlags.Features, CommonFlags.Semantics, CommonFlags.Cache,
                CommonFlags.NoCache, CommonFlags.Json);
        command.SetAction(parsed => Run(parsed.GetRequiredValue(run), flags.Read(parsed), terminal));
        return command;
    }

    private static int Run(string run, FlagValues values, Terminal terminal)
    {
        var json = values.IsOn(CommonFlags.Json);
        var screen = terminal.ForPeople(json);
        var cache = DataCache.Create(values);
        var record = RunRecord.Read(run);
        var model = UnseenModel.Load(run);
        var source = CommonFlags.GetSource(values, record.Description?.Data?.ToSource());
        var loaded = source.Load(cache);
        var sameData = EvaluationSummary.IsSameData(record.Description, loaded);
        var dataset = EvaluationSummary.SelectImages(loaded, record.Scores, sameData, terminal.Warn);
        var scores = ModelEvaluator.Evaluate(model, dataset);
        var reliability = ModelEvaluator.MeasureReliability(model, dataset);
        var table = MetricsTable.Create(dataset.Name, "U", "S", "H", "T1", "AUSUC");
        table.AddRow(["now", .. Words.Cells(scores)]);
        if (record.Scores is { } recorded)
            table.AddRow([$"recorded, seed {recorded.Seed}", .. EvaluationSummary.Cells(recorded)]);
        screen.Render(table);
        screen.Line($"{dataset.Split.TestSeen.Length} test images of seen classes, {dataset.Split.TestUnseen.Length} "
            + "of unseen");
        screen.Line($"Model: seed {record.Scores?.Seed.ToString() ?? "unknown"}, "
            + $"protocol {record.Description?.Protocol ?? "unknown"}");
        screen.Line(Words.Describe(reliability, model.Calibration is not null));
        if (json)
            terminal.Output.WriteLine(JsonText.OneLine(EvaluationSummary.ToJson(
                scores, reliability, record.Description, record.Scores, sameData)));
        return ExitCode.Done;
    }
}
