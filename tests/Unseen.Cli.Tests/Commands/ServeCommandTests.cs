using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Unseen.Cli.Commands.Service;
using Unseen.Cli.Tests.Photographs;
using Unseen.Runs;

namespace Unseen.Cli.Tests.Commands;

/// <summary>Runs <c>unseen serve</c> in a separate process.</summary>
public sealed partial class ServeCommandTests(ColourProject project) : IClassFixture<ColourProject>
{
    [Theory]
    [InlineData("--host nonsense.invalid", ExitCode.BadInput, "unseen serve: The host 'nonsense.invalid' is not an ")]
    [InlineData("--port PORT", ExitCode.BadInput, "unseen serve: Port PORT of 127.0.0.1 is in use by another program.")]
    [InlineData("--certificate missing.pem", ExitCode.BadInput, "unseen serve: The file missing.pem of the certificate cannot be read")]
    [InlineData("--require-key", ExitCode.BadUsage, "unseen serve: a service that requires keys needs a file of keys.")]
    [InlineData("--log-level loud", ExitCode.BadUsage, "unseen serve: --log-level must be one of trace, debug")]
    public async Task Serve_CannotStart_PrintsTheReasonInOneLine(string flags, int exitCode, string message)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        using var process = UnseenProcess.Start(
            project.Root, ["serve", project.Run, .. flags.Replace("PORT", port, StringComparison.Ordinal).Split(' ')]);

        var run = await process.End();

        Assert.Equal((exitCode, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(message.Replace("PORT", port, StringComparison.Ordinal), run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void FindRuns_RunInTheRootOfTheFileSystem_IsNull()
    {
        var root = Path.GetPathRoot(project.Root)!;

        Assert.Null(ServeCommand.FindRuns(Directory.GetDirectories(root)[0]));
        Assert.Null(ServeCommand.FindRuns(root));
        Assert.Equal(Path.GetDirectoryName(project.Root), ServeCommand.FindRuns(project.Root));
    }

    [Fact]
    public async Task Key_InTheKeyFile_IsAccepted()
    {
        using var folder = new TemporaryFolder();
        var key = await CommandRun.Run("key", folder["keys.txt"], "--name", "anna");
        using var process = UnseenProcess.Start(project.Root, "serve", project.Run, "--port", "0", "--api-key-file",
            folder["keys.txt"], "--require-key");
        await process.WaitForOutput("Ctrl-C ends it.");
        using var client = new HttpClient { BaseAddress = new Uri(Address().Match(process.Written).Value) };

        var without = await client.GetAsync("/v1/models", TestContext.Current.CancellationToken);
        client.DefaultRequestHeaders.Add("X-Api-Key", key.Output.Trim());
        var with = await client.GetAsync("/v1/models", TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (without.StatusCode, with.StatusCode));
        Assert.Equal(ExitCode.Done, (await process.End(signal: 15)).ExitCode);
        Assert.DoesNotContain(key.Output.Trim(), process.Written, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();
}
