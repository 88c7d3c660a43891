using System.CommandLine;
using Unseen.Cli.Help;

namespace Unseen.Cli.Commands;

/// <summary><c>unseen data</c>: looks datasets over and converts them.</summary>
internal static class DataCommand
{
    public static Command Create(Terminal terminal) => new DocumentedCommand("data", "Look a dataset over, or convert it.")
    {
        Examples = ["unseen data inspect data/AwA2", "unseen data convert data/AwA2 awa2.npz"],
        Subcommands = { InspectCommand.Create(terminal), ConvertCommand.Create(terminal) },
    };
}
