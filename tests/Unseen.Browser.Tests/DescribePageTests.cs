using System.Globalization;
using System.Text;
using Microsoft.Playwright;
using Unseen.Web;
using Unseen.Web.Tests.Describing;

namespace Unseen.Browser.Tests;

/// <summary>The page of unseen describe in a real browser.</summary>
public sealed class DescribePageTests(Chromium chromium) : BrowserTest(chromium)
{
    private static readonly string[] _answers = ["Yes", "Half", "No"];

    private const string OwnerKey = "a key that ends with the service";

    // Ten classes by four attributes. Of the first class, only the first cell is filled.
    private readonly DescribedProject _project = new(isEmpty: (c, a) => c == 0 && a > 0);

    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task Page_OfATable_AsksForEmptyCellsOneByOne(int width, ColorScheme scheme)
    {
        var page = await OpenAsync($"/describe#key={OwnerKey}", width, scheme);
        await page.GetByText("37 of 40 cells filled").WaitForAsync();
        Assert.DoesNotContain("key", page.Url, StringComparison.Ordinal);
        await page.Locator("#gauge").WaitForAsync();
        await UntilAsync(page, "document.querySelectorAll('#photographs img').length === 4");
        Assert.Equal("class0", await page.Locator("#asked-class").TextContentAsync());
        await Chromium.ShotAsync(page, $"page-{width}-{scheme}");
        await RequireTidyAsync(page, width);

        foreach (var (i, answer) in _answers.Index())
        {
            await page.GetByRole(AriaRole.Button, new() { Name = answer, Exact = true }).ClickAsync();
            await page.GetByText($"{38 + i} of 40 cells filled").WaitForAsync();
        }

        await page.GetByText("Every cell is filled.").WaitForAsync();
        Assert.Equal([0, 0.5, 1], GetValues(0).Skip(1).Order());
        await RequireTidyAsync(page, width);

        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await page.GetByText("39 of 40 cells filled").WaitForAsync();
        Assert.Single(GetValues(0), double.IsNaN);
    }

    [Fact]
    public async Task Page_ByKeyboard_FillsTheTable()
    {
        var page = await OpenAsync($"/describe#key={OwnerKey}", 1280, ColorScheme.Light);
        await page.GetByText("37 of 40 cells filled").WaitForAsync();
        await page.Locator("#find").FocusAsync();
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Home");
        await page.Keyboard.PressAsync("PageUp");
        await page.Keyboard.PressAsync("ArrowRight");
        foreach (var (key, expected) in new[]
        {
            ("y", "1"), ("n", "0"), ("3", "0.3"), ("+", "0.4"), ("-", "0.3"), ("Delete", ""), ("7", "0.7"), ("u", ""),
            ("5", "0.5"),
        })
        {
            await page.Keyboard.PressAsync(key);
            await UntilAsync(page, $"document.activeElement.tagName === 'TD' && document.activeElement.textContent === "
                + $"'{expected}' && document.activeElement.cellIndex === 2");
        }

        Assert.Equal(0.5, GetValues(0)[1]);
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("ArrowRight");
        await UntilAsync(page, "document.getElementById('shown').textContent === '0.6' "
            + "&& document.querySelector('#table [aria-selected]').textContent === '0.6'");
        await RequireTidyAsync(page, 1280);
    }

    [Fact]
    public async Task Page_WithANewAttribute_AsksForItsCells()
    {
        var page = await OpenAsync($"/describe#key={OwnerKey}", 390, ColorScheme.Dark);
        await page.GetByText("37 of 40 cells filled").WaitForAsync();

        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("shiny");
        await page.GetByLabel("Question", new() { Exact = true }).FillAsync("Does it shine?");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add" }).ClickAsync();
        await page.GetByText("37 of 50 cells filled").WaitForAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("shiny");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add" }).ClickAsync();
        await page.GetByRole(AriaRole.Alert).GetByText("There is an attribute shiny already.").WaitForAsync();
        await page.GetByLabel("Remove shiny", new() { Exact = true }).ClickAsync();
        await page.GetByLabel("Remove shiny and its answers").ClickAsync();
        await page.GetByText("37 of 40 cells filled").WaitForAsync();

        await page.GetByText("shiny is removed; Undo brings it back.").WaitForAsync();
        await RequireTidyAsync(page, 390);
    }

    [Fact]
    public async Task Page_TwoPeopleAnswerOneCell_ShowsTheMean()
    {
        var first = await OpenAsync($"/describe#key={OwnerKey}", 1280, ColorScheme.Light);
        await first.GetByText("37 of 40 cells filled").WaitForAsync();
        var second = await OpenAsync($"/describe#key={OwnerKey}", 1280, ColorScheme.Light);
        await second.GetByLabel("Your name").FillAsync("bert");
        await second.GetByLabel("Your name").BlurAsync();
        await second.GetByText("37 of 40 cells filled").WaitForAsync();

        await first.Locator("#yes").ClickAsync();
        await first.GetByText("38 of 40 cells filled").WaitForAsync();
        await second.GetByText("38 of 40 cells filled").WaitForAsync();
        await second.Locator("#table td").Nth(1).FocusAsync();
        await second.Keyboard.PressAsync("n");

        await second.GetByText(", by 2 people").WaitForAsync();
        await second.GetByText("Other people answered differently: the mean is 0.5.").WaitForAsync();
        Assert.Equal(0.5, GetValues(0)[1]);
        Assert.Equal("0", await second.Locator("#slider").InputValueAsync()); // the own answer
    }

