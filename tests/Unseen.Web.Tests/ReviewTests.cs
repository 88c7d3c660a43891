using System.Net.Http.Headers;

namespace Unseen.Web.Tests;

/// <summary>Tests that a service stores photographs under their true class.</summary>
public sealed class ReviewTests : IAsyncLifetime
{
    private readonly ColourRun _run = new();
    private RunningService _service = null!;

    private string Folder => Path.Combine(_run.Folder, "reviews");

    public async ValueTask InitializeAsync() => _service = await RunningService.StartAsync(_run);

    [Fact]
    public async Task Review_PhotographWithAnotherClass_ReplacesTheEarlierReview()
    {
        foreach (var name in (string[])["red", "white", "white"])
            Assert.Equal(200, await ReviewAsync(name));

        var kept = Assert.Single(Directory.GetFiles(Folder, "*", SearchOption.AllDirectories));
        Assert.Equal("white", Path.GetFileName(Path.GetDirectoryName(kept)));
        Assert.Equal(ColourRun.Blue, await File.ReadAllBytesAsync(kept, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Review_CannotBeWritten_KeepsTheEarlierReview()
    {
        await ReviewAsync("red");
        var earlier = Assert.Single(Directory.GetFiles(Folder, "*", SearchOption.AllDirectories));
        Directory.CreateDirectory(Path.Combine(Folder, "white", Path.GetFileName(earlier))); // where the file would be

        Assert.Equal(500, await ReviewAsync("white"));

        Assert.Equal([earlier], Directory.GetFiles(Folder, "*", SearchOption.AllDirectories));
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        _run.Dispose();
    }

    private async Task<int> ReviewAsync(string name)
    {
        var image = new ByteArrayContent(ColourRun.Blue);
        image.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        return (await _service.SendAsync(HttpMethod.Post, $"/v1/reviews?class={name}", image, RunningService.Key))
            .Status;
    }
}
