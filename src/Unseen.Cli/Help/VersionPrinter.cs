using System.CommandLine;
using System.CommandLine.Invocation;
using Unseen.Runs;
using Unseen.Runs.Records;

namespace Unseen.Cli.Help;

/// <summary>Prints the version of this program.</summary>
internal sealed class VersionPrinter : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine($"unseen {PackageVersions.Own}");
        return ExitCode.Done;
    }
}
