using System.CommandLine;
using Unseen.Cli.Flags;
using Unseen.Cli.Reporting;
using Unseen.Cli.Screens;
using Unseen.Data.Inspection;
using Unseen.Data.Loading;
using Unseen.Runs;
using Unseen.Runs.Folders;
using Unseen.Runs.Photographs;

namespace Unseen.Cli.Commands;

/// <summary><c>unseen data inspect</c>: shows the content of a dataset and its problems.</summary>
internal static class InspectCommand
{
    public static Command Create(Terminal terminal)
    {
        var input = new Argument<string>("DIR") { Description = "The dataset: a folder or one file." };
        var command = new DocumentedCommand(
            "inspect", "Show what a dataset contains. If it has errors that would make results invalid, the exit code "
                + "is 1.")
        {
            Examples = ["unseen data inspect data/AwA2", "unseen data inspect data/CUB --semantics sent --json",
                "unseen data inspect my-data --counted-from 0"],
        };
        command.Add(input);
        var flags = new FlagSet(command, [CommonFlags.Features, CommonFlags.Semantics, .. ReadingFlags.All,
            CommonFlags.Json]);
        command.SetAction(parsed =>
        {
            var values = flags.Read(parsed);
            var path = parsed.GetRequiredValue(input);
            if (PhotoProject.Is(path))
                throw new UsageException($"{path} is a project of photographs, not a dataset of features: unseen "
                    + $"doctor {Words.Quoted(path)} examines it. unseen train names each photograph that it skips.");
            var dataset = DatasetLoader.Read(
                path, values.Text(CommonFlags.Features), values.Text(CommonFlags.Semantics),
                ReadingFlags.Read(values));
            var report = DatasetInspector.Inspect(dataset);
            var json = values.IsOn(CommonFlags.Json);
            InspectionTable.Write(terminal.ForPeople(json), report);
            if (json)
                terminal.Output.WriteLine(JsonText.OneLine(InspectionJson.Create(report)));
            return report.HasErrors ? ExitCode.BadInput : ExitCode.Done;
        });
        return command;
    }
}
