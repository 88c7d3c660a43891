using System.CommandLine;
using Unseen.Cli.Flags;
using Unseen.Cli.Reporting;
using Unseen.Cli.Screens;
using Unseen.Methods.Linear;
using Unseen.Methods.Zla;
using Unseen.Options;
using Unseen.Runs;
using Unseen.Runs.Folders;
using Unseen.Runs.Photographs;
using Unseen.Runs.Training;

namespace Unseen.Cli.Commands;

/// <summary><c>unseen train</c>: trains one configuration with one or more seeds, and writes the results to a
/// folder.</summary>
internal static class TrainCommand
{
    public static Command Create(Terminal terminal, TrainingFlags training)
    {
        var project = new Argument<string?>("PROJECT")
        {
            Description = "A folder of photographs and descriptions (see unseen init).",
            Arity = ArgumentArity.ZeroOrOne
        };
        var command = new DocumentedCommand("train",
            "Train a generalized zero-shot classifier, test it, and write everything to a folder.")
        {
            Examples =
            [
                "unseen train flowers --backbone mobilenet_v2.onnx",
                "unseen train --data data/AwA2",
                "unseen train --data data/AwA2 --fast",
                "unseen train --data data/CUB --semantics sent --generator wgan --seeds 5",
                "unseen train --data data/AwA2 --protocol paper --sigma 1000 --out runs/awa2",
                "unseen train --config runs/awa2/options.json --seed 1",
                "unseen train --resume runs/awa2",
            ],
            Notes =
            [
                "Ctrl-C ends a run (exit code 130). Unless --checkpoint-every is off, --resume",
                "continues it, also after a crash, to the same result as without the",
                "interruption. During the run, metrics.jsonl in its folder gets a line per",
                "epoch, and TensorBoard can read the folder.",
            ],
        };
        command.Add(project);
        var flags = new FlagSet(command, training,
            [.. CommonFlags.GetTrainingFlags(training), Fast, .. BackboneFlags.ProjectFlags.Select(WithHelpGroup),
            ResumeFlags.Resume, ResumeFlags.Wait, ResumeFlags.Every]);
        command.SetAction(parsed => Run(parsed.GetValue(project), flags, parsed, terminal));
        return command;
    }

    private static Flag Fast { get; } = new(
        "--fast", OptionKind.Switch, "",
        "Train as with --classifier linear --sigma law, unless you set these. Takes seconds but is less accurate.")
    {
        InConfig = false,
        Group = "Run",
    };

    private static Flag WithHelpGroup(Flag flag) =>
        flag with
        {
            Group = "Photographs",
            IsCommon = flag == BackboneFlags.Backbone || flag == BackboneFlags.Words || flag == BackboneFlags.Encoder
        };

    private static int Run(string? project, FlagSet flags, ParseResult parsed, Terminal terminal)
    {
        var values = flags.Read(parsed);
        var command = Words.CommandLine(parsed.Tokens.Select(token => token.Value));
        if (values.Text(ResumeFlags.Resume) is { } run)
            return Resume(run, project, values, command, terminal);
        if (values.Text(ResumeFlags.Wait) is not null)
            throw UsageException.Needs(ResumeFlags.Wait.Name, $"{ResumeFlags.Resume.Name} DIR");
        if (project is not null && values.Text(CommonFlags.Data) is not null)
            throw UsageException.Together(CommonFlags.Data.Name, "PROJECT");
        var photographs = project ?? (values.Text(CommonFlags.Data) is { } data && PhotoProject.Is(data) ? data : null);
        if (photographs is null)
            return values.Text(CommonFlags.Data) is not null ? Train(values, command, terminal)
                : throw new UsageException("PROJECT (a folder of photographs and descriptions, which unseen init "
                    + $"makes) or {CommonFlags.Data.Name} DIR (a dataset of features) is required.");
        ReadingFlags.RefuseForPhotographs(values);
        PhotoProject.Require(photographs);
        if (Path.Combine(photographs, PhotoProject.FileName) is var file && File.Exists(file))
            flags.ReadSection(file, values);
        SetFast(values);
        return TrainOnPhotographs(PhotoProject.Open(photographs, BackboneFlags.GetOverrides(values)), values, command,
            terminal);
    }

