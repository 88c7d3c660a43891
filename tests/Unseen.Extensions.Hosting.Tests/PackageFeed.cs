using System.Diagnostics;
using System.Reflection;
using Unseen.TestSupport;

namespace Unseen.Extensions.Hosting.Tests;

/// <summary>
/// A folder in which commands run as on the machine of an engineer who installs the packages of this project. The
/// project's packages come from a feed in the folder, all other packages from nuget.org. Everything that the commands
/// install stays in the folder.
/// </summary>
internal sealed class PackageFeed : IDisposable
{
    private static readonly string[] _projects =
    [
        "src/Unseen.Inference", "src/Unseen.Data", "src/Unseen", "src/Unseen.Images", "src/Unseen.ML",
        "src/Unseen.Extensions.Hosting", "src/Unseen.AspNetCore", "templates",
    ];

    public string Folder { get; } = Directory.CreateTempSubdirectory("unseen-docs-").FullName;

    /// <summary>Packs the projects without building them again.</summary>
    public async Task PackAsync()
    {
        var configuration = typeof(PackageFeed).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!;
        var projects = _projects.SelectMany(
            project => Directory.GetFiles(Path.Combine(SharedData.RepositoryRoot, project), "*.csproj"));
        await File.WriteAllTextAsync(Path.Combine(Folder, "packages.slnx"),
            $"<Solution>{string.Concat(projects.Select(path => $"<Project Path=\"{path}\" />"))}</Solution>",
            TestContext.Current.CancellationToken);
        await RunAsync($"dotnet pack packages.slnx --no-build -c {configuration.Configuration} "
            + $"-p:PackageOutputPath={Path.Combine(Folder, "feed")}");
        await File.WriteAllTextAsync(Path.Combine(Folder, "nuget.config"), """
            <configuration>
              <packageSources>
                <clear />
                <add key="built" value="feed" />
                <add key="nuget.org" value="https://api.nuget.org/v3/index.json" />
              </packageSources>
              <packageSourceMapping>
                <packageSource key="built"><package pattern="Unseen" /><package pattern="Unseen.*" /></packageSource>
                <packageSource key="nuget.org"><package pattern="*" /></packageSource>
              </packageSourceMapping>
            </configuration>
            """, TestContext.Current.CancellationToken);
    }

    /// <summary>Runs a command, asserts that it succeeds, and returns what it prints.</summary>
    public async Task<string> RunAsync(string command)
    {
        using var process = Start(command);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken),
            process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{command}\n{await output}\n{await error}");
        return (await output).Trim();
    }

    public Process Start(string command)
    {
        var start = new ProcessStartInfo("bash", ["-c", $"exec {command}"])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var environment = start.Environment;
        // The builds must not use the variables that dotnet test sets for itself.
        foreach (var name in environment.Keys.Where(
            name => name.StartsWith("MSBUILD", StringComparison.Ordinal)).ToArray())
            environment.Remove(name);
        var cache = environment.TryGetValue("NUGET_PACKAGES", out var path) && path is not null ? path
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        // The user's package cache saves downloads. It is not used if it contains earlier builds of this project.
        if (Directory.Exists(cache) && !Directory.EnumerateDirectories(cache, "unseen*").Any())
            environment["NUGET_FALLBACK_PACKAGES"] = cache;
        environment["NUGET_PACKAGES"] = Path.Combine(Folder, "packages");
        environment["DOTNET_CLI_HOME"] = environment["XDG_DATA_HOME"] = Path.Combine(Folder, "home");
        environment["DOTNET_NOLOGO"] = "1";
        environment["TreatWarningsAsErrors"] = "true"; // MSBuild takes it as a property
        return Process.Start(start)!;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
