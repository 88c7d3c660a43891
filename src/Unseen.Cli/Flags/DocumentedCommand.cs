using System.CommandLine;

namespace Unseen.Cli.Flags;

/// <summary>A command whose help ends with examples.</summary>
internal sealed class DocumentedCommand(string name, string description) : Command(name, description)
{
    /// <summary>Command lines to copy.</summary>
    public IReadOnlyList<string> Examples { get; set; } = [];

    /// <summary>Its flags, in the order that help has them in.</summary>
    public List<Flag> Flags { get; } = [];

    /// <summary>Lines after the examples.</summary>
    public IReadOnlyList<string> Notes { get; set; } = [];
}
