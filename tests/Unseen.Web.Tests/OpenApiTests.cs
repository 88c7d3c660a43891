using System.Diagnostics;
using Unseen.TestSupport;

namespace Unseen.Web.Tests;

/// <summary>Checks the document /openapi/v1.json with a linter, and generates a client from it.</summary>
[Trait("Category", "Slow")]
public sealed class OpenApiTests : IDisposable
{
    private static readonly string[] _path =
        Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator) ?? [];

    private readonly ColourRun _run = new();

    private string Client => Path.Combine(_run.Root, "client");

    [Fact]
    public async Task Document_GivenToAGenerator_MakesAClientThatPredicts()
    {
        Assert.SkipUnless(_path.Any(folder => File.Exists(Path.Combine(folder, "npm"))),
            "needs Node.js and npm, which are not installed");
        await using var service = await RunningService.StartAsync(_run);
        Directory.CreateDirectory(Client);
        foreach (var file in Directory.GetFiles(Path.Combine(
            SharedData.RepositoryRoot, "tests", "Unseen.Web.Tests", "client")))
            File.Copy(file, Path.Combine(Client, Path.GetFileName(file)));
        await File.WriteAllTextAsync(Path.Combine(Client, "openapi.json"),
            (await service.SendAsync(HttpMethod.Get, "/openapi/v1.json")).Body, TestContext.Current.CancellationToken);
        await RunAsync("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");

        var lint = await RunAsync("npx", "redocly", "lint", "openapi.json");
        await RunAsync("npx", "openapi-ts", "--input", "openapi.json", "--output", "generated");
        await RunAsync("npx", "tsc", "--project", ".");
        var output = await RunAsync("node", "built/predict.js", service.Address, RunningService.Key,
            _run.Write("photograph.png", ColourRun.Blue));

        Assert.Contains("Your API description is valid.", lint, StringComparison.Ordinal);
        Assert.DoesNotContain("warning", lint.Replace("Deprecation warning", "", StringComparison.Ordinal),
            StringComparison.OrdinalIgnoreCase);
        Assert.Equal(["blue", "blue", "green", "red", "red green blue white gold", "204", "404"],
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    public void Dispose() => _run.Dispose();

    /// <summary>Runs a program in the folder of the client.</summary>
    /// <returns>what the program wrote to standard output and, except for node, to standard error</returns>
    private async Task<string> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Client,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["REDOCLY_TELEMETRY"] = "off";
        start.Environment["REDOCLY_SUPPRESS_UPDATE_NOTICE"] = "true";
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken),
            process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0,
            $"{program} {string.Join(' ', arguments)}: {await output} {await error}");
        return await output + (program == "node" ? "" : await error);
    }
}
