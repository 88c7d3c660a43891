using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Unseen.Browser.Tests;

/// <summary>The installed Chromium, and the checks that every page must pass in it. If UNSEEN_SCREENSHOTS names a
/// folder, screenshots are saved there.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] _paths =
        ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Chromium(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    /// <summary>Starts Chromium, or skips the test if it is not installed.</summary>
    public static async Task<Chromium> StartAsync()
    {
        var path = Environment.GetEnvironmentVariable("CHROMIUM") ?? _paths.FirstOrDefault(File.Exists);
        Assert.SkipWhen(path is null, "needs Chromium (Debian's package chromium), which is not installed");
        var playwright = await Playwright.CreateAsync();
        return new Chromium(playwright, await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = path,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"],
        }));
    }

    public Task<IPage> NewPageAsync(int width, ColorScheme scheme) => _browser.NewPageAsync(new BrowserNewPageOptions
    {
        ViewportSize = new ViewportSize { Width = width, Height = 900 },
        ColorScheme = scheme,
    });

    /// <summary>Asserts that nothing is wider than the window, and that axe finds no accessibility problem.</summary>
    public static async Task RequireTidyAsync(IPage page, int width)
    {
        Assert.Empty((await page.RunAxe()).Violations.Select(violation =>
            $"{violation.Impact} {violation.Id}: {string.Join(" | ", violation.Nodes.Select(node => node.Html))}"));
        Assert.InRange(await page.EvaluateAsync<int>("document.documentElement.scrollWidth"), 1, width);
    }

    /// <summary>Saves a screenshot of a page if UNSEEN_SCREENSHOTS names a folder.</summary>
    /// <param name="page">the page</param>
    /// <param name="name">name of the screenshot, without its extension</param>
    /// <param name="height">height of the part to save, from the top, in pixels; null (default) for the whole
    /// page</param>
    public static async Task ShotAsync(IPage page, string name, int? height = null)
    {
        if (Environment.GetEnvironmentVariable("UNSEEN_SCREENSHOTS") is not { Length: > 0 } folder)
            return;
        Directory.CreateDirectory(folder);
        await page.ScreenshotAsync(new PageScreenshotOptions
        {
            Path = Path.Combine(folder, $"{name}.png"),
            FullPage = true,
            Clip = height is { } part
                ? new Clip { Width = page.ViewportSize!.Width, Height = part } : null,
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
