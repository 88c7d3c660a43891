using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SkiaSharp;
using Unseen.Images.Tests;
using Unseen.Web.Tests;

namespace Unseen.Browser.Tests;

/// <summary>The pages of a service in a real browser.</summary>
public sealed partial class BrowserTests(Chromium chromium) : BrowserTest(chromium)
{
    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task Page_PhotographThenADescription_RanksTheDescribedClassToo(int width, ColorScheme scheme)
    {
        var page = await OpenAsync("/", width, scheme);
        await page.GetByText("4 classes, 1 of them never seen in training.").WaitForAsync();
        await RequireTidyAsync(page, width);

        await DropAsync(page, (Pictures.Solid(60, 40, SKColors.Yellow), "yellow.png"));
        await page.Locator("#ranking li").First.WaitForAsync();
        await UntilBestAsync(page, "white"); // of the classes that the model knows, the nearest to yellow
        await Chromium.ShotAsync(page, $"predict-{width}-{scheme}");

        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("yellow");
        await SlideAsync(page, "redness", 1);
        await SlideAsync(page, "greenness", 1);
        await UntilBestAsync(page, "yellow");
        Assert.Equal("trial", await page.Locator("#ranking li").First.GetAttributeAsync("class"));
        Assert.False(await page.Locator("#none").IsVisibleAsync());
        await Chromium.ShotAsync(page, $"describe-{width}-{scheme}");

        Assert.False(await page.GetByRole(AriaRole.Button, new() { Name = "Keep this class" }).IsVisibleAsync());
        await UseKeyAsync(page, "wrong");
        await page.GetByText("This key is not valid.").WaitForAsync();
        await UseKeyAsync(page, RunningService.Key);
        await page.GetByText("anna: may change classes").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep this class" }).ClickAsync();
        await page.GetByText("yellow is one of the classes now.").WaitForAsync();
        await page.Locator("#ranking li.unseen").First.GetByText("yellow").WaitForAsync();
        await UntilBestAsync(page, "yellow");
        await RequireTidyAsync(page, width);
    }

    [Theory]
    [InlineData(1280, ColorScheme.Dark)]
    [InlineData(390, ColorScheme.Light)]
    public async Task Page_WithAKeyForChanges_RenamesAndRemovesClasses(int width, ColorScheme scheme)
    {
        var page = await OpenAsync("/", width, scheme);
        await page.GetByText("Classes of this model").ClickAsync();
        await page.Locator("#class-list li").Nth(3).GetByText("white").WaitForAsync();
        Assert.Equal(0, await page.Locator("#class-list button").CountAsync());

        await UseKeyAsync(page, RunningService.Key);
        await page.GetByLabel("Rename white").ClickAsync();
        await page.GetByLabel("New name of white").FillAsync("snow");
        await Chromium.ShotAsync(page, $"classes-{width}-{scheme}");
        await RequireTidyAsync(page, width);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await page.GetByText("white is snow now.").WaitForAsync();
        await page.GetByLabel("Rename snow").ClickAsync();
        await page.GetByLabel("New name of snow").FillAsync("red");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await page.GetByText("Not changed: The model already has such a class.").WaitForAsync();
        await page.GetByLabel("Find").FillAsync("blu");
        await page.GetByLabel("Remove blue").ClickAsync();
        await page.GetByLabel("Remove blue for good").ClickAsync();
        await page.GetByText("3 classes, 1 of them never seen in training.").WaitForAsync();

        Assert.Equal(["red", "green", "snow"], Inference.UnseenModel.Load(Run.Folder).ClassNames);
    }

    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task Page_WithAKeyForChanges_KeepsAPhotographWithItsTrueClass(int width, ColorScheme scheme)
    {
        var yellow = Pictures.Solid(9, 9, SKColors.Yellow);
        var page = await OpenAsync("/", width, scheme);
        await page.GetByText("4 classes").First.WaitForAsync();
        await DropAsync(page, (yellow, "yellow.png"));
        await page.Locator("#ranking li").First.WaitForAsync();
        Assert.False(await page.Locator("#review").IsVisibleAsync());

        await UseKeyAsync(page, RunningService.Key);
        await page.GetByLabel("Wrong? It is").FillAsync("red");
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep for teaching" }).ClickAsync();
        await page.GetByText("Kept as red. unseen teach can use 1 photograph of this class.").WaitForAsync();
        await page.GetByLabel("Wrong? It is").FillAsync("white");
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep for teaching" }).ClickAsync();
        await page.GetByText("Kept as white. unseen teach can use 1 photograph of this class.").WaitForAsync();
        await Chromium.ShotAsync(page, $"review-{width}-{scheme}");
        await RequireTidyAsync(page, width);

        var kept = Assert.Single(Directory.GetFiles(
            Path.Combine(Run.Folder, "reviews"), "*", SearchOption.AllDirectories));
        Assert.Equal(Path.Combine(Run.Folder, "reviews", "white"), Path.GetDirectoryName(kept));
        Assert.Equal(yellow, await File.ReadAllBytesAsync(kept, TestContext.Current.CancellationToken));
        Assert.Equal(["white"], Images.Extraction.ImageFolder.Classes(Path.Combine(Run.Folder, "reviews"))
            .Images.Select(image => image.Label));
    }

