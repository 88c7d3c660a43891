using Microsoft.Playwright;
using Unseen.TestSupport;
using Unseen.Web;
using Unseen.Web.Tests;

namespace Unseen.Browser.Tests;

/// <summary>Base class for tests of a service's pages in a real browser.</summary>
/// <param name="chromium">the browser</param>
public abstract class BrowserTest(Chromium chromium) : IAsyncLifetime
{
    private readonly List<string> _complaints = [];
    private readonly List<IPage> _pages = [];

    private protected RunningService Service { get; private set; } = null!;

    private protected ColourRun Run { get; } = new();

    public async ValueTask InitializeAsync()
    {
        try
        {
            chromium.RequireInstalled();
            Service = await RunningService.StartAsync(Run, Configure);
        }
        catch
        {
            await DisposeAsync(); // xUnit does not dispose of a test that is skipped here
            throw;
        }
    }

    /// <summary>Changes the default options of the service.</summary>
    private protected virtual ServiceOptions Configure(ServiceOptions options) => options;

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var page in _pages)
            await page.CloseAsync();
        if (Service is not null)
            await Service.DisposeAsync();
        Run.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected async Task<IPage> OpenAsync(string path, int width, ColorScheme scheme)
    {
        var page = await chromium.NewPageAsync(width, scheme);
        _pages.Add(page);
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !message.Text.Contains("status of 4", StringComparison.Ordinal))
                _complaints.Add(message.Text);
        };
        page.PageError += (_, error) => _complaints.Add(error);
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(Service.Address, StringComparison.Ordinal)
                && !request.Url.StartsWith("blob:", StringComparison.Ordinal)
                && !request.Url.StartsWith("data:", StringComparison.Ordinal))
                _complaints.Add($"asked another host: {request.Url}");
        };
        await page.GotoAsync(Service.Address + path);
        return page;
    }

    private protected async Task RestartAsync(Func<ServiceOptions, ServiceOptions> change)
    {
        await Service.DisposeAsync();
        Service = await RunningService.StartAsync(Run, change);
    }

    private protected static async Task UseKeyAsync(IPage page, string key)
    {
        await page.GetByLabel("Key", new() { Exact = true }).FillAsync(key);
        await page.GetByRole(AriaRole.Button, new() { Name = "Use", Exact = true }).ClickAsync();
    }

    private protected static Task UntilAsync(IPage page, string condition) => Waiting.UntilAsync(
        condition, async () => await page.EvaluateAsync<bool?>(condition) == true, milliseconds: 50);

    /// <summary>Asserts that the pages of this test have logged no errors except responses with a 4xx status, and have
    /// called no other host. Also asserts for one page that it fits into the width of the window, and that axe finds no
    /// accessibility problem.</summary>
    private protected async Task RequireTidyAsync(IPage page, int width)
    {
        Assert.Empty(_complaints);
        await Chromium.RequireTidyAsync(page, width);
    }
}
