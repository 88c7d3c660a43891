using System.Text.Json.Nodes;
using Unseen.Cli.Tests.Photographs;
using Unseen.Data;
using Unseen.Data.Loading;
using Unseen.Descriptions;
using Unseen.Runs;
using Unseen.Runs.Records;

namespace Unseen.Cli.Tests.Commands;

public sealed class DoctorCommandTests(ColourProject project) : IClassFixture<ColourProject>
{
    [Fact]
    public async Task Doctor_Data_PrintsSummaryAdviceAndClasses()
    {
        using var folder = new TemporaryFolder();
        var report = DescriptionDoctor.Examine(
            TinyDataset.Create(), cancellation: TestContext.Current.CancellationToken);

        var run = await CommandRun.Run("doctor", "--data", TinyDataset.Save(folder));

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        var text = string.Join(' ', run.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.All([report.Summary, .. report.Advice],
            sentence => Assert.Contains(sentence, text, StringComparison.Ordinal));
        Assert.All(run.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        Assert.All(report.Classes, one => Assert.Contains(one.Name, run.Output, StringComparison.Ordinal));
        Assert.Contains("column 1", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_Json_PrintsOnlyTheReport()
    {
        using var folder = new TemporaryFolder();

        var run = await CommandRun.Run("doctor", "--data", TinyDataset.Save(folder), "--json");

        var json = JsonNode.Parse(run.Output)!.AsObject();
        Assert.Equal(1, run.Output.Count(letter => letter == '\n'));
        Assert.Contains((string)json["verdict"]!, Names.Get<DescriptionVerdict>().Skip(1));
        Assert.Equal(TinyDataset.Seen, json["classes"]!.AsArray().Count);
        Assert.InRange((double)json["chance"]!, 33, 50); // two or three classes are held out together
        Assert.Contains(json["photographs"]!.AsArray(), shot => (int)shot!["photographs"]! == 1);
    }

    [Fact]
    public async Task Doctor_ProjectOfPhotographs_ListsTheAttributes()
    {
        var run = await CommandRun.Run("doctor", project.Project, "--cache", Path.Combine(project.Root, "cache"));

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.All(["redness", "greenness", "blueness"],
            name => Assert.Contains(name, run.Output, StringComparison.Ordinal));
        Assert.DoesNotContain("cannot be seen", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_DescriptorOfZeros_IsReportedAndNotRefused()
    {
        using var folder = new TemporaryFolder();
        var dataset = TinyDataset.Create();
        var values = dataset.Descriptors.Values.ToArray();
        values.AsSpan(0, dataset.Descriptors.Columns).Clear();
        DatasetConverter.Save(dataset with
        {
            Descriptors = new FeatureMatrix(values, TinyDataset.Classes, dataset.Descriptors.Columns),
        }, folder["zero.npz"]);

        var run = await CommandRun.Run("doctor", "--data", folder["zero.npz"]);

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Contains("- Without a description (every number is 0): class a.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_WithoutData_IsBadUsage() =>
        Assert.Equal(ExitCode.BadUsage, (await CommandRun.Run("doctor")).ExitCode);

    [Fact]
    public async Task Train_MeaninglessDescriptions_ShowsTheVerdictBeforeTheScores()
    {
        using var folder = new TemporaryFolder();
        // With some seeds, such descriptors happen to look better than guessing. Use the first seed with which they do
        // not.
        DatasetConverter.Save(Enumerable.Range(0, 20).Select(Meaningless).First(dataset => DescriptionDoctor.Examine(
            dataset, cancellation: TestContext.Current.CancellationToken).Verdict == DescriptionVerdict.Guessing),
            folder["data.npz"]);

        var run = await CommandRun.Run("train", "--data", folder["data.npz"], "--sigma", "10", "--classifier-epochs",
            "1", "--classifier-hidden", "16", "--no-cache", "--out", folder["run"]);

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Contains("no better than guessing", run.Error, StringComparison.Ordinal);
        var lines = run.Output.Split('\n');
        Assert.True(Array.IndexOf(lines, "NO BETTER THAN GUESSING") is >= 0 and var verdict
            && verdict < Array.FindIndex(lines, line => line.Contains("AUSUC", StringComparison.Ordinal)));
        Assert.Equal(DescriptionVerdict.Guessing, DescriptionFile.Read(folder["run"])!.Verdict);
    }

    [Fact]
    public void Report_OfPhotographs_HasASectionOnTheDescriptions()
    {
        var html = File.ReadAllText(Path.Combine(project.Run, "report.html"));

        Assert.Contains("What the descriptions tell", html, StringComparison.Ordinal);
        Assert.Contains("redness", html, StringComparison.Ordinal);
    }

    /// <summary>Creates thirty classes whose descriptors are unrelated to their features.</summary>
    private static GzslDataset Meaningless(int seed)
    {
        const int classes = 30, images = 6, width = 8;
        var random = new Random(seed);
        int[] labels = [.. Enumerable.Range(0, classes * images).Select(i => i / images)];
        var centres = Enumerable.Range(0, classes * width).Select(_ => random.NextSingle()).ToArray();
        int[] rows = [.. Enumerable.Range(0, labels.Length)];
        return new GzslDataset
        {
            Name = "meaningless",
            Features = new FeatureMatrix(
                [.. rows.SelectMany(row => Enumerable.Range(0, width).Select(
                    d => centres[(labels[row] * width) + d] + (0.05f * random.NextSingle())))], labels.Length, width),
            Labels = labels,
            ClassNames = [.. Enumerable.Range(0, classes).Select(label => $"class {label}")],
            Descriptors = new FeatureMatrix(
                [.. Enumerable.Range(0, classes * 5).Select(_ => random.NextSingle())], classes, 5),
            Split = new GzslSplit
            {
                TrainVal = [.. rows.Where(row => labels[row] < 24 && row % 3 != 0)],
                TestSeen = [.. rows.Where(row => labels[row] < 24 && row % 3 == 0)],
                TestUnseen = [.. rows.Where(row => labels[row] >= 24)],
            },
        };
    }
}
