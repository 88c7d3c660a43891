using System.CommandLine;
using Unseen.Cli.Flags;
using Unseen.Cli.Screens;
using Unseen.Options;
using Unseen.Runs;
using Unseen.Web.Hosting;

namespace Unseen.Cli.Commands.Service;

/// <summary><c>unseen key</c>: creates a key for <c>unseen serve</c>.</summary>
internal static class KeyCommand
{
    private static readonly Flag _name = new("--name", OptionKind.Text, "NAME",
        "Name of the key's holder, shown in the log (required).");
    private static readonly Flag _allow =
        Flag.Choice("--allow", "What the key allows [default: predict].", ["predict", "change"]);

    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "The file of keys; created if it does not exist." };
        var command = new DocumentedCommand("key", "Make a key for a service.")
        {
            Examples =
            [
                "unseen key keys.txt --name anna --allow change",
                "unseen serve runs/flowers --api-key-file keys.txt",
            ],
            Notes =
            [
                "Prints the key once: the file stores only its SHA-256 hash. A key with --allow",
                "change can also add, rename and remove classes, teach and adapt models, and edit",
                "descriptions. To revoke a key, delete its line. A running service reads the file",
                "again when it changes.",
            ],
        };
        command.Add(file);
        var flags = new FlagSet(command, _name, _allow);
        command.SetAction(parsed =>
        {
            var values = flags.Read(parsed);
            var use = values.Text(_allow) switch
            {
                null or "predict" => KeyUse.Predict,
                "change" => KeyUse.Change,
                var other => throw new UsageException($"--allow must be predict or change, but was '{other}'."),
            };
            terminal.Output.WriteLine(KeyFile.Add(parsed.GetRequiredValue(file), values.Require(_name), use));
        });
        return command;
    }
}