    [Fact]
    public async Task Page_SameAnswerAgain_ShowsWhatOthersHaveChanged()
    {
        var page = await OpenAsync($"/describe#key={OwnerKey}", 1280, ColorScheme.Light);
        await page.GetByText("37 of 40 cells filled").WaitForAsync();
        await page.RouteAsync("**/v1/describe/guidance*", _ => { }); // only answers tell the page about changes
        await page.Locator("#table td").Nth(1).FocusAsync();
        await page.Keyboard.PressAsync("y");
        await page.GetByText("38 of 40 cells filled").WaitForAsync();
        var (status, _) = await Service.SendAsync(HttpMethod.Put, "/v1/describe/cell", new StringContent(
            """{"class":"class0","attribute":"blueness","value":1,"person":"bert"}""", Encoding.UTF8,
            "application/json"), OwnerKey);
        Assert.Equal(200, status);

        await page.Keyboard.PressAsync("y");

        await page.GetByText("39 of 40 cells filled, by 2 people").WaitForAsync();
    }

    [Fact]
    public async Task Page_AnswerThatCannotBeSaved_ShowsTheErrorAfterItHasLoadedTheTable()
    {
        var page = await OpenAsync($"/describe#key={OwnerKey}", 1280, ColorScheme.Light);
        await page.GetByText("37 of 40 cells filled").WaitForAsync();
        Directory.CreateDirectory(Path.Combine(_project.Folder, "answers.csv")); // a file cannot replace a folder

        await page.Locator("#yes").ClickAsync();
        await page.GetByRole(AriaRole.Alert).GetByText("Not saved: ").WaitForAsync();

        await page.GetByText("38 of 40 cells filled").WaitForAsync();
        Assert.True(await page.Locator("#problem").IsVisibleAsync());
    }

    [Fact]
    public async Task Page_AttributeRemovedByAnotherPerson_KeepsTheQuestion()
    {
        var page = await OpenAsync($"/describe#key={OwnerKey}", 1280, ColorScheme.Light);
        await page.GetByText("37 of 40 cells filled").WaitForAsync();
        await page.Locator("#table td").Nth(2).FocusAsync();
        var (status, _) = await Service.SendAsync(
            HttpMethod.Delete, "/v1/describe/attributes/redness?person=bert", key: OwnerKey);
        Assert.Equal(200, status);

        await page.GetByText("27 of 30 cells filled").WaitForAsync();

        Assert.Equal("blueness", await page.Locator("#asked-attribute").TextContentAsync());
        await page.Locator("#yes").ClickAsync();
        await page.GetByText("28 of 30 cells filled").WaitForAsync();
        Assert.Equal(1, GetValues(0)[1]);
    }

    [Fact]
    public async Task Page_EveryEmptyCellSkipped_AsksAgain()
    {
        var page = await OpenAsync($"/describe#key={OwnerKey}", 1280, ColorScheme.Light);
        await page.GetByText("37 of 40 cells filled").WaitForAsync();

        for (var cell = 0; cell < 3; cell++)
            await page.GetByRole(AriaRole.Button, new() { Name = "Next", Exact = true }).ClickAsync();

        Assert.Equal("class0", await page.Locator("#asked-class").TextContentAsync());
    }

    [Fact]
    public async Task Page_WithoutAKey_ShowsNothingOfTheTable()
    {
        var page = await OpenAsync("/describe", 390, ColorScheme.Light);

        await page.GetByText("Enter it at the top.").WaitForAsync();
        Assert.False(await page.Locator("#work").IsVisibleAsync());
        await RequireTidyAsync(page, 390);
        await UseKeyAsync(page, OwnerKey);
        await page.GetByText("37 of 40 cells filled").WaitForAsync();
    }

    [Fact]
    public async Task Page_Of200ClassesBy100Attributes_CanBeFilled()
    {
        using var project = new DescribedProject(200, 100, (c, a) => c == 150 && a == 60);
        await RestartAsync(options => Configure(options) with { Project = project.Project });
        var page = await OpenAsync($"/describe#key={OwnerKey}", 390, ColorScheme.Light);
        await page.GetByText("19999 of 20000 cells filled").WaitForAsync();
        await page.Locator("#gauge").WaitForAsync();
        await page.GetByText("class150").First.WaitForAsync();
        await Chromium.ShotAsync(page, "large-390");
        await page.SetViewportSizeAsync(1280, 900);
        await Chromium.ShotAsync(page, "large-1280");

        await page.GetByLabel("Find a class").FillAsync("class150");
        await page.Locator("#table tbody tr:not([hidden]) td").Nth(60).FocusAsync();
        await page.Keyboard.PressAsync("y");

        await page.GetByText("20000 of 20000 cells filled").WaitForAsync();
        await UntilAsync(page, "document.querySelector('#table [aria-selected]').textContent === '1'");
        Assert.EndsWith("1", File.ReadLines(project.Table).ElementAt(151).Split(',')[62], StringComparison.Ordinal);
        Assert.InRange(await page.EvaluateAsync<int>("document.documentElement.scrollWidth"), 1, 1280);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _project.Dispose();
    }

    private protected override ServiceOptions Configure(ServiceOptions options) => options with
    {
        Models = [],
        RunsFolder = null,
        KeyFile = null,
        Project = _project.Project,
        OwnerKey = OwnerKey,
    };

    /// <summary>The saved values of a class; NaN for an empty cell.</summary>
    private double[] GetValues(int label) => [.. File.ReadLines(_project.Table).ElementAt(label + 1).Split(',').Skip(2)
        .Select(text => text.Length == 0 ? double.NaN : double.Parse(text, CultureInfo.InvariantCulture))];
}
