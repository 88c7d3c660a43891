using System.Net.Http.Json;
using System.Text.Json;
using Unseen.Samples.Photographs;

namespace Unseen.Cli.Tests.Photographs;

/// <summary>Runs the sample in samples/photographs, which does in code what the commands do.</summary>
public sealed class SampleTests(ColourProject project) : IClassFixture<ColourProject>
{
    [Fact]
    public async Task Run_OnAProject_TrainsAddsPredictsAndServes()
    {
        using var folder = new TemporaryFolder();
        var output = new StringWriter();

        await using var service = PhotographSample.Run(
            project.Project, Path.Combine(project.Project, "images"), folder["run"], output);
        await service.StartAsync(TestContext.Current.CancellationToken);

        var photographs = Directory.GetFiles(
            Path.Combine(project.Project, "images"), "*.png", SearchOption.AllDirectories);
        Assert.All(photographs, path => Assert.Contains($"{path}: ", output.ToString(), StringComparison.Ordinal));
        using var client = new HttpClient { BaseAddress = new Uri(service.Urls.Single()) };
        var classes = await client.GetFromJsonAsync<JsonElement>(
            "/v1/classes", TestContext.Current.CancellationToken);
        Assert.Contains("mixture", classes.ToString(), StringComparison.Ordinal);
    }
}
