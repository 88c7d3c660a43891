using System.CommandLine;

namespace Unseen.Cli.Flags;

/// <summary>A command whose help has examples and notes.</summary>
internal sealed class DocumentedCommand(string name, string description) : Command(name, description)
{
    /// <summary>Example command lines.</summary>
    public IReadOnlyList<string> Examples { get; set; } = [];

    /// <summary>The flags, in the order of the help.</summary>
    public List<Flag> Flags { get; } = [];

    /// <summary>The lines at the end of the help.</summary>
    public IReadOnlyList<string> Notes { get; set; } = [];

    /// <summary>The subcommands by heading; empty (default) if the help lists them without headings.</summary>
    public List<(string Heading, Command[] Commands)> Groups { get; } = [];

    /// <summary>Adds subcommands that the help lists under a heading.</summary>
    public void Add(string heading, params Command[] commands)
    {
        Groups.Add((heading, commands));
        foreach (var command in commands)
            Add(command);
    }
}
