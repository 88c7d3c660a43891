using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Unseen.Browser.Tests;

/// <summary>The pages of a model's card and of runs in a real browser.</summary>
public sealed partial class CardAndRunsTests(Chromium chromium) : BrowserTest(chromium)
{
    [Theory]
    [InlineData("/card", "75.6", 1280, ColorScheme.Light)]
    [InlineData("/card", "75.6", 390, ColorScheme.Dark)]
    [InlineData("/runs", "80.3 ± 2.0", 1280, ColorScheme.Light)]
    [InlineData("/runs", "80.3 ± 2.0", 390, ColorScheme.Dark)]
    public async Task CardAndRuns_InAnyWidth_ShowResults(string path, string expected, int width, ColorScheme scheme)
    {
        var page = await OpenAsync(path, width, scheme);

        await page.GetByText(expected).First.WaitForAsync();
        await page.Locator("canvas").WaitForAsync();
        Assert.True(await page.EvaluateAsync<bool>(
            "[...document.querySelector('canvas').getContext('2d').getImageData(0, 0, 200, 200).data].some((value, i, "
            + "all) => i >= 4 && value !== all[i % 4])")); // more than one colour
        await Chromium.ShotAsync(page, $"{path[1..]}-{width}-{scheme}");
        await RequireTidyAsync(page, width);
    }

    [Fact]
    public async Task Runs_BoxClearedDuringItsRequest_ShowsNoCurve()
    {
        var page = await OpenAsync("/runs", 1280, ColorScheme.Light);
        await page.Locator("#legend li").WaitForAsync();

        // Clears the box, checks it, and clears it again before the response to the second click.
        await page.RunAndWaitForResponseAsync(() => page.EvaluateAsync(
            "for (let i = 0; i < 3; i++) document.querySelector('#runs input').click()"), RunPath());
        await page.EvaluateAsync("fetch('v1/runs').then((response) => response.text())");

        Assert.Equal(0, await page.Locator("#legend li").CountAsync());
        Assert.False(await page.Locator("#runs input").First.IsCheckedAsync());
    }

    [Fact]
    public async Task Runs_WithoutACurve_ShowNoEmptyChart()
    {
        var history = Path.Combine(Run.Folder, "history.csv");
        await File.WriteAllLinesAsync(history, File.ReadLines(history).Where(line => !line.Contains("validation"))
            .ToArray(), TestContext.Current.CancellationToken);

        var page = await OpenAsync("/runs", 1280, ColorScheme.Light);
        await page.GetByText("80.3 ± 2.0").First.WaitForAsync();

        Assert.False(await page.Locator("#curves").IsVisibleAsync());
        await RequireTidyAsync(page, 1280);
    }

    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task Card_With200Classes_GivesEachNameItsOwnLine(int width, ColorScheme scheme)
    {
        const int classes = 200;
        string Name(int label) => $"class {label:000} of birds";
        var names = Enumerable.Range(0, classes).Select(Name);
        await File.WriteAllLinesAsync(Path.Combine(Run.Folder, "per-class.csv"), names.Select((name, label) =>
            $"{name},{(label < 50 ? "unseen" : "seen")},10,{label / 2}").Prepend("class,group,test_images,accuracy"),
            TestContext.Current.CancellationToken);
        await File.WriteAllLinesAsync(Path.Combine(Run.Folder, "confusion.csv"), names.Select((name, label) =>
            $"{name},{string.Join(',', Enumerable.Range(0, classes).Select(other => other == label ? 7
                : other == 3 ? 3 : 0))}").Prepend($"class,{string.Join(',', names)}"),
            TestContext.Current.CancellationToken);

        var page = await OpenAsync("/card", width, scheme);
        await page.Locator("#classes tbody tr").Nth(classes - 1).WaitForAsync();
        await page.Locator("canvas").WaitForAsync();

        // Each name has a line of more than 11 pixels, in a region that scrolls.
        Assert.True((await page.Locator("canvas").BoundingBoxAsync())!.Height > 11 * classes);
        await page.Locator("canvas").FocusAsync();
        for (var press = 0; press < 3; press++)
            await page.Keyboard.PressAsync("ArrowRight");
        await page.GetByText("class 000 of birds taken for class 003 of birds: 3 of 10").WaitForAsync();
        await Chromium.ShotAsync(page, $"card-200-{width}-{scheme}");
        await RequireTidyAsync(page, width);
    }

    /// <summary>Matches the request for the curve of a run.</summary>
    [GeneratedRegex("/v1/runs/.")]
    private static partial Regex RunPath();
}
