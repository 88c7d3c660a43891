using Microsoft.Playwright;
using SkiaSharp;
using Unseen.Images.Tests;

namespace Unseen.Web.Tests;

/// <summary>The pages in a real browser: Chromium where it is installed. UNSEEN_SCREENSHOTS names a folder that gets
/// pictures of them.</summary>
[Trait("Category", "Slow")]
public sealed class BrowserTests : IAsyncLifetime
{
    private static readonly string[] _chromium =
        ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private readonly ColourRun _run = new();
    private readonly List<string> _complaints = [];
    private RunningService _service = null!;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        var path = Environment.GetEnvironmentVariable("CHROMIUM") ?? _chromium.FirstOrDefault(File.Exists);
        Assert.SkipWhen(path is null, "needs Chromium, such as Debian's package chromium, which is not installed");
        _service = await RunningService.StartAsync(_run);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = path,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    [Theory]
    [InlineData(1200, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task Page_GivenAPhotographAndADescription_RanksBoth(int width, ColorScheme scheme)
    {
        var page = await OpenAsync("/", width, scheme);
        await page.GetByText("4 classes, 1 of them never seen in training.").WaitForAsync();

        await DropAsync(page, Pictures.Solid(60, 40, SKColors.Yellow), "yellow.png");
        await page.Locator("#ranking li").First.WaitForAsync();
        Assert.Equal("white", await BestAsync(page, "white")); // the nearest to yellow that the model knows
        await ShotAsync(page, $"predict-{width}-{scheme}");

        await page.GetByLabel("Name").FillAsync("yellow");
        await SlideAsync(page, "redness", 1);
        await SlideAsync(page, "greenness", 1);
        Assert.Equal("yellow", await BestAsync(page, "yellow"));
        Assert.Equal("trial", await page.Locator("#ranking li").First.GetAttributeAsync("class"));
        await ShotAsync(page, $"describe-{width}-{scheme}");

        await page.GetByLabel("Key").FillAsync("wrong");
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep this class" }).ClickAsync();
        await page.GetByText("Not kept: the key must be").WaitForAsync();
        await page.GetByLabel("Key").FillAsync(RunningService.Key);
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep this class" }).ClickAsync();
        await page.GetByText("yellow is one of the classes now.").WaitForAsync();
        await page.Locator("#ranking li.unseen").First.GetByText("yellow").WaitForAsync();
        Assert.Equal("yellow", await BestAsync(page, "yellow"));
        await RequireTidyAsync(page, width);
    }

    [Fact]
    public async Task Page_ByKeyboardAlone_RecognisesAndDescribes()
    {
        var page = await OpenAsync("/", 1000, ColorScheme.Light);
        await page.GetByText("4 classes").WaitForAsync();
        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("To the content", await page.EvaluateAsync<string>("document.activeElement.textContent"));
        await page.Locator("#file").FocusAsync();
        await page.Locator("#file").SetInputFilesAsync(
            new FilePayload
            {
                Name = "red.png",
                MimeType = "image/png",
                Buffer = Pictures.Solid(20, 20, SKColors.Red)
            });
        Assert.Equal("red", await BestAsync(page, "red"));

        await page.GetByLabel("blueness").FocusAsync();
        for (var press = 0; press < 20; press++)
            await page.Keyboard.PressAsync("ArrowRight");

        Assert.Equal("1.00", await page.Locator("#sliders label", new() { HasText = "blueness" }).Locator("output")
            .TextContentAsync());
        await page.Locator("#ranking li.trial").WaitForAsync();
        await RequireTidyAsync(page, 1000);
    }

    [Fact]
    public async Task Page_GivenAFileThatIsNoImage_SaysSo()
    {
        var page = await OpenAsync("/", 1000, ColorScheme.Light);
        await page.GetByText("4 classes").WaitForAsync();

        await DropAsync(page, "no picture"u8.ToArray(), "notes.txt");

        await page.GetByRole(AriaRole.Alert).GetByText("the file is not an image in a format").WaitForAsync();
    }

    [Theory]
    [InlineData("/card", "75.6", 1200, ColorScheme.Dark)]
    [InlineData("/card", "75.6", 390, ColorScheme.Light)]
    [InlineData("/runs", "80.3 ± 2.0", 1200, ColorScheme.Light)]
    [InlineData("/runs", "80.3 ± 2.0", 390, ColorScheme.Dark)]
    public async Task CardAndRuns_InAnyWidth_ShowResults(string path, string expected, int width, ColorScheme scheme)
    {
        var page = await OpenAsync(path, width, scheme);

        await page.GetByText(expected).First.WaitForAsync();
        await page.Locator("canvas").WaitForAsync();
        Assert.True(await page.EvaluateAsync<bool>(
            "[...document.querySelector('canvas').getContext('2d').getImageData(0, 0, 60, 60).data].some((value) => "
            + "value > 0)"));
        await ShotAsync(page, $"{path[1..]}-{width}-{scheme}");
        await RequireTidyAsync(page, width);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_service is not null)
            await _service.DisposeAsync();
        _run.Dispose();
    }

    private async Task<IPage> OpenAsync(string path, int width, ColorScheme scheme)
    {
        var page = await _browser!.NewPageAsync(
            new BrowserNewPageOptions
            {
                ViewportSize = new ViewportSize { Width = width, Height = 900 },
                ColorScheme = scheme
            });
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !message.Text.Contains("status of 4", StringComparison.Ordinal))
                _complaints.Add(message.Text);
        };
        page.PageError += (_, error) => _complaints.Add(error);
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(_service.Address, StringComparison.Ordinal)
                && !request.Url.StartsWith("blob:", StringComparison.Ordinal)
                && !request.Url.StartsWith("data:", StringComparison.Ordinal))
                _complaints.Add($"asked another host: {request.Url}");
        };
        await page.GotoAsync(_service.Address + path);
        return page;
    }

    /// <summary>Nothing complained, and nothing is wider than the window.</summary>
    private async Task RequireTidyAsync(IPage page, int width)
    {
        Assert.Empty(_complaints);
        Assert.InRange(await page.EvaluateAsync<int>("document.documentElement.scrollWidth"), 1, width);
    }

    private static async Task DropAsync(IPage page, byte[] file, string name)
    {
        var data = await page.EvaluateHandleAsync(
            "([bytes, name]) => { const data = new DataTransfer(); data.items.add(new "
                + "File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name, { type: name.endsWith('png') ? "
                + "'image/png' : 'text/plain' })); return data; }",
            new[] { Convert.ToBase64String(file), name });
        await page.DispatchEventAsync("#drop", "drop", new Dictionary<string, object> { ["dataTransfer"] = data });
    }

    private static async Task SlideAsync(IPage page, string label, double value) =>
        await page.GetByLabel(label).EvaluateAsync(
            $"(range) => {{ range.value = {value.ToString(System.Globalization.CultureInfo.InvariantCulture)}; "
            + "range.dispatchEvent(new Event('input')); }");

    /// <summary>The class at the top of the ranking, once it is the one expected or some time has gone by.</summary>
    private static async Task<string> BestAsync(IPage page, string expected)
    {
        var name = page.Locator("#ranking li").First.Locator("b");
        for (var attempt = 0; attempt < 100; attempt++)
        {
            if (await name.CountAsync() > 0
                && (await name.EvaluateAsync<string>("(b) => b.firstChild.textContent")) == expected)
                return expected;
            await Task.Delay(50);
        }

        return await name.EvaluateAsync<string>("(b) => b.firstChild.textContent");
    }

    private static async Task ShotAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("UNSEEN_SCREENSHOTS") is not { Length: > 0 } folder)
            return;
        Directory.CreateDirectory(folder);
        await page.ScreenshotAsync(new PageScreenshotOptions
        {
            Path = Path.Combine(folder, $"{name}.png"),
            FullPage = true
        });
    }
}
