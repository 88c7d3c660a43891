using Unseen.Inference;
using Unseen.Runs;

namespace Unseen.Cli.Tests.Commands;

public sealed class AdaptCommandTests(TrainedRun trained) : IClassFixture<TrainedRun>
{
    [Fact]
    public async Task Adapt_Features_WritesAModelAndLeavesTheTrainedModelUnchanged()
    {
        using var folder = new TemporaryFolder();
        var before = File.ReadAllBytes(Path.Combine(trained.Run, UnseenModel.FileName));

        var run = await CommandRun.Run(
            "adapt", trained.Run, "--features", trained.Data, "--force", "--no-cache", "--out",
            folder["adapted.safetensors"]);

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        Assert.Contains("adapted to 120 photographs", run.Output, StringComparison.Ordinal);
        Assert.Matches("\\.safetensors'? --features FILE\n", run.Output);
        Assert.Matches("\\.safetensors\\S* --features FILE<", File.ReadAllText(folder["adapted.html"]));
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(trained.Run, UnseenModel.FileName)));
        var model = UnseenModel.Load(folder["adapted.safetensors"]);
        Assert.NotNull(model.Branch);
        var (features, scores) = (TinyDataset.Create().Features, new float[TinyDataset.Classes]);
        model.Score(features.Row(0), scores);
        var trainedScores = new float[TinyDataset.Classes];
        UnseenModel.Load(trained.Run).Score(features.Row(0), trainedScores);
        var added = new float[TinyDataset.Classes];
        model.Branch.Score(features.Row(0), added);
        for (var c = 0; c < scores.Length; c++)
            Assert.Equal(trainedScores[c] + added[c], scores[c], 1e-3);
    }

    [Fact]
    public async Task Adapt_PhotographsOfSeenClasses_AreRefusedAndNothingIsWritten()
    {
        using var folder = new TemporaryFolder();
        var model = UnseenModel.Load(trained.Run);
        var features = TinyDataset.Create().Features;
        string[] seen = [.. Enumerable.Range(0, features.Rows).Select(row => features.Row(row).ToArray())
            .Where(image => !model.Predict(image).IsUnseen)
            .Select(image => string.Join(',', image.Select(value => value.ToString("R"))))];

        var run = await CommandRun.Run("adapt", trained.Run, "--no-cache", "--out", folder["adapted.safetensors"],
            "--features", folder.Write("pool.csv", string.Join('\n', seen) + "\n"));

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.StartsWith("unseen adapt: the pool must have photographs of unseen classes to learn from, but the model "
            + $"predicts unseen classes for 0 of {seen.Length}, ", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["adapted.safetensors"]));
    }

    [Theory]
    [InlineData("1,2,3\n4,5,6\n", "the rows have 3 features, but the model takes 16.")]
    [InlineData("", "pool.csv")]
    [InlineData("1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,NaN\n", "NaN")]
    public async Task Adapt_UnusableFeatures_NamesTheProblemAndWritesNoModel(string text, string expected)
    {
        using var folder = new TemporaryFolder();

        var run = await CommandRun.Run(
            "adapt", trained.Run, "--no-cache", "--features", folder.Write("pool.csv", text));

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains(expected, Assert.Single(run.Error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(trained.Run, Unseen.Runs.Adaptation.RunAdaptation.FileName)));
    }

    [Fact]
    public async Task Adapt_OnePhotograph_MovesPrototypesByAtMostItsWeight()
    {
        using var folder = new TemporaryFolder();
        var image = TinyDataset.Create().Features.Row(0).ToArray();

        var run = await CommandRun.Run("adapt", trained.Run, "--force", "--no-cache", "--out",
            folder["adapted.safetensors"], "--features", folder.Write("pool.csv",
                string.Join(',', image.Select(value => value.ToString("R"))) + "\n"));

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        Assert.Contains("adapted to 1 photograph\n", run.Output, StringComparison.Ordinal);
        var branch = UnseenModel.Load(folder["adapted.safetensors"]).Branch!;
        var (now, start) = (branch.Tensors["classifier.weight"], branch.Tensors["start.weight"]);
        for (var c = 0; c < TinyDataset.Classes; c++)
        {
            double cosine = 0;
            for (var k = 0; k < now.Shape[1]; k++)
                cosine += now.Values.Span[(c * now.Shape[1]) + k] * start.Values.Span[(c * now.Shape[1]) + k];
            // The weight of one photograph is at most 0.9 / (1 + 5) = 0.15, so the sine of the angle between the old
            // and the new prototype is at most 0.15 / 0.85.
            Assert.InRange(cosine, Math.Sqrt(1 - Math.Pow(0.15 / 0.85, 2)) - 1e-4, 1 + 1e-4);
        }
    }

    [Fact]
    public async Task Adapt_WithoutPhotographsAndFeatures_SaysThatOneIsRequired()
    {
        var run = await CommandRun.Run("adapt", trained.Run);

        Assert.Equal(ExitCode.BadUsage, run.ExitCode);
        Assert.StartsWith("unseen adapt: PHOTO or --features FILE is required.", run.Error, StringComparison.Ordinal);
    }
}
