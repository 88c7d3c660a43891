using System.CommandLine;
using Unseen.Cli.Flags;
using Unseen.Cli.Screens;
using Unseen.Runs;
using Unseen.Runs.Photographs;

namespace Unseen.Cli.Commands;

/// <summary><c>unseen init</c>: creates a starter project for the user's own photographs.</summary>
internal static class InitCommand
{
    public static Command Create(Terminal terminal)
    {
        var folder = new Argument<string>("DIR") { Description = "A new or empty folder." };
        var command = new DocumentedCommand("init",
            "Start a project of your own: photographs, a table of classes, and how to go on.")
        {
            Examples = ["unseen init animals --backbone mobilenet_v2.onnx", "unseen train animals"],
        };
        command.Add(folder);
        var flags = new FlagSet(command, BackboneFlags.Backbone with
        {
            Description = "Image model in ONNX form, which is copied into the project.",
        });
        command.SetAction(parsed => Run(parsed.GetRequiredValue(folder), flags.Read(parsed), terminal));
        return command;
    }

    private static int Run(string folder, FlagValues values, Terminal terminal)
    {
        var backbone = values.Text(BackboneFlags.Backbone);
        var name = StarterProject.Create(folder, backbone);
        terminal.Output.WriteLine(
            $"{folder}: images/, {PhotoProject.ClassesName}, {PhotoProject.FileName} and a README.md that says how to "
            + "go on");
        terminal.Output.WriteLine();
        terminal.Output.WriteLine(
            $"Next  put photographs into {Path.Combine(folder, PhotoProject.ImagesName)}, one folder a class");
        terminal.Output.WriteLine(
            $"      describe all classes, also those without photographs, in "
            + $"{Path.Combine(folder, PhotoProject.ClassesName)}");
        if (backbone is null)
            terminal.Output.WriteLine(
                $"      put an image model there as {name}: see {Path.Combine(folder, StarterProject.ReadmeName)}");
        terminal.Output.WriteLine($"      unseen doctor {folder}   says whether the descriptions can work");
        terminal.Output.WriteLine($"      unseen train {folder}");
        return ExitCode.Done;
    }
}
