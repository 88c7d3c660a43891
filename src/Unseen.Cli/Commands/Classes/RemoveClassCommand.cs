using System.CommandLine;
using Unseen.Cli.Flags;
using Unseen.Cli.Screens;
using Unseen.Inference;
using Unseen.Options;
using Unseen.Runs.Folders;

namespace Unseen.Cli.Commands.Classes;

/// <summary><c>unseen remove-class</c>: removes a class from a model.</summary>
internal static class RemoveClassCommand
{
    private static readonly Flag _name = new("--name", OptionKind.Text, "NAME", "The class to remove.");
    private static readonly Flag _out =
        new("--out", OptionKind.Text, "FILE", "File for the model [default: the model's own file].");

    public static Command Create(Terminal terminal)
    {
        var run = new Argument<string>("MODEL") { Description = "The folder of a run, or a model file." };
        var command = new DocumentedCommand("remove-class",
            "Remove a class from a model; the scores of the other classes do not change.")
        {
            Examples = ["unseen remove-class runs/animals --name okapi"],
        };
        command.Add(run);
        var flags = new FlagSet(command, _name, _out);
        command.SetAction(parsed =>
        {
            var values = flags.Read(parsed);
            var (model, name) = (parsed.GetRequiredValue(run), values.Require(_name));
            RunRecord.RequireExists(model);
            var without = UnseenModel.Load(model).WithoutClass(name);
            terminal.Output.WriteLine(
                $"{ModelFile.Save(without, model, values.Text(_out))}: {name} removed, classes left: "
                + $"{without.ClassNames.Count}");
        });
        return command;
    }
}
