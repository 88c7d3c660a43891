using System.Text;
using System.Text.RegularExpressions;
using Unseen.Runs;

namespace Unseen.Cli.Tests.Photographs;

/// <summary>Checks that commands contact no other machine, and write only the files that were requested. In particular,
/// the telemetry of ONNX Runtime stays off.</summary>
public sealed partial class TelemetryTests(ColourProject project) : IClassFixture<ColourProject>
{
    public static TheoryData<string> EntryPoints { get; } = ["features", "predict", "serve"];

    [Theory]
    [MemberData(nameof(EntryPoints))]
    public async Task Command_WithImageModels_WritesOnlyRequestedFilesAndContactsNoHost(string command)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/strace"), "needs strace, which is not installed");
        using var folder = new TemporaryFolder();
        var home = Directory.CreateDirectory(folder["home"]).FullName;
        using var process = UnseenProcess.StartTraced(
            folder["trace"], Home(home), project.Root, Arguments(command, folder));

        Assert.Equal(ExitCode.Done, (await EndAsync(process, command)).ExitCode);

        Assert.Empty(Directory.EnumerateFileSystemEntries(home, "*", SearchOption.AllDirectories));
        var calls = await File.ReadAllLinesAsync(folder["trace"], TestContext.Current.CancellationToken);
        Assert.Contains(calls, call => call.Contains("libonnxruntime.so", StringComparison.Ordinal));
        Assert.DoesNotContain(calls, call => LooksUp().IsMatch(call));
        string[] allowed = [AsTraced(folder.FullPath), AsTraced(project.Root), "/dev/"];
        Assert.DoesNotContain(
            calls.Select(call => Creates().Match(call)).Where(match => match.Success)
                .Select(match => match.Groups[1].Value),
            path => !allowed.Any(start => path.StartsWith(start, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Predict_WithoutAWritableHome_PrintsNoWarning()
    {
        using var folder = new TemporaryFolder();
        using var process = UnseenProcess.StartWith(Home("/proc/none"), project.Root, Arguments("predict", folder));

        var run = await process.End();

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
    }

    /// <summary>Formats a path as strace prints it: bytes that are not ASCII are written in octal.</summary>
    private static string AsTraced(string path) => string.Concat(Encoding.UTF8.GetBytes(path).Select(
        value => value < 128 ? $"{(char)value}" : $"\\{Convert.ToString(value, 8)}"));

    private static async Task<CommandRun> EndAsync(UnseenProcess process, string command)
    {
        if (command != "serve")
            return await process.End();
        await process.WaitForOutput("Listening on");
        return await process.End(signal: 15);
    }

    private static (string, string)[] Home(string folder) =>
        [("HOME", folder), ("XDG_CACHE_HOME", ""), ("TMPDIR", ""), ("DOTNET_EnableDiagnostics", "0")];

    private string[] Arguments(string command, TemporaryFolder folder) => command switch
    {
        "features" => ["features", "extract", "--images", Path.Combine(project.Project, "images"), "--backbone",
            project.Backbone, "--out", folder["features.npz"]],
        "predict" => ["predict", project.Run, Path.Combine(project.Project, "images", "green", "0.png")],
        _ => ["serve", project.Run, "--port", "0"],
    };

    [GeneratedRegex(@"resolv\.conf|/etc/hosts|nsswitch|sin6?_port=htons\(53\)|connect\(.*AF_INET")]
    private static partial Regex LooksUp();

    [GeneratedRegex("""(?:openat\(AT_FDCWD, |open\(|creat\(|mkdir\()"([^"]+)"(?:.*O_CREAT|, 0\d+\))""")]
    private static partial Regex Creates();
}
