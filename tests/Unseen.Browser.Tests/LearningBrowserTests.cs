using Microsoft.Playwright;
using SkiaSharp;
using Unseen.Images.Tests;
using Unseen.Web.Tests;

namespace Unseen.Browser.Tests;

/// <summary>Tests what the page offers for a trained model: learning from photographs without labels, learning a class
/// from photographs of it, the answer "none of these", and percentages.</summary>
public sealed class LearningBrowserTests(Chromium chromium) : BrowserTest(chromium)
{
    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task Page_WithAKeyForChanges_LearnsRejectsAndShowsPercentages(int width, ColorScheme scheme)
    {
        Run.AddBranch();
        await RestartAsync(options => options);
        var page = await OpenAsync("/", width, scheme);
        await page.GetByText("4 classes, 1 of them never seen in training.").WaitForAsync();
        Assert.False(await page.Locator("#learn").IsVisibleAsync());
        await UseKeyAsync(page, RunningService.Key);
        await page.GetByText("anna: may change classes").WaitForAsync();

        // Percentages, and "none of these" for a colour between all classes.
        await ChooseAsync(page, "#file", SKColors.Red);
        await page.Locator("#ranking li").First.GetByText("red").WaitForAsync();
        Assert.Matches(@"^\d+\.\d %$", await page.Locator("#ranking .percent").First.TextContentAsync() ?? "");
        Assert.Equal(100, (await page.Locator("#ranking .percent").AllTextContentsAsync()).Sum(
            text => double.Parse(text.TrimEnd('%', ' '), System.Globalization.CultureInfo.InvariantCulture)), 0.5);
        Assert.False(await page.Locator("#none").IsVisibleAsync());
        await ChooseAsync(page, "#file", new SKColor(130, 130, 0));
        await page.GetByText("None of these, it seems.").WaitForAsync();

        // Learns from photographs without labels.
        await ChooseAsync(page, "#file", new SKColor(250, 250, 235), new SKColor(235, 245, 255), SKColors.Red);
        await page.GetByRole(AriaRole.Button, new() { Name = "Learn from these 3 photographs" }).ClickAsync();
        await page.GetByText("of 3 photographs now get another class").WaitForAsync();
        await Chromium.ShotAsync(page, $"learn-{width}-{scheme}");
        await RequireTidyAsync(page, width);
        Assert.NotNull(Inference.UnseenModel.Load(Run.Folder).Branch);
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo what was learnt" }).ClickAsync();
        await page.GetByText("The model is as it was before it learnt").WaitForAsync();
        Assert.Null(Inference.UnseenModel.Load(Run.Folder).Branch);

        // Learns a class from photographs.
        Run.AddBranch();
        await RestartAsync(options => options);
        page = await OpenAsync("/", width, scheme);
        await UseKeyAsync(page, RunningService.Key);
        await page.GetByText("Classes of this model").ClickAsync();
        await page.GetByLabel("Learn a new or known class from photographs").FillAsync("olive");
        await ChooseAsync(page, "#teach-files", new SKColor(130, 130, 0), new SKColor(120, 135, 5));
        await RequireTidyAsync(page, width);
        await page.GetByRole(AriaRole.Button, new() { Name = "Learn this class" }).ClickAsync();
        await page.GetByText("olive was added by 2 photographs.").WaitForAsync();
        await ChooseAsync(page, "#file", new SKColor(128, 132, 0));
        await page.Locator("#ranking li").First.GetByText("olive").WaitForAsync();
        await Chromium.ShotAsync(page, $"taught-{width}-{scheme}");
        await RequireTidyAsync(page, width);
    }

    [Fact]
    public async Task Page_NewClassMixedFromAClassWithACommaInItsName_IsAdded()
    {
        Inference.UnseenModel.Load(Run.Folder).WithClassRenamed("red", "red, dark")
            .WithMetadata(new Dictionary<string, string> { ["attributes"] = "[]" }).Save(Run.ModelFile);
        await RestartAsync(options => options);
        var page = await OpenAsync("/", 1280, ColorScheme.Light);
        await UseKeyAsync(page, RunningService.Key);
        await ChooseAsync(page, "#file", SKColors.Red);
        await page.GetByText("As text").ClickAsync();
        await page.Locator("#text").FillAsync("0.5 red, dark, 0.5 blue");
        await page.Locator("#name").FillAsync("violet");
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep this class" }).ClickAsync();
        await page.GetByText("violet is one of the classes now.").WaitForAsync();

        Assert.Equal(["red, dark", "green", "blue", "white", "violet"],
            Inference.UnseenModel.Load(Run.Folder).ClassNames);
    }

    [Fact]
    public async Task Page_AnotherUserSendsPhotographsMeanwhile_SaysSoAndLearnsWhenAskedAgain()
    {
        Run.AddBranch();
        await RestartAsync(options => options);
        var page = await OpenAsync("/", 1280, ColorScheme.Light);
        await UseKeyAsync(page, RunningService.Key);
        await page.GetByText("anna: may change classes").WaitForAsync();
        await ChooseAsync(page, "#file", new SKColor(250, 250, 235), new SKColor(235, 245, 255), SKColors.Red);
        var held = new TaskCompletionSource<IRoute>();
        await page.RouteAsync(url => url.Contains("photographs=3", StringComparison.Ordinal), held.SetResult,
            new() { Times = 1 });
        var learn = page.GetByRole(AriaRole.Button, new() { Name = "Learn from these 3 photographs" });

        await learn.ClickAsync();
        var start = await held.Task.WaitAsync(TestContext.Current.CancellationToken);
        await Service.PostJsonAsync(
            "/v1/adaptation/photographs", """{"features":[[1,1,1,1,1,1]]}""", RunningService.Key); // of another user
        await start.ContinueAsync();

        await page.GetByText("Not learnt:").WaitForAsync();
        Assert.Equal("Not learnt: Another user may be teaching this model at the same time: the number of photographs "
            + "to learn from is 4 instead of 3. Nothing was learnt; send the photographs again later.",
            await page.Locator("#adapted").TextContentAsync());
        await RequireTidyAsync(page, 1280);
        await learn.ClickAsync();
        await page.GetByText("of 3 photographs now get another class").WaitForAsync();
    }

    private static Task ChooseAsync(IPage page, string field, params SKColor[] colours) =>
        page.Locator(field).SetInputFilesAsync(colours.Select((colour, i) => new FilePayload
        {
            Name = $"{i}.png",
            MimeType = "image/png",
            Buffer = Pictures.Solid(24, 24, colour),
        }).ToArray());
}