    private static void SetFast(FlagValues values)
    {
        if (!values.IsOn(Fast))
            return;
        Flag Find(string name) => values.Training.All.First(one => one.Flag.Name == name).Flag;
        values.Override(Find("--classifier"), new LinearOptions().Name, Fast.Name);
        if (values.Text(Find("--adjust")) is not { } adjust || adjust == new ZlaOptions().Name)
            values.Override(Find("--sigma"), "law", Fast.Name);
    }

    private static int Resume(string run, string? project, FlagValues values, string command, Terminal terminal)
    {
        if (project is not null || values.IsOn(Fast))
            throw UsageException.Together(project is null ? Fast.Name : "PROJECT", ResumeFlags.Resume.Name);
        if (ResumeFlags.Read(values) is null)
            throw UsageException.Together($"{ResumeFlags.Every.Name} off", ResumeFlags.Resume.Name);
        if (BackboneFlags.ProjectFlags.FirstOrDefault(
            flag => flag != BackboneFlags.Batch && values.Text(flag) is not null) is { } fixedFlag)
            throw UsageException.Together(values.GetName(fixedFlag), ResumeFlags.Resume.Name);
        RunLock.WaitUntilFree(RunFolder.Unfinished(run), ResumeFlags.ReadWait(values), terminal.Cancellation);
        RunFolder.Settle(run, terminal.Clock);
        if (RunRecord.IsComplete(run))
        {
            var json = values.IsOn(CommonFlags.Json);
            terminal.ForPeople(json).Line($"{run} is complete.");
            if (json)
                terminal.Output.WriteLine(JsonText.OneLine(TrainingSummary.Read(run)));
            return ExitCode.Done;
        }

        if (PhotoProject.ReadFromRun(RunFolder.Unfinished(run)) is { } photographs)
            return TrainOnPhotographs(photographs, values, command, terminal);
        return values.Text(BackboneFlags.Batch) is null ? Train(values, command, terminal)
            : throw UsageException.Needs(BackboneFlags.Batch.Name, "a run on photographs");
    }

    private static int Train(FlagValues values, string command, Terminal terminal)
    {
        SetFast(values);
        BackboneFlags.RefuseWithoutProject(values);
        terminal.StopsWhenCancelled = true;
        var source = CommonFlags.GetSource(values);
        var cache = DataCache.Create(values);
        var outcome = RunTraining.OnFeatures(
            source, GetRequest(values, command, terminal), GetContext(values, terminal), cache);
        return Report(outcome, values, terminal, photographs: false);
    }

    private static int TrainOnPhotographs(
        PhotoProject project, FlagValues values, string command, Terminal terminal)
    {
        var cache = DataCache.GetFolder(values);
        var batch = BackboneFlags.GetBatch(values);
        terminal.StopsWhenCancelled = true;
        var outcome = RunTraining.OnPhotographs(
            project, GetRequest(values, command, terminal), GetContext(values, terminal), cache, batch);
        return Report(outcome, values, terminal, photographs: true);
    }

    private static RunContext GetContext(FlagValues values, Terminal terminal) => terminal.ToContext(
        terminal.ForPeople(values.IsOn(CommonFlags.Json)), values.IsOn(CommonFlags.Quiet));

    private static TrainingRequest GetRequest(FlagValues values, string command, Terminal terminal) =>
        new(RunOptionsReader.ReadOne(values, terminal.Warn), CommonFlags.GetPlace(values))
        {
            Command = command,
            Resume = values.Text(ResumeFlags.Resume),
            CheckpointEvery = ResumeFlags.Read(values),
        };

    private static int Report(TrainingOutcome outcome, FlagValues values, Terminal terminal, bool photographs)
    {
        var result = outcome.Result;
        var screen = terminal.ForPeople(values.IsOn(CommonFlags.Json));
        RunReport.Write(screen, result, outcome.Folder, photographs, outcome.Descriptions);
        if (outcome.ResumeFolder is { } resume)
            screen.Line($"Continue  unseen train --resume {Words.Quoted(resume)}");
        if (values.IsOn(CommonFlags.Json))
            terminal.Output.WriteLine(JsonText.OneLine(TrainingSummary.Create(outcome)));
        return result.Interrupted ? ExitCode.Interrupted : ExitCode.Done;
    }
}
