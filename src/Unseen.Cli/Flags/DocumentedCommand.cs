using System.CommandLine;

namespace Unseen.Cli.Flags;

/// <summary>A command whose help has examples and notes.</summary>
internal sealed class DocumentedCommand(string name, string description) : Command(name, description)
{
    /// <summary>Example command lines.</summary>
    public IReadOnlyList<string> Examples { get; set; } = [];

    /// <summary>The flags, in the order of the help.</summary>
    public List<Flag> Flags { get; } = [];

    /// <summary>Whether the command ends by itself when it is cancelled, with what it has saved. Others are
    /// left.</summary>
    public bool EndsInOrder { get; set; }

    /// <summary>The lines after the examples.</summary>
    public IReadOnlyList<string> Notes { get; set; } = [];
}
