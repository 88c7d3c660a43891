using System.CommandLine;
using Unseen.Cli.Flags;
using Unseen.Cli.Reporting;
using Unseen.Cli.Screens;
using Unseen.Options;
using Unseen.Runs;
using Unseen.Runs.Sweeps.Results;

namespace Unseen.Cli.Commands;

/// <summary><c>unseen runs</c>: lists, compares, exports and adds runs in the store.</summary>
internal static class RunsCommand
{
    private const int UsualLines = 50;

    private static readonly Flag _max =
        new("--max", OptionKind.Whole, "N", "Maximum number of runs to list [default: 50, or all with --json].")
        { Alias = "--most" };
    private static readonly Flag _out =
        new("--out", OptionKind.Text, "FILE", "The file to write, .csv or .json [default: CSV on stdout].");

    public static Command Create(Terminal terminal)
    {
        var command = new DocumentedCommand("runs", "List, filter, compare and export the runs of sweeps.")
        {
            Examples =
            [
                "unseen runs", "unseen runs --sweep flo --sort validationH --max 5",
                    "unseen runs --where \"adjust=zla,pseudo>=10\" --state done",
                "unseen runs compare 3fa9c1d2 b01f", "unseen runs export --sweep flo --out flo.csv",
                    "unseen runs add runs/flo-centre-prototype-zla",
            ],
        };
        var flags = new FlagSet(command, [.. RunSelection.Flags, _max, CommonFlags.Json]);
        command.SetAction(parsed => List(flags.Read(parsed), terminal));
        command.Add(Compare(terminal));
        command.Add(Export(terminal));
        command.Add(Add(terminal));
        return command;
    }

    private static int List(FlagValues values, Terminal terminal)
    {
        var rows = RunSelection.Read(values, StoreFlags.OpenExisting(values, terminal.Clock));
        int? max = values.Text(_max) is { } text ? OptionText.ToCount(text, _max.Name) : null;
        if (values.IsOn(CommonFlags.Json))
            terminal.Output.WriteLine(JsonText.OneLine(RunExport.Json(rows.Take(max ?? rows.Count))));
        else
            RunTable.Write(terminal.ForPeople(json: false), rows, max ?? UsualLines);
        return ExitCode.Done;
    }

    private static DocumentedCommand Compare(Terminal terminal)
    {
        var ids = new Argument<string[]>("RUN")
        { Description = "The ids of runs, or the beginnings of ids.", Arity = ArgumentArity.OneOrMore };
        var command = new DocumentedCommand("compare", "Show the options in which runs differ, and their results.")
        { Examples = ["unseen runs compare 3fa9c1d2 b01f"] };
        command.Add(ids);
        var flags = new FlagSet(command, StoreFlags.Store);
        command.SetAction(parsed =>
        {
            var store = StoreFlags.OpenExisting(flags.Read(parsed), terminal.Clock);
            RunTable.Compare(terminal.ForPeople(json: false),
                RunRow.All(parsed.GetRequiredValue(ids).Select(id => FinishedRuns.Find(store, id))));
            return ExitCode.Done;
        });
        return command;
    }

    private static DocumentedCommand Export(Terminal terminal)
    {
        var command = new DocumentedCommand("export", "Write runs as CSV or JSON.")
        {
            Examples = ["unseen runs export --sweep flo --out flo.csv", "unseen runs export --state done > runs.csv"]
        };
        var flags = new FlagSet(command, [.. RunSelection.Flags, _out]);
        command.SetAction(parsed =>
        {
            var values = flags.Read(parsed);
            var rows = RunSelection.Read(values, StoreFlags.OpenExisting(values, terminal.Clock));
            var path = values.Text(_out);
            var text = RunExport.TextFor(rows, path, _out.Name);
            if (path is null)
                terminal.Output.Write(text);
            else
                AtomicFile.WriteText(path, text);
            return ExitCode.Done;
        });
        return command;
    }

    private static DocumentedCommand Add(Terminal terminal)
    {
        var folders = new Argument<string[]>("RUN")
        { Description = "Folders of finished runs.", Arity = ArgumentArity.OneOrMore };
        var command = new DocumentedCommand("add",
            "Put runs of unseen train into the store, beside those of sweeps.")
        { Examples = ["unseen runs add runs/flo-*"] };
        command.Add(folders);
        var flags = new FlagSet(command, StoreFlags.Store);
        command.SetAction(parsed =>
        {
            string[] paths = parsed.GetRequiredValue(folders);
            var store = FinishedRuns.Add(paths, () => StoreFlags.Open(flags.Read(parsed), terminal.Clock));
            terminal.Output.WriteLine($"{paths.Length} {(paths.Length == 1 ? "run" : "runs")} in {store.Place}");
            return ExitCode.Done;
        });
        return command;
    }
}
