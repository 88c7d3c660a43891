using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Unseen.TestSupport;
using Unseen.Web.Tests;

namespace Unseen.Extensions.Hosting.Tests;

/// <summary>Executes docs/dotnet.md in a folder of its own, with projects in the place of packages.</summary>
[Trait("Category", "Slow")]
public sealed partial class DocumentTests : IDisposable
{
    private const string Address = "http://127.0.0.1:5080";
    private const string End = "<!-- end of what DocumentTests executes -->";
    private readonly string _folder = Directory.CreateTempSubdirectory("unseen-docs-").FullName;
    private readonly string _address = $"http://127.0.0.1:{FreePort()}";
    private Process? _service;

    [Fact]
    public async Task DotnetPage_FromTheFirstBlockToTheLast_Works()
    {
        using var run = new ColourRun();
        Directory.CreateDirectory(Path.Combine(_folder, "runs"));
        Directory.CreateSymbolicLink(Path.Combine(_folder, "runs", "RUN"), run.Folder);
        await File.WriteAllBytesAsync(
            Path.Combine(_folder, "photo.jpg"), ColourRun.Blue, TestContext.Current.CancellationToken);
        var page = await File.ReadAllTextAsync(
            Path.Combine(SharedData.RepositoryRoot, "docs", "dotnet.md"), TestContext.Current.CancellationToken);
        var outputs = new List<string>();

        foreach (Match block in Block().Matches(page[..page.IndexOf(End, StringComparison.Ordinal)]))
            if (block.Groups["file"] is { Success: true } file)
                await File.WriteAllTextAsync(Path.Combine(_folder, file.Value), block.Groups["text"].Value,
                    TestContext.Current.CancellationToken);
            else
                foreach (Match command in Command().Matches(block.Groups["text"].Value))
                    if (block.Groups["service"].Success)
                        await StartAsync(command.Groups[1].Value);
                    else
                        outputs.Add(await RunAsync(command.Groups[1].Value));

        Assert.Contains(outputs, output => output.StartsWith("blue (", StringComparison.Ordinal));
        Assert.Contains(outputs, output => output == "Healthy");
        Assert.Equal(2, outputs.Count(output => output.Contains("\"blue\"", StringComparison.Ordinal)));
    }

    public void Dispose()
    {
        _service?.Kill(entireProcessTree: true);
        _service?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartAsync(string command)
    {
        await RunAsync("dotnet build flowers -v q --nologo");
        _service = Start(command + " --no-build");
        using var client = new HttpClient();
        while (true)
            try
            {
                await client.GetAsync($"{_address}/health", TestContext.Current.CancellationToken);
                return;
            }
            catch (HttpRequestException) when (!_service.HasExited)
            {
                await Task.Delay(100, TestContext.Current.CancellationToken);
            }
    }

    private async Task<string> RunAsync(string command)
    {
        using var process = Start(command);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken),
            process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{command}\n{await output}\n{await error}");
        return (await output).Trim();
    }

    private Process Start(string command)
    {
        var own = OwnPackage().Replace(command, match =>
            $"reference {Path.Combine(SharedData.RepositoryRoot, "src", match.Groups[1].Value)}");
        own = own.Replace(Address, _address, StringComparison.Ordinal);
        var start = new ProcessStartInfo("bash", ["-c", $"exec {own}"])
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // What dotnet test sets for itself must not reach the builds.
        foreach (var name in start.Environment.Keys.Where(
            name => name.StartsWith("MSBUILD", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name);
        return Process.Start(start)!;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex(
        @"(?:<!-- (?:file: (?<file>\S+)|(?<service>service)) -->\n)?```(?:console|csharp|json)\n(?<text>.*?)```",
        RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^\$ (.*)$", RegexOptions.Multiline)]
    private static partial Regex Command();

    [GeneratedRegex(@"package (Unseen\.[\w.]+)")]
    private static partial Regex OwnPackage();
}
