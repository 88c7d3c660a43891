using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Unseen.Browser.Tests.Chromium))]

namespace Unseen.Browser.Tests;

/// <summary>The installed Chromium, started once for all tests, and the checks that every page must pass in it. The
/// environment variable CHROMIUM can name another program. If UNSEEN_SCREENSHOTS names a folder, screenshots are saved
/// there.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] _paths =
        ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        var path = Environment.GetEnvironmentVariable("CHROMIUM") ?? _paths.FirstOrDefault(File.Exists);
        if (path is null)
            return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = path,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"],
        });
    }

    /// <summary>Skips the test if Chromium is not installed.</summary>
    public void RequireInstalled() => Assert.SkipWhen(
        _browser is null, "needs Chromium (Debian's package chromium), which is not installed");

    /// <summary>Opens a page that shares nothing with other pages. The caller closes it.</summary>
    public Task<IPage> NewPageAsync(int width, ColorScheme scheme) => _browser!.NewPageAsync(new BrowserNewPageOptions
    {
        ViewportSize = new ViewportSize { Width = width, Height = 900 },
        ColorScheme = scheme,
    });

    /// <summary>Asserts that a page fits into the width of the window, and that axe finds no accessibility problem.
    /// </summary>
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
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
