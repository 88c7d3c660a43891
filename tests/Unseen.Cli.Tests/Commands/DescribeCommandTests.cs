using System.Net;
using System.Text.RegularExpressions;
using Unseen.Runs;

namespace Unseen.Cli.Tests.Commands;

public sealed partial class DescribeCommandTests
{
    [Fact]
    public async Task Describe_Project_PrintsALinkWithTheKeyOfTheService()
    {
        using var folder = new TemporaryFolder();
        await CommandRun.Run("init", folder["birds"], "--classes", "heron, stork", "--domain", "animals");
        using var process = UnseenProcess.Start(folder.FullPath, "describe", "birds", "--port", "0", "--no-cache");
        await process.WaitForOutput("Ctrl-C ends it.");
        var link = Link().Match(process.Written);
        using var client = new HttpClient { BaseAddress = new Uri(link.Groups["host"].Value) };

        var page = await client.GetAsync("/describe", TestContext.Current.CancellationToken);
        var without = await client.GetAsync("/v1/describe", TestContext.Current.CancellationToken);
        client.DefaultRequestHeaders.Add("X-Api-Key", link.Groups["key"].Value);
        var with = await client.GetAsync("/v1/describe", TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.OK),
            (page.StatusCode, without.StatusCode, with.StatusCode));
        Assert.Equal(ExitCode.Done, (await process.End(signal: 15)).ExitCode);
    }

    [Fact]
    public async Task Describe_ForAllAddresses_PrintsLinksThatCanBeOpened()
    {
        using var folder = new TemporaryFolder();
        await CommandRun.Run("init", folder["birds"], "--classes", "heron, stork", "--domain", "animals");
        using var process = UnseenProcess.Start(
            folder.FullPath, "describe", "birds", "--host", "0.0.0.0", "--port", "0", "--no-cache");
        await process.WaitForOutput("Ctrl-C ends it.");
        using var client = new HttpClient();

        var links = AnyLink().Matches(process.Written).Select(link => link.Value).ToArray();

        Assert.Contains(links, link => link.StartsWith("http://127.0.0.1:", StringComparison.Ordinal));
        Assert.DoesNotContain(links, link => link.Contains("0.0.0.0", StringComparison.Ordinal));
        foreach (var link in links)
            Assert.Equal(HttpStatusCode.OK,
                (await client.GetAsync(link, TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(ExitCode.Done, (await process.End(signal: 15)).ExitCode);
    }

    [Fact]
    public async Task Describe_FolderThatIsNotAProject_PointsToUnseenInit()
    {
        using var folder = new TemporaryFolder();

        var run = await CommandRun.Run("describe", folder.FullPath);

        Assert.Equal((ExitCode.BadUsage, ""), (run.ExitCode, run.Output));
        Assert.Contains("is not a project: it needs images/ and classes.csv. Make one with unseen init", run.Error,
            StringComparison.Ordinal);
    }

    [GeneratedRegex(@"(?<host>http://127\.0\.0\.1:\d+)/describe#key=(?<key>[\w-]{32})")]
    private static partial Regex Link();

    [GeneratedRegex("http://[0-9.]+:[0-9]+/describe")]
    private static partial Regex AnyLink();
}
