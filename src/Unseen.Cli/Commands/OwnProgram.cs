using System.Reflection;

namespace Unseen.Cli.Commands;

/// <summary>The command that starts this program again.</summary>
internal static class OwnProgram
{
    private const string DotNet = "dotnet";

    /// <summary>The program and the arguments that precede a command's arguments.</summary>
    public static IReadOnlyList<string> Words { get; } = Find();

    private static string[] Find()
    {
        var program = typeof(OwnProgram).Assembly;
        var process = Environment.ProcessPath ?? DotNet;
        var isHost = Path.GetFileNameWithoutExtension(process) == DotNet;
        return !isHost && Assembly.GetEntryAssembly() == program ? [process]
            : [isHost ? process : DotNet, program.Location];
    }
}
