using System.CommandLine;
using System.Net;
using Unseen.Cli.Flags;
using Unseen.Cli.Screens;
using Unseen.Runs.Photographs;
using Unseen.Web;
using Unseen.Web.Hosting;

namespace Unseen.Cli.Commands.Service;

/// <summary><c>unseen describe</c>: serves a page to fill in the table of classes of a project. Does not use
/// libtorch.</summary>
internal static class DescribeCommand
{
    public static Command Create(Terminal terminal)
    {
        var project = new Argument<string>("PROJECT")
        {
            Description = "A folder of photographs and descriptions (see unseen init).",
        };
        var command = new DocumentedCommand("describe",
            "Describe classes by attributes on a web page, with photographs and a gauge of how well the descriptions "
            + "work.")
        {
            Examples = ["unseen describe flowers", "unseen describe flowers --host 0.0.0.0 --port 8080"],
            Notes =
            [
                "Prints a link with a key that is valid until the command ends. Anyone who has",
                "the link can change the table, with --host 0.0.0.0 also from other devices.",
                "Every answer is saved at once: the mean of all answers in the table of classes,",
                "and each person's answers in answers.csv. unseen serve --describe has the same",
                "page, for users whose key has --allow change.",
            ],
        };
        command.Add(project);
        var flags = new FlagSet(command, BackboneFlags.Backbone, BackboneFlags.Preprocess, BackboneFlags.Output,
            ServeCommand.Port, ServeCommand.Host, CommonFlags.Cache, CommonFlags.NoCache);
        command.SetAction((parsed, _) => RunAsync(parsed.GetRequiredValue(project), flags.Read(parsed), terminal));
        return command;
    }

    private static async Task<int> RunAsync(string folder, FlagValues values, Terminal terminal)
    {
        var key = KeyFile.CreateKey();
        var defaults = new ServiceOptions { Models = [] };
        var options = defaults with
        {
            Project = PhotoProject.OpenUnfinished(folder, BackboneFlags.GetOverrides(values)),
            FeatureCache = DataCache.GetFolder(values),
            OwnerKey = key,
            Host = values.Text(ServeCommand.Host) ?? defaults.Host,
            Port = ServeCommand.Whole(
                values, ServeCommand.Port, defaults.Port, IPEndPoint.MinPort, IPEndPoint.MaxPort),
        };
        await using var service = await UnseenService.StartAsync(options, terminal.Cancellation);
        terminal.StopsWhenCancelled = true;
        foreach (var (i, address) in UnseenService.GetAddresses(service).Index())
            terminal.Output.WriteLine($"{(i == 0 ? "Describe the classes at" : "or at")} {address}/describe#key={key}");
        terminal.Output.WriteLine($"Answers go to {options.Project.Classes}; Ctrl-C ends it.");
        terminal.Output.Flush();
        return await ServeCommand.WaitAsync(service, terminal);
    }
}
