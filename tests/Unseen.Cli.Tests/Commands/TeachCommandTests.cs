using Unseen.Cli.Tests.Photographs;
using Unseen.Images.Backbones;
using Unseen.Inference;
using Unseen.Inference.Adaptation;
using Unseen.Runs;
using Unseen.Runs.Adaptation;

namespace Unseen.Cli.Tests.Commands;

public sealed class TeachCommandTests(ColourProject project) : IClassFixture<ColourProject>
{
    private static readonly int[] _classesBefore = [0, 8, 1], _classesAfter = [9, 8, 1];
    private static readonly float[] _grey = [0.4f, 0.4f, 0.4f];

    [Fact]
    public async Task Teach_FolderOfAClass_EqualsTheResultOfTheLibrary()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(3);
        for (var i = 0; i < 3; i++)
            ColourProject.Write(folder[$"labelled/cyan/{i}.png"], [0, 1, 1], random);
        var before = File.ReadAllBytes(Path.Combine(project.Run, UnseenModel.FileName));

        var run = await CommandRun.Run(
            "teach", project.Run, "--images", folder["labelled/"], "--no-cache", "--out", folder["taught.safetensors"]);

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        Assert.Contains("cyan: 3 photographs", run.Output, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(project.Run, UnseenModel.FileName)));
        var model = RunAdaptation.LoadModel(project.Run);
        using var images = ImageFeatures.CreateFor(model, project.Run);
        float[] photographs =
        [
            .. Enumerable.Range(0, 3).SelectMany(i => images!.Extract(
                File.ReadAllBytes(folder[$"labelled/cyan/{i}.png"]), "photograph",
                TestContext.Current.CancellationToken)),
        ];
        var expected = ModelTeacher.Teach(model, "cyan", photographs);
        var taught = UnseenModel.Load(folder["taught.safetensors"]);
        Assert.Equal(
            expected.Predict(photographs.AsSpan(0, expected.FeatureWidth)),
            taught.Predict(photographs.AsSpan(0, expected.FeatureWidth)));
    }

    [Fact]
    public async Task Teach_SeenAndUnseenClass_LearnsBoth()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(3);
        ColourProject.Write(folder["labelled/red/1.png"], [1, 0, 0], random);
        ColourProject.Write(folder["labelled/cyan/1.png"], [0, 1, 1], random);

        var run = await CommandRun.Run(
            "teach", project.Run, "--images", folder["labelled"], "--no-cache", "--out", folder["taught.safetensors"]);

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        Assert.Contains("cyan: 1 photograph\nred: 1 photograph\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReviewThenTeach_LabelledRows_GiveTheSameModelAsFolders()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(3);
        for (var i = 0; i < 6; i++)
            ColourProject.Write(folder[$"photos/{i}.png"], i % 2 == 0 ? [0, 1, 1] : [1, 0, 0], random);

        var review = await CommandRun.Run(
            "review", project.Run, folder["photos"], "--count", "4", "--out", folder["review.csv"]);

        Assert.Equal((ExitCode.Done, "", $"{folder["review.csv"]}: 4 photographs to label\n"),
            (review.ExitCode, review.Error, review.Output));
        var lines = File.ReadAllLines(folder["review.csv"]);
        Assert.Equal((5, "image,class,guess,probability,unseen"), (lines.Length, lines[0]));
        var (first, second) = (lines[1].Split(',')[0], lines[2].Split(',')[0]);
        lines[1] = $"{first},cyan,,,";
        lines[2] = $"{second}, red ,,,";
        File.WriteAllLines(folder["review.csv"], lines);
        foreach (var (name, image) in new[] { ("cyan", first), ("red", second) })
        {
            Directory.CreateDirectory(folder[$"labelled/{name}"]);
            File.Copy(folder[image], folder[$"labelled/{name}/1.png"]);
        }

        var byTable = await CommandRun.Run("teach", project.Run, "--labels", folder["review.csv"], "--no-cache",
            "--out", folder["table.safetensors"]);
        var byFolders = await CommandRun.Run("teach", project.Run, "--images", folder["labelled"], "--no-cache",
            "--out", folder["folders.safetensors"]);

        Assert.Equal((ExitCode.Done, ExitCode.Done), (byTable.ExitCode, byFolders.ExitCode));
        Assert.Equal(File.ReadAllBytes(folder["folders.safetensors"]), File.ReadAllBytes(folder["table.safetensors"]));
    }

    [Fact]
    public async Task Teach_TableWithoutLabels_AsksForTheClassOfEachPhotograph()
    {
        using var folder = new TemporaryFolder();
        ColourProject.Write(folder["1.png"], [0, 1, 1], new Random(3));

        var run = await CommandRun.Run("teach", project.Run, "--no-cache", "--labels",
            folder.Write("review.csv", "image,class\n1.png,\n"));

        Assert.Equal(ExitCode.BadUsage, run.ExitCode);
        Assert.Contains("names no class yet. Write the class of each photograph into the column 'class'", run.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Teach_WithoutOut_WarnsIfItReplacesAnEarlierTaughtModel()
    {
        using var folder = new TemporaryFolder();
        foreach (var file in Directory.GetFiles(project.Run))
            File.Copy(file, folder[Path.GetFileName(file)]);
        ColourProject.Write(folder["labelled/cyan/1.png"], [0, 1, 1], new Random(3));
        string[] command = ["teach", folder.FullPath, "--images", folder["labelled"], "--no-cache"];

        var first = await CommandRun.Run(command);
        var second = await CommandRun.Run(command);
        var taughtFurther = await CommandRun.Run(["teach", folder[RunAdaptation.FileName], .. command[2..]]);

        Assert.Equal(("", ""), (first.Error, taughtFurther.Error));
        Assert.Contains($"{folder[RunAdaptation.FileName]} already exists and is replaced", second.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddClass_Photographs_EqualsTheResultOfTheLibrary()
    {
        using var folder = new TemporaryFolder();
        for (var i = 0; i < 3; i++)
            ColourProject.Write(folder[$"grey/{i}.png"], [0.4f, 0.4f, 0.4f], new Random(i));
        var before = File.ReadAllBytes(Path.Combine(project.Run, UnseenModel.FileName));

        var run = await CommandRun.Run("add-class", project.Run, "--name", "grey", "--images", folder["grey"],
            "--no-cache", "--out", folder["grown.safetensors"]);
        var described = await CommandRun.Run("add-class", project.Run, "--name", "grey", "--images", folder["grey"],
            "--descriptor", "0.4,0.4,0.4", "--no-cache", "--out", folder["described.safetensors"]);

        Assert.Equal((ExitCode.Done, ExitCode.Done), (run.ExitCode, described.ExitCode));
        Assert.Contains("grey added, 11 classes", run.Output, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(project.Run, UnseenModel.FileName)));
        var model = RunAdaptation.LoadModel(project.Run);
        var (photographs, _) = RunAdaptation.ExtractFeatures(model, project.Run, [folder["grey"]], new RunContext());
        var one = photographs.AsSpan(0, model.FeatureWidth).ToArray();
        Assert.Equal(ModelTeacher.AddClass(model, "grey", photographs).Predict(one),
            UnseenModel.Load(folder["grown.safetensors"]).Predict(one));
        Assert.Equal(ModelTeacher.AddClass(model, "grey", photographs, _grey).Predict(one),
            UnseenModel.Load(folder["described.safetensors"]).Predict(one));
    }

    [Fact]
    public async Task Adapt_Photographs_WritesAPageAboutTheChangedClasses()
    {
        using var folder = new TemporaryFolder();
        for (var i = 0; i < 6; i++)
            ColourProject.Write(folder[$"pool/{i}.png"], i % 2 == 0 ? [0, 1, 1] : [1, 1, 0], new Random(i));

        var run = await CommandRun.Run("adapt", project.Run, folder["pool"], "--force", "--no-cache", "--out",
            folder["adapted.safetensors"]);

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        Assert.Contains($"Details   {folder["adapted.html"]}", run.Output, StringComparison.Ordinal);
        Assert.Contains("6 photographs without labels", File.ReadAllText(folder["adapted.html"]),
            StringComparison.Ordinal);
    }

    [Fact]
    public void AdaptationPage_PhotographThatChanged_IsShownWithBothClasses()
    {
        using var folder = new TemporaryFolder();
        var model = UnseenModel.Load(project.Run);
        for (var i = 0; i < 3; i++)
            ColourProject.Write(folder[$"{i}.png"], [0, 1, 1], new Random(i));

        var page = File.ReadAllText(AdaptationPage.Write(
            new AdaptationResult(model, [], _classesBefore, _classesAfter),
            folder["adapted.safetensors"], [folder["0.png"], folder["1.png"], folder["2.png"]]));

        Assert.Contains($"{model.ClassNames[0]} → {model.ClassNames[9]}", System.Net.WebUtility.HtmlDecode(page),
            StringComparison.Ordinal);
        Assert.Equal(2, page.Split("data:image/jpeg").Length);
        Assert.Contains("33.3 % of the photographs now get another class. 66.7 % are taken for", page,
            StringComparison.Ordinal);
    }

    [Fact]
    public void RequireOther_ExistingHtmlFile_AcceptsOnlyAnAdaptationPage()
    {
        using var folder = new TemporaryFolder();
        AdaptationPage.Write(new AdaptationResult(UnseenModel.Load(project.Run), [], _classesBefore, _classesAfter),
            folder["adapted.safetensors"]);
        folder.Write("report.html", "<title>Another page</title>\n");

        AdaptationPage.RequireOther(folder["adapted.safetensors"]);
        var exception = Assert.Throws<UsageException>(() => AdaptationPage.RequireOther(folder["report.safetensors"]));

        Assert.Equal($"--out {folder["report.safetensors"]}: the page that shows what changed would replace "
            + $"{folder["report.html"]}. Choose another name for the model.", exception.Message);
    }

    [Theory]
    [InlineData("mauve")]
    public async Task Teach_FolderOfAnUnknownClass_IsRefused(string name)
    {
        using var folder = new TemporaryFolder();
        ColourProject.Write(folder[$"labelled/{name}/1.png"], [0, 1, 1], new Random(3));

        var run = await CommandRun.Run(
            "teach", project.Run, "--images", folder["labelled"], "--no-cache", "--out", folder["taught.safetensors"]);

        Assert.Equal(ExitCode.BadUsage, run.ExitCode);
        Assert.Contains($"--images must name classes of the model, but '{name}' is not one of its 10.",
            run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["taught.safetensors"]));
    }
}
