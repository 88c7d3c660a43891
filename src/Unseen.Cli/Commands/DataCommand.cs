using System.CommandLine;
using Unseen.Cli.Flags;
using Unseen.Cli.Screens;

namespace Unseen.Cli.Commands;

/// <summary><c>unseen data</c>: downloads, inspects and converts datasets.</summary>
internal static class DataCommand
{
    public static Command Create(Terminal terminal) =>
        new DocumentedCommand("data", "Download, inspect and convert datasets.")
        {
            Examples = ["unseen data download xlsa17", "unseen data inspect data/AwA2",
            "unseen data convert data/AwA2 awa2.npz"],
            Subcommands = { DownloadCommand.Create(terminal), InspectCommand.Create(terminal),
            ConvertCommand.Create(terminal) },
        };
}
