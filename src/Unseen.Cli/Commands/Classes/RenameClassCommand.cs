using System.CommandLine;
using Unseen.Cli.Flags;
using Unseen.Cli.Screens;
using Unseen.Inference;
using Unseen.Options;
using Unseen.Runs.Folders;

namespace Unseen.Cli.Commands.Classes;

/// <summary><c>unseen rename-class</c>: renames a class of a model.</summary>
internal static class RenameClassCommand
{
    private static readonly Flag _name = new("--name", OptionKind.Text, "NAME", "The present name of the class.");
    private static readonly Flag _to = new("--to", OptionKind.Text, "NAME", "Its new name.");
    private static readonly Flag _out =
        new("--out", OptionKind.Text, "FILE", "File for the model [default: the model's own file].");

    public static Command Create(Terminal terminal)
    {
        var run = new Argument<string>("MODEL") { Description = "The folder of a run, or a model file." };
        var command = new DocumentedCommand("rename-class", "Rename a class of a model.")
        {
            Examples = ["unseen rename-class runs/animals --name 'class 7' --to okapi"],
        };
        command.Add(run);
        var flags = new FlagSet(command, _name, _to, _out);
        command.SetAction(parsed =>
        {
            var values = flags.Read(parsed);
            var (model, name, newName) = (parsed.GetRequiredValue(run), values.Require(_name), values.Require(_to));
            RunRecord.RequireExists(model);
            var renamed = UnseenModel.Load(model).WithClassRenamed(name, newName);
            terminal.Output.WriteLine($"{ModelFile.Save(renamed, model, values.Text(_out))}: {name} is now {newName}");
        });
        return command;
    }
}
