using Unseen.Inference;
using Unseen.Runs;

namespace Unseen.Cli.Tests.Commands;

public sealed class AdaptCommandTests(TrainedRun trained) : IClassFixture<TrainedRun>
{
    [Fact]
    public async Task Adapt_Features_WritesAModelBesideTheTrainedOne()
    {
        using var folder = new TemporaryFolder();
        var before = File.ReadAllBytes(Path.Combine(trained.Run, UnseenModel.FileName));

        var run = await CommandRun.Of(
            "adapt", trained.Run, "--features", trained.Data, "--force", "--no-cache", "--out",
            folder["adapted.safetensors"]);

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        Assert.Contains("adapted to 120 photographs", run.Output, StringComparison.Ordinal);
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
        var seen = Enumerable.Range(0, features.Rows).Select(row => features.Row(row).ToArray())
            .Where(image => !model.Predict(image).IsUnseen)
            .Select(image => string.Join(',', image.Select(value => value.ToString("R"))));

        var run = await CommandRun.Of("adapt", trained.Run, "--no-cache", "--out", folder["adapted.safetensors"],
            "--features", folder.Write("pool.csv", string.Join('\n', seen.Take(20)) + "\n"));

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.StartsWith("unseen adapt: the pool must have photographs of unseen classes to learn from, but the model "
            + "takes 0 of its 20 for such", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["adapted.safetensors"]));
    }

    [Theory]
    [InlineData("1,2,3\n4,5,6\n", "there are 3 features a row, and the model takes 16.")]
    public async Task Adapt_FeaturesThatCannotBeUsed_SaysWhy(string text, string expected)
    {
        using var folder = new TemporaryFolder();

        var run = await CommandRun.Of(
            "adapt", trained.Run, "--no-cache", "--features", folder.Write("pool.csv", text));

        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Adapt_NothingToLearnFrom_SaysWhatIsRequired()
    {
        var run = await CommandRun.Of("adapt", trained.Run);

        Assert.Equal(ExitCode.BadUsage, run.ExitCode);
        Assert.StartsWith("unseen adapt: PHOTO or --features FILE is required.", run.Error, StringComparison.Ordinal);
    }
}
