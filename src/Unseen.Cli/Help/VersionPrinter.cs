using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace Unseen.Cli.Help;

/// <summary>Prints the version of this program.</summary>
internal sealed class VersionPrinter : SynchronousCommandLineAction
{
    /// <summary>Such as "0.1.0".</summary>
    public static string Version { get; } = typeof(VersionPrinter).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine($"unseen {Version}");
        return ExitCode.Done;
    }
}