    [Fact]
    public async Task Page_ServiceWithoutKeys_ShowsNoKeyField()
    {
        await RestartAsync(options => options with { KeyFile = null });

        var page = await OpenAsync("/", 1280, ColorScheme.Light);
        await page.GetByText("4 classes, 1 of them never seen in training.").WaitForAsync();

        Assert.False(await page.GetByLabel("Key", new() { Exact = true }).IsVisibleAsync());
        Assert.False(await page.GetByRole(AriaRole.Button, new() { Name = "Keep this class" }).IsVisibleAsync());
        await RequireTidyAsync(page, 1280);
    }

    [Fact]
    public async Task Page_ModelOfAnEarlierVersion_SaysThatPercentagesAreNotCalibrated()
    {
        Run.MakeOld();
        await RestartAsync(options => options);

        var page = await OpenAsync("/", 1280, ColorScheme.Light);

        await page.GetByText("The model's percentages are not calibrated. It cannot tell that a photograph shows none "
            + "of them.").WaitForAsync();
        await DropAsync(page, (Pictures.Solid(60, 40, SKColors.Red), "red.png"));
        await UntilBestAsync(page, "red");
        await RequireTidyAsync(page, 1280);
    }

    [Fact]
    public async Task Page_ServiceThatRequiresKeys_AsksForTheKey()
    {
        await RestartAsync(options => options with { RequireKey = true, PathBase = "/folder" });

        var page = await OpenAsync("/folder/", 1280, ColorScheme.Light);
        await page.GetByText("this service needs a key").WaitForAsync();
        await RequireTidyAsync(page, 1280);
        await UseKeyAsync(page, RunningService.PredictKey);
        await page.GetByText("4 classes, 1 of them never seen in training.").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Try an example" }).ClickAsync();

        await UntilBestAsync(page, "red");
        await UntilAsync(page, "document.querySelector('#nearest img')?.naturalWidth > 0");
        Assert.Contains("X-Api-Key: $KEY", await page.Locator("#curl").TextContentAsync(), StringComparison.Ordinal);
        await RequireTidyAsync(page, 1280);
    }

    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task Page_SeveralPhotographs_OffersTheResultsAsCsv(int width, ColorScheme scheme)
    {
        var page = await OpenAsync("/", width, scheme);
        await page.GetByText("4 classes").First.WaitForAsync();

        await DropAsync(page, (Pictures.Solid(9, 9, SKColors.Red), "a, b.png"), ("text"u8.ToArray(), "notes.txt"),
            (Pictures.Solid(9, 9, SKColors.White), "c.png"));
        await page.GetByText("3 of 3 done").WaitForAsync();
        await Chromium.ShotAsync(page, $"several-{width}-{scheme}");
        await RequireTidyAsync(page, width);
        var download = await page.RunAndWaitForDownloadAsync(() =>
            page.GetByRole(AriaRole.Button, new() { Name = "Download as CSV" }).ClickAsync());

        var lines = await File.ReadAllLinesAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        Assert.Equal("photograph,class,probability,seen", lines[0]);
        Assert.Matches("^\"a, b.png\",red,0\\.\\d{4},yes$|^\"a, b.png\",red,1\\.0000,yes$", lines[1]);
        Assert.Equal("notes.txt,notes.txt is not a picture that can be read: it is text.,,", lines[2]);
        Assert.StartsWith("c.png,white,", lines[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_AnswerAfterOtherPhotographsWereChosen_IsNotShown()
    {
        var page = await OpenAsync("/", 1280, ColorScheme.Light);
        await page.GetByText("4 classes").First.WaitForAsync();
        var red = (Pictures.Solid(60, 40, SKColors.Red), "red.png");
        var held = new TaskCompletionSource<IRoute>();
        await page.RouteAsync(SinglePhotograph(), held.SetResult);
        await DropAsync(page, red);
        var request = await held.Task.WaitAsync(TestContext.Current.CancellationToken);

        await DropAsync(page, red, (Pictures.Solid(60, 40, SKColors.Blue), "blue.png"));
        await page.GetByText("2 of 2 done").WaitForAsync();
        await request.ContinueAsync();
        await UntilAsync(page, "!document.querySelector('#drop').classList.contains('busy')");

        Assert.False(await page.Locator("#calls").IsVisibleAsync());
        Assert.Equal(0, await page.Locator("#ranking li").CountAsync());
    }

    [Fact]
    public async Task Page_UsedByKeyboard_RanksAPhotographAndADescribedClass()
    {
        var page = await OpenAsync("/", 1000, ColorScheme.Light);
        await page.GetByText("4 classes").WaitForAsync();
        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("Skip to content", await page.EvaluateAsync<string>("document.activeElement.textContent"));
        await page.Locator("#file").FocusAsync();
        await page.Locator("#file").SetInputFilesAsync(
            new FilePayload
            {
                Name = "red.png",
                MimeType = "image/png",
                Buffer = Pictures.Solid(20, 20, SKColors.Red)
            });
        await UntilBestAsync(page, "red");

        await page.GetByLabel("blueness").FocusAsync();
        for (var press = 0; press < 20; press++)
            await page.Keyboard.PressAsync("ArrowRight");

        Assert.Equal("1.00", await page.Locator("#sliders label", new() { HasText = "blueness" }).Locator("output")
            .TextContentAsync());
        await page.Locator("#ranking li.trial").WaitForAsync();
        await RequireTidyAsync(page, 1000);
    }

    [Theory]
    [InlineData("no picture", "notes.txt is not a picture that can be read: it is text.")]
    [InlineData("", "notes.txt is not a picture that can be read: it is empty.")]
    [InlineData("\u0001\u0002", "notes.txt is not a picture that can be read. The file is not an image in a format")]
    public async Task Page_FileThatIsNotAnImage_ShowsTheReasonInsteadOfTheLastImage(string content, string expected)
    {
        var page = await OpenAsync("/", 1000, ColorScheme.Light);
        await page.GetByText("4 classes").First.WaitForAsync();
        await DropAsync(page, (Pictures.Solid(9, 9, SKColors.Red), "red.png"));
        await UntilBestAsync(page, "red");

        await DropAsync(page, (System.Text.Encoding.UTF8.GetBytes(content), "notes.txt"));

        await page.GetByRole(AriaRole.Alert).GetByText(expected).WaitForAsync();
        Assert.Equal(0, await page.Locator("#ranking li").CountAsync());
        Assert.False(await page.Locator("#preview").IsVisibleAsync());
        await RequireTidyAsync(page, 1000);
    }

    [Fact]
    public async Task Page_WithACamera_RanksClassesForItsPicture()
    {
        var page = await OpenAsync("/", 1280, ColorScheme.Light);
        await page.GetByText("4 classes").First.WaitForAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Use the camera" }).ClickAsync();
        await UntilAsync(page, "document.getElementById('video').videoWidth > 0");
        await RequireTidyAsync(page, 1280);
        await page.GetByRole(AriaRole.Button, new() { Name = "Take the picture" }).ClickAsync();

        await page.Locator("#ranking li").First.WaitForAsync(); // Chromium's fake camera shows a test pattern
        Assert.False(await page.Locator("#video").IsVisibleAsync());
    }

    private static async Task DropAsync(IPage page, params (byte[] Bytes, string Name)[] files)
    {
        var data = await page.EvaluateHandleAsync(
            "(files) => { const data = new DataTransfer(); for (const [bytes, name] of files) data.items.add(new "
                + "File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name, { type: name.endsWith('png') ? "
                + "'image/png' : 'text/plain' })); return data; }",
            files.Select(file => new[] { Convert.ToBase64String(file.Bytes), file.Name }).ToArray());
        await page.DispatchEventAsync("#drop", "drop", new Dictionary<string, object> { ["dataTransfer"] = data });
    }

    private static async Task SlideAsync(IPage page, string label, double value) =>
        await page.GetByLabel(label).EvaluateAsync(
            $"(range) => {{ range.value = {value.ToString(System.Globalization.CultureInfo.InvariantCulture)}; "
            + "range.dispatchEvent(new Event('input')); }");

    /// <summary>Waits until a class is at the top of the ranking.</summary>
    private static Task UntilBestAsync(IPage page, string name) =>
        UntilAsync(page, $"document.querySelector('#ranking li b')?.firstChild.textContent === '{name}'");

    /// <summary>Matches the request of the page for a single photograph.</summary>
    [GeneratedRegex("/predict/form.*nearest=")]
    private static partial Regex SinglePhotograph();
}
