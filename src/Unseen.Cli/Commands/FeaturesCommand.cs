using System.CommandLine;
using Unseen.Cli.Flags;
using Unseen.Cli.Screens;

namespace Unseen.Cli.Commands;

/// <summary><c>unseen features</c>: computes features of photographs.</summary>
internal static class FeaturesCommand
{
    public static Command Create(Terminal terminal) =>
        new DocumentedCommand("features", "Turn photographs into features.")
        {
            Examples = ["unseen features extract --images photos --backbone net.onnx --out features.npz"],
            Subcommands = { ExtractCommand.Create(terminal) },
        };
}
