using System.CommandLine;
using Unseen.Cli.Flags;
using Unseen.Cli.Reporting;
using Unseen.Cli.Screens;
using Unseen.Descriptions;
using Unseen.Options;
using Unseen.Runs;
using Unseen.Runs.Photographs;
using Unseen.Runs.Training;

namespace Unseen.Cli.Commands;

/// <summary><c>unseen doctor</c>: finds out whether classes can be recognised from their descriptions, before anything
/// is trained.</summary>
internal static class DoctorCommand
{
    private static readonly Flag _seed = new(
        "--seed", OptionKind.Whole, "N", "Decides which classes are held out together [default: 0].");

    public static Command Create(Terminal terminal)
    {
        var project = new Argument<string?>("PROJECT")
        {
            Description = "A folder of photographs and descriptions (see unseen init).",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new DocumentedCommand("doctor",
            "Find out in seconds, before training, whether classes can be recognised from their descriptions.")
        {
            Examples =
            [
                "unseen doctor flowers --backbone mobilenet_v2.onnx",
                "unseen doctor --data data/CUB --semantics sent",
                "unseen doctor --data data/AwA2 --json",
            ],
            Notes =
            [
                "Holds out seen classes in turn, and recognises them from their descriptions",
                "only, by a map that is fitted in closed form. Says whether that works, is weak,",
                "or is no better than guessing, and what to do about it. Uses no test images.",
            ],
        };
        command.Add(project);
        var flags = new FlagSet(command, [CommonFlags.Data, CommonFlags.Features, CommonFlags.Semantics,
            .. ReadingFlags.Uncommon,
            .. Flag.Under("Photographs", BackboneFlags.ProjectFlags), _seed, CommonFlags.Cache, CommonFlags.NoCache,
            CommonFlags.Json, CommonFlags.Quiet]);
        command.SetAction(parsed => Run(parsed.GetValue(project), flags.Read(parsed), terminal));
        return command;
    }

    private static int Run(string? project, FlagValues values, Terminal terminal)
    {
        var data = values.Text(CommonFlags.Data);
        if (project is not null && data is not null)
            throw UsageException.Together(CommonFlags.Data.Name, "PROJECT");
        if (project is not null)
            PhotoProject.Require(project);
        var screen = terminal.ForPeople(values.IsOn(CommonFlags.Json));
        var context = terminal.ToContext(screen, values.IsOn(CommonFlags.Quiet));
        var options = new DoctorOptions { Seed = OptionText.ToWhole(values.Text(_seed) ?? "0", values.GetName(_seed)) };
        var photographs = project ?? (data is not null && PhotoProject.Is(data) ? data : null);
        if (photographs is null)
            BackboneFlags.RefuseWithoutProject(values);
        else
            ReadingFlags.RefuseForPhotographs(values);
        var report = photographs is not null
            ? DescriptionExamination.OnPhotographs(PhotoProject.Open(photographs, BackboneFlags.GetOverrides(values)),
                options, context, DataCache.GetFolder(values), BackboneFlags.GetBatch(values))
            : DescriptionExamination.OnFeatures(CommonFlags.GetSource(values), options, context);
        DescriptionTable.Write(screen, report);
        if (values.IsOn(CommonFlags.Json))
            terminal.Output.WriteLine(JsonText.OneLine(JsonText.FromRecord(report)!));
        return ExitCode.Done;
    }
}
