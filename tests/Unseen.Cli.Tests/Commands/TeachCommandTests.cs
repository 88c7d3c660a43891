using Unseen.Cli.Tests.Photographs;
using Unseen.Images.Backbones;
using Unseen.Inference;
using Unseen.Inference.Adaptation;
using Unseen.Runs;
using Unseen.Runs.Adaptation;

namespace Unseen.Cli.Tests.Commands;

public sealed class TeachCommandTests(ColourProject project) : IClassFixture<ColourProject>
{
    [Fact]
    public async Task Teach_FolderOfAClass_GivesTheModelThatTheLibraryTeaches()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(3);
        for (var i = 0; i < 3; i++)
            ColourProject.Write(folder[$"labelled/cyan/{i}.png"], [0, 1, 1], random);
        var before = File.ReadAllBytes(Path.Combine(project.Run, UnseenModel.FileName));

        var run = await CommandRun.Of(
            "teach", project.Run, "--images", folder["labelled/"], "--no-cache", "--out", folder["taught.safetensors"]);

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        Assert.Contains("cyan: 3 photographs", run.Output, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(project.Run, UnseenModel.FileName)));
        var model = RunAdaptation.LoadModel(project.Run);
        using var images = ImageFeatures.Of(model, project.Run);
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

    [Theory]
    [InlineData("red")]
    [InlineData("mauve")]
    public async Task Teach_FolderOfAnotherClass_IsRefused(string name)
    {
        using var folder = new TemporaryFolder();
        ColourProject.Write(folder[$"labelled/{name}/1.png"], [0, 1, 1], new Random(3));

        var run = await CommandRun.Of(
            "teach", project.Run, "--images", folder["labelled"], "--no-cache", "--out", folder["taught.safetensors"]);

        Assert.Equal(ExitCode.BadUsage, run.ExitCode);
        Assert.Contains($"--images must have folders named after unseen classes of the model, but '{name}' is not one of its",
            run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["taught.safetensors"]));
    }
}
