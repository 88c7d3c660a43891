using System.Diagnostics;
using System.Text.RegularExpressions;
using Unseen.Images.Tests.Encoders;
using Unseen.TestSupport;
using Unseen.Web.Tests;

namespace Unseen.Extensions.Hosting.Tests;

/// <summary>Executes every code block of docs/dotnet.md, with the packages of this project.</summary>
public sealed partial class DocumentTests : IDisposable
{
    private const string Address = "http://127.0.0.1:5080";
    private readonly PackageFeed _feed = new();
    private readonly ColourRun _run = new();
    private readonly string _address = $"http://127.0.0.1:{LocalPort.FindFree()}";
    private readonly Dictionary<string, string> _outputs = [];
    private Process? _service;

    private readonly Match[] _blocks = Block().Matches(Page()).ToArray();

    [Fact]
    public void DotnetPage_EveryBlock_IsExecuted()
    {
        Assert.Equal(Fence().Count(Page()), 2 * _blocks.Length);
        HashSet<string> notYetBuilt = [];
        foreach (var block in _blocks)
        {
            if (block.Groups["file"] is { Success: true } file)
                notYetBuilt.Add(file.Value);
            else
                Assert.True(block.Groups["language"].Value == "console" && GetCommands(block).Any(),
                    $"Nothing runs this block, since it is neither a file nor commands:\n{block.Value}");
            foreach (var command in GetCommands(block).Where(command => Build().IsMatch(command)))
                notYetBuilt.RemoveWhere(name => command.Contains($" {name.Split('/')[0]}", StringComparison.Ordinal));
        }

        Assert.Empty(notYetBuilt);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task DotnetPage_BlocksInTheirOrder_PrintTheExpectedOutputs()
    {
        await PrepareAsync();

        foreach (var block in _blocks.Where(
            block => block.Groups["mark"].Value != "needs a linker" || NativeLinker.IsInstalled))
            if (block.Groups["file"] is { Success: true } file)
                await File.WriteAllTextAsync(Path.Combine(_feed.Folder, file.Value), block.Groups["text"].Value,
                    TestContext.Current.CancellationToken);
            else
                foreach (var command in GetCommands(block))
                    if (block.Groups["mark"].Value == "service")
                        await StartAsync(command);
                    else
                        _outputs[command] = await _feed.RunAsync(command.Replace(
                            Address, _address, StringComparison.Ordinal));

        AssertOutputs();
        Assert.SkipUnless(NativeLinker.IsInstalled,
            "everything but the native program was run; linking a native program needs clang or gcc");
        Assert.StartsWith("photo.jpg: blue (", GetOutput("published/recognise"), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _service?.Kill(entireProcessTree: true);
        _service?.Dispose();
        _feed.Dispose();
        _run.Dispose();
    }

    /// <summary>Creates the files that the page assumes: the packages, a run, a photograph, and a text
    /// encoder.</summary>
    private async Task PrepareAsync()
    {
        await _feed.PackAsync();
        Directory.CreateDirectory(Path.Combine(_feed.Folder, "runs"));
        Directory.CreateSymbolicLink(Path.Combine(_feed.Folder, "runs", "RUN"), _run.Folder);
        await File.WriteAllBytesAsync(
            Path.Combine(_feed.Folder, "photo.jpg"), ColourRun.Blue, TestContext.Current.CancellationToken);
        var encoder = new TinyTowers().WriteSplit(Path.Combine(_feed.Folder, "encoder"));
        TinyTowers.WriteJson(encoder);
    }

    private void AssertOutputs()
    {
        Assert.StartsWith("photo.jpg: blue (", GetOutput("dotnet run --project Names"), StringComparison.Ordinal);
        Assert.Contains("Passed!", GetOutput("dotnet test Mine"), StringComparison.Ordinal);
        Assert.StartsWith("blue (", GetOutput("dotnet run --project once"), StringComparison.Ordinal);
        Assert.Equal("Healthy", GetOutput("curl -sSf http://127.0.0.1:5080/health"));
        Assert.Equal(2, _outputs.Count(output => output.Key.StartsWith("curl", StringComparison.Ordinal)
            && output.Value.Contains("\"blue\"", StringComparison.Ordinal)));
        Assert.StartsWith("photo.jpg: blue (", GetOutput("dotnet run --project embed"), StringComparison.Ordinal);
        Assert.Equal($"1 photograph of 6 features{Environment.NewLine}2 classes of {TinyTowers.Width} numbers",
            GetOutput("dotnet run --project describe"));
        Assert.Matches(@"^blue \(.*\)\s+blue$", GetOutput("dotnet run --project pipeline"));
        Assert.StartsWith("photo.jpg: blue (", GetOutput("dotnet run recognise.cs"), StringComparison.Ordinal);
    }

    private string GetOutput(string command) =>
        _outputs.Single(output => output.Key.StartsWith(command, StringComparison.Ordinal)).Value;

    private async Task StartAsync(string command)
    {
        await _feed.RunAsync("dotnet build flowers -v q --nologo");
        _service = _feed.Start(command.Replace(Address, _address, StringComparison.Ordinal) + " --no-build");
        using var client = new HttpClient();
        await Waiting.UntilAsync("the service answers", async () =>
        {
            try
            {
                await client.GetAsync($"{_address}/health", TestContext.Current.CancellationToken);
                return true;
            }
            catch (HttpRequestException) when (!_service.HasExited)
            {
                return false;
            }
        }, milliseconds: 100);
    }

    private static string Page() => File.ReadAllText(Path.Combine(SharedData.RepositoryRoot, "docs", "dotnet.md"));

    private static IEnumerable<string> GetCommands(Match block) => block.Groups["file"].Success ? []
        : Command().Matches(block.Groups["text"].Value).Select(command => command.Groups[1].Value);

    [GeneratedRegex(
        @"(?:<!-- (?<mark>file: (?<file>\S+)|service|needs a linker) -->\n)?^```(?<language>\w*)\n(?<text>.*?)^```$",
        RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^\s*(?:```|~~~)", RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^\$ (.*)$", RegexOptions.Multiline)]
    private static partial Regex Command();

    [GeneratedRegex(@"^dotnet (run|build|test|publish)\b")]
    private static partial Regex Build();
}
